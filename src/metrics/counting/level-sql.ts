import type { Level, Quiet } from '../../config/settings.ts';
import { sqlName } from '../../warehouse/sql.ts';
import { type Metric, withInputs } from '../metric.ts';
import type { Windows } from '../window.ts';
import { figuresSql } from './figures-sql.ts';
import { stageSql, stagesOf } from './level-stages.ts';
import { talliesOf } from './tally.ts';
import type { UserStage } from './user-stage.ts';
import { usersOfRecordsSql } from './who-sql.ts';

export interface LevelRequest {
  readonly level: Level;
  /** Metrics of the other level are left out. */
  readonly metrics: readonly Metric[];
  readonly windows: Windows;
  /** What a record shows that nobody used in the window: 0 or nothing. A date is always nothing. */
  readonly quiet: Quiet;
  /** Table or view `(user_id, contact_id, account_id)`, `people` unless named. */
  readonly people?: string;
  /** What is counted by user already. */
  readonly byUser?: readonly UserStage[];
}

/** A table to be made. */
export interface StepTable {
  readonly name: string;
  readonly sql: string;
  /** Tables that nobody reads after this one. */
  readonly spent?: readonly string[];
}

/** A level's query in steps. Each may read the tables before it, the last query all of them. */
export interface LevelSteps {
  readonly tables: readonly StepTable[];
  readonly query: string;
  /** The first of the tables: `record_id`, its number from 1 as `record`, and whether it has one user, `alone`. */
  readonly records: string;
  /** The query for records of some numbers only, with `record` first, so that a large level can be put together piece by piece. */
  slice(from: number, to: number): string;
}

/**
 * The usage rows of a level: `record_id`, then one column for each metric under its field's name; one row for each
 * contact (account) in `people`, quiet ones included. They come as tables to be made one after the other, and a query
 * over them: DuckDB works on all parts of one query at a time, whose hash tables then fight for memory and for the
 * processor's caches; one after the other takes two thirds of both.
 *
 * Each event table is read once for all metrics that count its events (once more for those that count users, days,
 * sessions or values), from the start of their widest window, and only in the columns that they ask for; not at all where
 * they were counted by user, see `userSteps`. Records go by a number of their own until the end, since grouping by a
 * number is cheaper than by an Id.
 */
export function levelSteps({
  level,
  metrics,
  windows,
  quiet,
  people = 'people',
  byUser = [],
}: LevelRequest): LevelSteps {
  const wanted = metrics.filter((metric) => metric.level === level);
  const all = withInputs(wanted);
  const name = (part: string): string => `${level}_${part}`;
  const [records, who] = [name('records'), name('who')];
  const stages = stagesOf(talliesOf(all, windows), byUser).map((stage, place, { length }) => ({
    name: name(`stage_${place}`),
    sql: stageSql(stage, { level, who, windows }),
    spent: [...(stage.users?.lastReader === level ? [stage.users.name] : []), ...(place === length - 1 ? [who] : [])],
  }));
  const id = sqlName(`${level}_id`);
  const ids = `SELECT ${id} AS record_id, count(*) = 1 AS alone FROM ${sqlName(people)} WHERE ${id} IS NOT NULL GROUP BY ${id}`;
  const query = (only = ''): string => {
    const part = (table: string): string =>
      only === '' ? sqlName(table) : `(SELECT * FROM ${sqlName(table)} WHERE ${only})`;
    const joins = stages.map(
      (stage, place) => `\nLEFT JOIN ${part(stage.name)} s${place} ON s${place}.record = r.record`,
    );
    const carried = only === '' ? [] : ['record'];
    return figuresSql({ wanted, all, windows, quiet, from: `${part(records)} r${joins.join('')}`, carried });
  };
  return {
    tables: [
      { name: records, sql: `SELECT *, CAST(row_number() OVER () AS INTEGER) AS record FROM (${ids})` },
      { name: who, sql: usersOfRecordsSql(all, { id, people, records }) },
      ...stages,
    ],
    query: query(),
    records,
    slice: (from, to) => query(`record BETWEEN ${from} AND ${to}`),
  };
}
