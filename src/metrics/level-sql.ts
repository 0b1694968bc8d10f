import type { Level } from '../config/settings.ts';
import { sqlName } from '../warehouse/sql.ts';
import { stageSql, stagesOf, userColumn } from './level-stages.ts';
import { MEASURES } from './measure-sql.ts';
import type { Metric } from './metric.ts';
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
 * Each event table is read once for all metrics that count its events (once more for those that count users, and for
 * those that count days), from the start of their widest window, and only in the columns that they ask for. Records go
 * by a number of their own until the end, since grouping by a number is cheaper than by an Id.
 */
export function levelSql({ level, metrics, windows, quiet, people = 'people' }: LevelRequest): string {
  const wanted = metrics.filter((metric) => metric.level === level);
  const stages = stagesOf(wanted);
  const id = sqlName(`${level}_id`);
  const ids = `SELECT DISTINCT ${id} AS record_id FROM ${sqlName(people)} WHERE ${id} IS NOT NULL`;
  const figures = wanted.map((metric) => `, ${shownSql(metric, quiet)} AS ${sqlName(metric.field.name)}`);
  // Numbered once and for all: asked twice, row_number() could number them another way.
  return `WITH records AS MATERIALIZED (
  SELECT record_id, CAST(row_number() OVER () AS INTEGER) AS record FROM (${ids})
),
who AS (
  ${whoSql(wanted, id, people)}
)${stages.map((stage, place) => `,\nstage_${place} AS (\n  ${stageSql(stage, windows)}\n)`).join('')}
SELECT records.record_id${figures.join('')}
FROM records${stages.map((_, place) => `\nLEFT JOIN stage_${place} ON stage_${place}.record = records.record`).join('')}`;
}

/** Users that have a record of the level, with the properties that conditions ask about. */
function whoSql(metrics: readonly Metric[], id: string, people: string): string {
  const asked = metrics.flatMap(({ where }) =>
    where.filter(({ of }) => of === 'user').map(({ column }) => column.name),
  );
  const columns = [...new Set(asked)].map((name) => `, u.${sqlName(name)} AS ${userColumn(name)}`);
  return `SELECT p.user_id, r.record${columns.join('')}
  FROM ${sqlName(people)} p JOIN records r ON r.record_id = p.${id}${
    columns.length > 0 ? ' LEFT JOIN heap_users u ON u.user_id = p.user_id' : ''
  }`;
}

function shownSql({ measure, field }: Metric, quiet: LevelRequest['quiet']): string {
  const { kept, zeroWhenQuiet } = MEASURES[measure.kind];
  const column = sqlName(field.name);
  if (zeroWhenQuiet && quiet === 'zero') return `coalesce(${kept(column)}, 0)`;
  // Seen at the wider window of another metric, so the count is there, but it is 0.
  return zeroWhenQuiet && measure.kind !== 'sum' ? `nullif(${kept(column)}, 0)` : kept(column);
}
