import type { Level, Quiet } from '../../config/settings.ts';
import { sqlName } from '../../warehouse/sql.ts';
import { isCounted, type Metric, withInputs } from '../metric.ts';
import type { Windows } from '../window.ts';
import { figuresSql } from './figures-sql.ts';
import { stageSql, stagesOf } from './level-stages.ts';
import { talliesOf, userColumn } from './tally.ts';

export interface LevelRequest {
  readonly level: Level;
  /** Metrics of the other level are left out. */
  readonly metrics: readonly Metric[];
  readonly windows: Windows;
  /** What a record shows that nobody used in the window: 0 or nothing. A date is always nothing. */
  readonly quiet: Quiet;
  /** Table or view `(user_id, contact_id, account_id)`, `people` unless named. */
  readonly people?: string;
}

/** A level's query in steps. Each may read the tables before it, the last query all of them. */
export interface LevelSteps {
  readonly tables: readonly { readonly name: string; readonly sql: string }[];
  readonly query: string;
  /** The first of the tables: `record_id`, and `record`, its number from 1. */
  readonly records: string;
  /** The query for records of some numbers only, so that a large level can be put together piece by piece. */
  slice(from: number, to: number): string;
}

/**
 * The query that gives the usage rows of a level: `record_id`, then one column for each metric under its field's name;
 * one row for each contact (account) in `people`, quiet ones included.
 */
export function levelSql(request: LevelRequest): string {
  const { tables, query } = levelSteps(request);
  // Records are numbered once and for all: asked twice, row_number() could number them another way.
  return `WITH ${tables.map(({ name, sql }) => `${sqlName(name)} AS MATERIALIZED (\n  ${sql}\n)`).join(',\n')}
${query}`;
}

/**
 * The same as tables to be made one after the other, and a query over them. DuckDB works on all parts of one query at a
 * time, whose hash tables then fight for the processor's caches; one after the other takes two thirds of the time and
 * of the memory.
 *
 * Each event table is read once for all metrics that count its events (once more for those that count users, days,
 * sessions or values), from the start of their widest window, and only in the columns that they ask for. Records go by a
 * number of their own until the end, since grouping by a number is cheaper than by an Id.
 */
export function levelSteps({ level, metrics, windows, quiet, people = 'people' }: LevelRequest): LevelSteps {
  const wanted = metrics.filter((metric) => metric.level === level);
  const all = withInputs(wanted);
  const name = (part: string): string => `${level}_${part}`;
  const [records, who] = [name('records'), name('who')];
  const stages = stagesOf(talliesOf(all, windows)).map((stage, place) => ({
    name: name(`stage_${place}`),
    sql: stageSql(stage, { level, who, windows }),
  }));
  const id = sqlName(`${level}_id`);
  const ids = `SELECT DISTINCT ${id} AS record_id FROM ${sqlName(people)} WHERE ${id} IS NOT NULL`;
  const query = (only = ''): string => {
    const part = (table: string): string =>
      only === '' ? sqlName(table) : `(SELECT * FROM ${sqlName(table)} WHERE ${only})`;
    const joins = stages.map(
      (stage, place) => `\nLEFT JOIN ${part(stage.name)} s${place} ON s${place}.record = r.record`,
    );
    return figuresSql({ wanted, all, windows, quiet, from: `${part(records)} r${joins.join('')}` });
  };
  return {
    tables: [
      { name: records, sql: `SELECT record_id, CAST(row_number() OVER () AS INTEGER) AS record FROM (${ids})` },
      { name: who, sql: whoSql(all, { id, people, records }) },
      ...stages,
    ],
    query: query(),
    records,
    slice: (from, to) => query(`record BETWEEN ${from} AND ${to}`),
  };
}

/** Users that have a record of the level, with the properties that conditions ask about. */
function whoSql(
  metrics: readonly Metric[],
  { id, people, records }: { readonly id: string; readonly people: string; readonly records: string },
): string {
  const asked = metrics
    .filter(isCounted)
    .flatMap(({ where }) => where.filter(({ of }) => of === 'user').map(({ column }) => column.name));
  const columns = [...new Set(asked)].map((name) => `, u.${sqlName(name)} AS ${userColumn(name)}`);
  return `SELECT p.user_id, r.record${columns.join('')}
  FROM ${sqlName(people)} p JOIN ${sqlName(records)} r ON r.record_id = p.${id}${
    columns.length > 0 ? ' LEFT JOIN heap_users u ON u.user_id = p.user_id' : ''
  }`;
}
