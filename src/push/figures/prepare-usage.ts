import type { Level, Settings } from '../../config/settings.ts';
import { levelSteps } from '../../metrics/counting/level-sql.ts';
import { dropTables, makeTables } from '../../metrics/counting/make-tables.ts';
import type { UserStage } from '../../metrics/counting/user-stage.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Windows } from '../../metrics/window.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { UsageTarget } from '../usage-object.ts';
import { cellSql } from './cell-sql.ts';
import { countUnfit, type UnfitFigures, unfitColumnSql } from './unfit-figures.ts';

/** The tables that one level leaves in the warehouse on its way from figures to what must be sent. */
export interface LevelTables {
  /** `record_id`, then each metric as the text that a CSV cell holds; nothing is NULL. */
  readonly usage: string;
  /** The same, as the org last accepted it. Absent before the first push. */
  readonly accepted: string | undefined;
  /** The ids of the rows that differ from what the org has. */
  readonly changed: string;
  readonly counts: {
    readonly input: number;
    readonly toSend: number;
    /** About what the rows to send take as CSV. */
    readonly bytes: number;
  };
  readonly unfit: readonly UnfitFigures[];
}

/** Which rows a push looks at, and which of them it sends. */
export interface RowChoice {
  /** Sends every row, changed or not. */
  readonly full: boolean;
  /** A query of the only records to look at, `record_id`; undefined for all. */
  readonly only: string | undefined;
}

/** What the figures of a row depend on beside the metrics. */
type FigureSettings = Pick<Settings, 'quiet' | 'longText'>;

/** Works out every usage row of a level. Who was accepted before and is idle now gets a row as well: it falls to quiet. */
export async function computeUsage(
  warehouse: Warehouse,
  target: UsageTarget,
  {
    windows,
    settings,
    byUser,
    accepted,
    choice = { full: false, only: undefined },
  }: {
    readonly windows: Windows;
    readonly byUser: readonly UserStage[];
    readonly settings: FigureSettings;
    readonly accepted: string | undefined;
    readonly choice?: RowChoice;
  },
): Promise<LevelTables> {
  const { level } = target;
  const people = `people_of_${level}s`;
  await warehouse.run(`CREATE OR REPLACE TABLE ${people} AS ${peopleWithIdle(level, accepted)}`);
  const usage = `usage_${level}`;
  const unfit = await fillUsage(warehouse, usage, { target, settings, windows, byUser, people });
  if (choice.only !== undefined) {
    await warehouse.run(`DELETE FROM ${usage} WHERE record_id NOT IN (SELECT record_id FROM (${choice.only}))`);
  }
  return { ...(await compareUsage(warehouse, target, { usage, accepted, full: choice.full })), unfit };
}

/**
 * So many records are put together at a time. The join of all that was counted holds every figure of its records in
 * memory at once, which DuckDB cannot put aside.
 */
const SLICE_RECORDS = 100_000;

/** Makes the table of usage rows, step by step, and tells which figures did not fit. */
async function fillUsage(
  warehouse: Warehouse,
  usage: string,
  {
    target: { level, metrics },
    settings,
    windows,
    byUser,
    people,
  }: {
    readonly target: UsageTarget;
    readonly settings: FigureSettings;
    readonly windows: Windows;
    readonly byUser: readonly UserStage[];
    readonly people: string;
  },
): Promise<readonly UnfitFigures[]> {
  const { tables, records, slice } = levelSteps({ level, metrics, windows, quiet: settings.quiet, people, byUser });
  await makeTables(warehouse, tables);
  const cells = metrics.map((metric) => [metric, cellSql(metric, settings)] as const);
  const columns = cells.map(([{ field }, { cell }]) => `coalesce(${cell}, '#N/A') AS ${sqlName(field.name)}`);
  const count = await warehouse.count(`SELECT 1 FROM ${sqlName(records)}`);
  const rowsOf = (from: number): string =>
    `SELECT ${['record_id', ...columns].join(', ')}, ${unfitColumnSql(cells)} AS unfit FROM (${slice(from, from + SLICE_RECORDS - 1)})`;
  await warehouse.run(`CREATE OR REPLACE TABLE ${usage} AS ${rowsOf(1)}`);
  for (let from = 1 + SLICE_RECORDS; from <= count; from += SLICE_RECORDS) {
    await warehouse.run(`INSERT INTO ${usage} ${rowsOf(from)}`);
  }
  await dropTables(warehouse, tables);
  const unfit = await countUnfit(warehouse, metrics, { table: usage, column: 'unfit' });
  await warehouse.run(`ALTER TABLE ${usage} DROP COLUMN unfit`);
  return unfit;
}

