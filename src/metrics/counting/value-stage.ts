import { sqlName } from '../../warehouse/sql.ts';
import { propertyOf } from './measure-sql.ts';
import { beyond, eventsSql, filterSql, type StageSource } from './stage-source.ts';

/** The value of a property that most events have. Of several as frequent it is the first by the order of their letters. */
export function valueStageSql(source: StageSource): string {
  const { tallies } = source;
  const property = tallies[0] && propertyOf(tallies[0].measure);
  const value = `CAST(e.${sqlName(property?.name ?? '')} AS VARCHAR)`;
  const counts = tallies.map((tally, place) => `count(*)${filterSql(beyond(tally, tallies))} AS count_${place}`);
  const figures = tallies.map(
    ({ column }, place) =>
      `arg_min(thing, (-count_${place}, thing)) FILTER (WHERE count_${place} > 0) AS ${sqlName(column)}`,
  );
  // An empty text is how an archived or cleared property arrives.
  return `SELECT record, ${figures.join(', ')}
  FROM (SELECT w.record, ${value} AS thing, ${counts.join(', ')}
  ${eventsSql(source, [`${value} <> ''`])} GROUP BY w.record, thing) GROUP BY record`;
}
