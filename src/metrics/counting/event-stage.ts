import { sqlName } from '../../warehouse/sql.ts';
import { MEASURES, type Part, propertyOf } from './measure-sql.ts';
import { sqlTime } from './sql-literal.ts';
import { beyond, conditionBeyond, eventsSql, filterSql, type StageSource, widest } from './stage-source.ts';
import type { Tally } from './tally.ts';

/**
 * Figures that are aggregates over events. Each window a filter of its own is the simplest, and fast while they are few.
 * Where many windows lie over the same events, these are first aggregated between one boundary of the windows and the
 * next, so that an event is looked at once and not once for each window, and the sums then added up. That pays where
 * records are few beside the events, as accounts are; contacts with a row for each stretch would take as long and twice
 * the memory.
 */
export function eventStageSql(source: StageSource): string {
  if (source.level === 'contact') return directSql(source);
  const bands = bandsOf(source.tallies);
  const direct = new Set(source.tallies.flatMap((tally) => partsOf(tally, beyond(tally, source.tallies))));
  const inBands = new Set(source.tallies.flatMap((tally) => partsOf(tally, conditionBeyond(tally, source.tallies))));
  const fewer = inBands.size + bands.length < direct.size;
  return bands.length > 0 && fewer ? bandedSql(source, bands, [...inBands]) : directSql(source);
}

function directSql(source: StageSource): string {
  const figures = source.tallies.map((tally) => {
    const parts = partsOf(tally, beyond(tally, source.tallies));
    return `${MEASURES[tally.measure.kind].figure(parts)} AS ${sqlName(tally.column)}`;
  });
  return `SELECT w.record, ${figures.join(', ')}
  ${eventsSql(source)} GROUP BY w.record`;
}

/** The boundaries of windows that lie inside the widest, in order: band 1 begins at the first, band 0 ends there. */
function bandsOf(tallies: readonly Tally[]): readonly Date[] {
  const { from, to } = widest(tallies);
  const inside = (moment: Date | undefined): moment is Date =>
    moment !== undefined && moment < to && (from === undefined || moment > from);
  const moments = tallies.flatMap(({ window }) => [window.from, window.to]).filter(inside);
  return [...new Set(moments.map((moment) => moment.getTime()))].sort((a, b) => a - b).map((at) => new Date(at));
}

function bandedSql(source: StageSource, bands: readonly Date[], parts: readonly string[]): string {
  const newestFirst = bands.map((since, place) => `WHEN e."time" >= ${sqlTime(since)} THEN ${place + 1}`).toReversed();
  const figures = source.tallies.map((tally) => {
    const { figure, parts: wanted } = MEASURES[tally.measure.kind];
    const filter = filterSql(bandFilter(tally, bands));
    const together = partsOf(tally, conditionBeyond(tally, source.tallies)).map((part, place) =>
      togetherSql(wanted[place]?.together ?? 'sum', `part_${parts.indexOf(part)}`, filter, part),
    );
    return `${figure(together)} AS ${sqlName(tally.column)}`;
  });
  return `SELECT record, ${figures.join(', ')}
  FROM (SELECT w.record, CAST(CASE ${newestFirst.join(' ')} ELSE 0 END AS SMALLINT) AS band,
    ${parts.map((part, place) => `${part} AS part_${place}`).join(', ')}
  ${eventsSql(source)} GROUP BY w.record, band) GROUP BY record`;
}

function bandFilter({ window }: Tally, bands: readonly Date[]): string {
  const bandAt = (moment: Date | undefined): number =>
    bands.findIndex((since) => since.getTime() === moment?.getTime()) + 1;
  const [first, end] = [bandAt(window.from), bandAt(window.to)];
  return [...(first > 0 ? [`band >= ${first}`] : []), ...(end > 0 ? [`band < ${end}`] : [])].join(' AND ');
}

/** The aggregates that a figure is made of, as SQL. */
export function partsOf({ measure }: Tally, filter: string): readonly string[] {
  return MEASURES[measure.kind].parts.map(({ each }) => `${each(propertyOf(measure))}${filterSql(filter)}`);
}

/** Counts stay whole numbers of 64 bits: a sum of them is wider. */
export function togetherSql(together: Part['together'], column: string, filter: string, part: string): string {
  const sql = `${together}(${column})${filter}`;
  return part.startsWith('count(') ? `CAST(${sql} AS BIGINT)` : sql;
}