/** Holds the usage rows of a level against what the org has accepted. */
export async function compareUsage(
  warehouse: Warehouse,
  { level, metrics }: UsageTarget,
  { usage, accepted, full }: { readonly usage: string; readonly accepted: string | undefined; readonly full: boolean },
): Promise<LevelTables> {
  const changed = `changed_${level}`;
  const differing = full ? `SELECT record_id FROM ${usage}` : await changedSql(warehouse, usage, accepted, metrics);
  await warehouse.run(`CREATE OR REPLACE TABLE ${changed} AS ${differing}`);
  const toSend = await warehouse.count(`SELECT 1 FROM ${changed}`);
  // Behind each cell stands a comma or a line break; the Id stands twice.
  const lengths = metrics.map(({ field }) => ` + strlen(${sqlName(field.name)}) + 1`).join('');
  const [measured] = await warehouse.rows<{ readonly bytes: number | null }>(
    `SELECT CAST(avg(2 * (strlen(record_id) + 1)${lengths}) AS DOUBLE) AS bytes FROM ${usage}`,
  );
  return {
    usage,
    accepted,
    changed,
    counts: { input: await warehouse.count(`SELECT 1 FROM ${usage}`), toSend, bytes: toSend * (measured?.bytes ?? 0) },
    unfit: [],
  };
}

function peopleWithIdle(level: Level, accepted: string | undefined): string {
  if (accepted === undefined) return 'SELECT user_id, contact_id, account_id FROM people';
  const record = `${level}_id`;
  const idle = `SELECT NULL AS user_id, record_id AS ${record} FROM ${accepted}
    WHERE record_id IN (SELECT "Id" FROM sf_${level})
    AND record_id NOT IN (SELECT ${record} FROM people WHERE ${record} IS NOT NULL)`;
  return `SELECT user_id, contact_id, account_id FROM people UNION ALL BY NAME ${idle}`;
}

/** A metric that the org has never been told makes every row differ. */
async function changedSql(
  warehouse: Warehouse,
  usage: string,
  accepted: string | undefined,
  metrics: readonly Metric[],
): Promise<string> {
  if (accepted === undefined) return `SELECT record_id FROM ${usage}`;
  const told = new Set((await warehouse.columns(accepted)).map(({ name }) => name));
  if (metrics.some(({ field }) => !told.has(field.name))) return `SELECT record_id FROM ${usage}`;
  // The cells of a row as one number of 64 bits: to join them all would take their whole memory twice.
  const print = metrics.length === 0 ? '0' : `hash(${metrics.map(({ field }) => sqlName(field.name)).join(', ')})`;
  return `SELECT now.record_id FROM (SELECT record_id, ${print} AS print FROM ${usage}) AS now
    LEFT JOIN (SELECT record_id, ${print} AS print FROM ${accepted}) AS was USING (record_id)
    WHERE was.print IS DISTINCT FROM now.print`;
}

/** Rows as the columns of the CSV, of a table or query with `record_id` and the metrics. */
export function sendColumnsSql(target: UsageTarget, from: string): string {
  const cells = target.metrics.map(({ field }) => sqlName(field.name));
  const columns = [`record_id AS ${sqlName(target.externalId)}`, `record_id AS ${sqlName(target.lookup)}`, ...cells];
  return `SELECT ${columns.join(', ')} FROM ${from}`;
}
