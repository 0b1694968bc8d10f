import type { Level } from '../config/settings.ts';
import { sqlName } from '../warehouse/sql.ts';
import { type Scan, scanSql, scansOf, userColumn } from './level-scans.ts';
import { MEASURES } from './measure-sql.ts';
import type { Metric } from './metric.ts';
import { sqlTime } from './sql-literal.ts';
import type { Windows } from './window.ts';

export interface LevelRequest {
  readonly level: Level;
  /** Metrics of the other level are left out. */
  readonly metrics: readonly Metric[];
  readonly windows: Windows;
  /** What a record shows that nobody used in the window: 0 or nothing. A date is always nothing. */
  readonly quiet: 'zero' | 'null';
  /** Table or view `(user_id, contact_id, account_id)`, `people` unless named. */
  readonly people?: string;
}

/**
 * The query that gives the usage rows of a level: `record_id`, then one column for each metric under its field's name;
 * one row for each contact (account) in `people`, quiet ones included.
 *
 * All metrics are counted in one pass: the events join a small table of metrics, which multiplies an event by the
 * metrics it counts for, are grouped by record and metric, and only then turned into columns.
 */
export function levelSql({ level, metrics, windows, quiet, people = 'people' }: LevelRequest): string {
  const wanted = metrics.filter((metric) => metric.level === level);
  const scans = scansOf(wanted, windows);
  const record = sqlName(`${level}_id`);
  const records = `SELECT DISTINCT ${record} AS record_id FROM ${sqlName(people)} WHERE ${record} IS NOT NULL`;
  if (wanted.length === 0) return records;
  return `WITH
metric(metric, scan, began, ended, needs, kind, slot) AS (VALUES
  ${scans.flatMap(metricRows).join(',\n  ')}
),
who AS (
  ${whoSql(wanted, { record, people })}
),
seen AS (
  ${scans.map((scan) => scanSql(scan, carried(scans))).join('\n  UNION ALL\n  ')}
),
tallied AS (
  ${talliedSql(scans, windows.zone)}
),
pivoted AS (
  SELECT record_id, ${wanted.map(pivotColumn).join(', ')}
  FROM tallied GROUP BY record_id
)
SELECT r.record_id, ${wanted.map((metric) => shownColumn(metric, quiet)).join(', ')}
FROM (${records}) r LEFT JOIN pivoted p ON p.record_id = r.record_id`;
}

function metricRows({ number, entries }: Scan): string[] {
  return entries.map(
    ({ metric, window, needs, kind, slot }) =>
      `(${metric}, ${number}, ${sqlTime(window.from)}, ${sqlTime(window.to)}, CAST(${needs} AS BIGINT), '${kind}', ${slot})`,
  );
}

/** Users that have a record of the level, with the properties that conditions ask about. */
function whoSql(
  metrics: readonly Metric[],
  { record, people }: { readonly record: string; readonly people: string },
): string {
  const asked = metrics.flatMap(({ where }) =>
    where.filter(({ of }) => of === 'user').map(({ column }) => column.name),
  );
  const columns = [...new Set(asked)].map((name) => `, u.${sqlName(name)} AS ${userColumn(name)}`);
  const users = columns.length > 0 ? ' LEFT JOIN heap_users u ON u.user_id = p.user_id' : '';
  return `SELECT p.user_id, p.${record} AS record_id${columns.join('')}
  FROM ${sqlName(people)} p${users} WHERE p.${record} IS NOT NULL`;
}

/** What every scan must carry so that one of them can be served. */
function carried(scans: readonly Scan[]): { readonly masked: boolean; readonly slots: number } {
  return {
    masked: scans.some(({ conditions }) => conditions.length > 0),
    slots: Math.max(...scans.map(({ amounts }) => amounts.length)),
  };
}

function talliedSql(scans: readonly Scan[], zone: string): string {
  const { masked, slots } = carried(scans);
  const kinds = [...new Set(scans.flatMap(({ entries }) => entries.map(({ kind }) => kind)))];
  const figures = kinds.map((kind) => `${MEASURES[kind].aggregate({ zone, slots })} AS ${sqlName(kind)}`);
  return `SELECT s.record_id, m.metric, ${figures.join(', ')}
  FROM seen s JOIN metric m ON m.scan = s.scan AND s."time" >= m.began AND s."time" < m.ended${
    masked ? ' AND (s.meets & m.needs) = m.needs' : ''
  }
  GROUP BY s.record_id, m.metric`;
}

function pivotColumn({ measure, field }: Metric, place: number): string {
  return `max(${sqlName(measure.kind)}) FILTER (WHERE metric = ${place}) AS ${sqlName(field.name)}`;
}

function shownColumn({ measure, field }: Metric, quiet: LevelRequest['quiet']): string {
  const column = `p.${sqlName(field.name)}`;
  if (quiet === 'null' || !MEASURES[measure.kind].zeroWhenQuiet) return column;
  return `coalesce(${column}, 0) AS ${sqlName(field.name)}`;
}
