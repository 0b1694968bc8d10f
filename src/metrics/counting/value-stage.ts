import { sqlName } from '../../warehouse/sql.ts';
import { propertyOf } from './measure-sql.ts';
import { beyond, eventsSql, filterSql, type StageSource } from './stage-source.ts';

/** More than there are values, and few enough that a count of two thousand million stands before it in a BIGINT. */
const PLACES = 2 ** 32;

/**
 * The value of a property that most events have. Of several as frequent it is the first by the order of their letters.
 *
 * Values go by their place in that order, so that count and place are one number. DuckDB cannot put texts aside that it
 * keeps while it counts: those of a million records took more memory than there is, and twice the time.
 */
export function valueStageSql(source: StageSource): string {
  const { tallies } = source;
  const property = tallies[0] && propertyOf(tallies[0].measure);
  const value = `CAST(e.${sqlName(property?.name ?? '')} AS VARCHAR)`;
  // An empty text is how an archived or cleared property arrives.
  const events = (joined: string) => eventsSql({ ...source, joined }, [`${value} <> ''`]);
  const counts = tallies.map((tally, at) => `count(*)${filterSql(beyond(tally, tallies))} AS count_${at}`);
  const mosts = tallies.map(
    (_, at) => `max(count_${at} * ${PLACES} + ${PLACES - 1} - place) FILTER (WHERE count_${at} > 0) AS most_${at}`,
  );
  const figures = tallies.map(({ column }, at) => `v${at}.value AS ${sqlName(column)}`);
  const joins = tallies.map(
    (_, at) => `LEFT JOIN places v${at} ON v${at}.place = ${PLACES - 1} - m.most_${at} % ${PLACES}`,
  );
  return `WITH places AS MATERIALIZED (
    SELECT value, row_number() OVER (ORDER BY value) AS place FROM (SELECT DISTINCT ${value} AS value ${events('')})
  ), counted AS (
    SELECT w.record, p.place, ${counts.join(', ')}
    ${events(`JOIN places p ON p.value = ${value}`)} GROUP BY w.record, p.place
  ), mosts AS MATERIALIZED (SELECT record, ${mosts.join(', ')} FROM counted GROUP BY record)
  SELECT m.record, ${figures.join(', ')} FROM mosts m ${joins.join(' ')}`;
}
