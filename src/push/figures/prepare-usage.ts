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

/** What one level leaves in the warehouse on its way from figures to what must be sent. */
export interface LevelTables {
  /** A table of the rows that differ from what the org has: `record_id`, then each metric as the text that a CSV cell holds; nothing is NULL. */
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

interface UsageRequest {
  readonly windows: Windows;
  readonly byUser: readonly UserStage[];
  /** What the figures of a row depend on beside the metrics. */
  readonly settings: Pick<Settings, 'quiet' | 'longText'>;
  /** What the org has accepted before: `record_id` and the cells. Absent before the first push. */
  readonly accepted: string | undefined;
  readonly choice?: RowChoice;
}

/**
 * So many records are put together at a time, the fewer the more figures they have. The join of all that was counted holds every figure
 * of its records in memory at once, which DuckDB cannot put aside; and each time all that was counted is gone through.
 */
function recordsAtOnce(metrics: number): number {
  return Math.min(180_000, Math.max(100_000, Math.floor(3_600_000 / Math.max(1, metrics))));
}

/**
 * Works out every usage row of a level, and keeps those that differ from what the org has accepted. Who was accepted before
 * and is idle now gets a row as well: it falls to quiet. Rows become text and are compared a slice at a time, so that those
 * which stay as they are, most of them as a rule, are never all in memory.
 */
export async function computeUsage(
  warehouse: Warehouse,
  { level, metrics }: UsageTarget,
  { windows, settings, byUser, accepted, choice = { full: false, only: undefined } }: UsageRequest,
): Promise<LevelTables> {
  const [people, changed, told] = [`people_of_${level}s`, `changed_${level}`, `told_${level}`];
  await warehouse.run(`CREATE OR REPLACE TABLE ${people} AS ${peopleWithIdle(level, accepted)}`);
  const { tables, records, slice } = levelSteps({ level, metrics, windows, quiet: settings.quiet, people, byUser });
  await makeTables(warehouse, tables);
  await dropTables(warehouse, [people]);
  const last = await warehouse.count(`SELECT 1 FROM ${records}`);
  if (choice.only !== undefined) {
    await warehouse.run(`DELETE FROM ${records} WHERE record_id NOT IN (SELECT record_id FROM (${choice.only}))`);
  }
  const compared = !choice.full && (await isComparable(warehouse, accepted, metrics)) ? accepted : undefined;
  if (compared !== undefined) await warehouse.run(toldSql(told, { records, accepted: compared, metrics }));

  const cells = metrics.map((metric) => [metric, cellSql(metric, settings)] as const);
  const columns = cells.map(([{ field }, { cell }]) => `coalesce(${cell}, '#N/A') AS ${sqlName(field.name)}`);
  const atOnce = recordsAtOnce(metrics.length);
  const rowsOf = (from: number): string => {
    const to = from + atOnce - 1;
    const rows = `SELECT ${['record', 'record_id', ...columns].join(', ')}, ${unfitColumnSql(cells)} AS unfit FROM (${slice(from, to)})`;
    if (compared === undefined) return `SELECT * EXCLUDE (record), true AS differs FROM (${rows})`;
    // Rows with a figure that does not fit are counted, changed or not.
    return `SELECT now.* EXCLUDE (record), was.print IS DISTINCT FROM ${printSql(metrics)} AS differs FROM (${rows}) AS now
      LEFT JOIN (SELECT record, print FROM ${told} WHERE record BETWEEN ${from} AND ${to}) AS was ON was.record = now.record
      WHERE differs OR unfit IS NOT NULL`;
  };
  await warehouse.run(`CREATE OR REPLACE TABLE ${changed} AS ${rowsOf(1)}`);
  for (let from = 1 + atOnce; from <= last; from += atOnce) {
    await warehouse.run(`INSERT INTO ${changed} ${rowsOf(from)}`);
  }
  const input = await warehouse.count(`SELECT 1 FROM ${records}`);
  await dropTables(warehouse, [...tables.map(({ name }) => name), told]);
  const unfit = await countUnfit(warehouse, metrics, { table: changed, column: 'unfit' });
  if (unfit.length > 0) await warehouse.run(`DELETE FROM ${changed} WHERE NOT differs`);
  for (const column of ['unfit', 'differs']) await warehouse.run(`ALTER TABLE ${changed} DROP COLUMN ${column}`);
  return { changed, counts: { input, ...(await measured(warehouse, metrics, changed)) }, unfit };
}

/** Rows of a table that are all to be sent. */
export async function allOf(warehouse: Warehouse, { metrics }: UsageTarget, table: string): Promise<LevelTables> {
  const counts = await measured(warehouse, metrics, table);
  return { changed: table, counts: { input: counts.toSend, ...counts }, unfit: [] };
}

async function measured(warehouse: Warehouse, metrics: readonly Metric[], table: string) {
  // Behind each cell stands a comma or a line break; the Id stands twice. A list, since an object may have 500 fields, and
  // DuckDB takes a sum of no more than 1,000 parts.
  const lengths = metrics.map(({ field }) => `sum(strlen(${sqlName(field.name)}) + 1)`);
  const [row] = await warehouse.rows<{ readonly rows: number; readonly bytes: number | null }>(
    `SELECT count(*) AS rows, CAST(list_sum([${['2 * sum(strlen(record_id) + 1)', ...lengths].join(', ')}]) AS DOUBLE) AS bytes
     FROM ${table}`,
  );
  return { toSend: row?.rows ?? 0, bytes: row?.bytes ?? 0 };
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
async function isComparable(
  warehouse: Warehouse,
  accepted: string | undefined,
  metrics: readonly Metric[],
): Promise<boolean> {
  if (accepted === undefined) return false;
  const told = new Set((await warehouse.columns(accepted)).map(({ name }) => name));
  return metrics.every(({ field }) => told.has(field.name));
}

/** What the org was told of each record, by the record's number. */
function toldSql(
  told: string,
  {
    records,
    accepted,
    metrics,
  }: { readonly records: string; readonly accepted: string; readonly metrics: readonly Metric[] },
): string {
  return `CREATE OR REPLACE TABLE ${told} AS
    SELECT r.record, was.print FROM (SELECT record_id, ${printSql(metrics)} AS print FROM ${accepted}) AS was
    JOIN ${records} AS r ON r.record_id = was.record_id`;
}

/** The cells of a row as one number of 64 bits: to join them all would take their whole memory twice. */
function printSql(metrics: readonly Metric[]): string {
  return metrics.length === 0 ? '0' : `hash(${metrics.map(({ field }) => sqlName(field.name)).join(', ')})`;
}

/** Rows as the columns of the CSV, of a table or query with `record_id` and the metrics. */
export function sendColumnsSql(target: UsageTarget, from: string): string {
  const cells = target.metrics.map(({ field }) => sqlName(field.name));
  const columns = [`record_id AS ${sqlName(target.externalId)}`, `record_id AS ${sqlName(target.lookup)}`, ...cells];
  return `SELECT ${columns.join(', ')} FROM ${from}`;
}
