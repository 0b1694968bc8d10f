import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { UsageTarget } from '../usage-object.ts';

/** How often each code came, and one row as an example. */
export interface RejectedCode {
  readonly code: string;
  readonly rows: number;
  readonly example: string;
}

/**
 * `CODE:message:fields --`, as the `sf__Error` column has it; the message may hold colons of its own.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_failed_results.htm
 */
const ROW_ERROR = '^([A-Z][A-Z0-9_]*):(.*?)(?::([^:]*?)\\s*--)?$';

/** What was said of a row that was answered by columns of its own, in the form of `sf__Error`. */
export const SAID_SQL = `code || ':' || message || ':' || field || ' --'`;

function tablesOf({ level }: UsageTarget): { readonly rows: string; readonly reasons: string } {
  return { rows: `rejected_${level}`, reasons: `reasons_${level}` };
}

/**
 * Makes the tables of a level's rejected rows anew. A million of them may have one reason: so reasons have a table of their own,
 * and the cells that were sent stay where they are.
 */
export async function emptyRejected(warehouse: Warehouse, target: UsageTarget): Promise<void> {
  const { rows, reasons } = tablesOf(target);
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${rows} (record_id VARCHAR, reason INTEGER);
     CREATE OR REPLACE TABLE ${reasons} (reason INTEGER, said VARCHAR, code VARCHAR, message VARCHAR, field VARCHAR)`,
  );
}

/** Adds rejected rows, a query of `record_id` and what was `said`, and tells how many they are. */
export async function addRejected(warehouse: Warehouse, target: UsageTarget, rejected: string): Promise<number> {
  // The usual case; of a million rows no second reading is to be made for it.
  if ((await warehouse.count(`SELECT 1 FROM (${rejected}) LIMIT 1`)) === 0) return 0;
  const { rows, reasons } = tablesOf(target);
  const before = await warehouse.count(`SELECT 1 FROM ${rows}`);
  const known = await warehouse.count(`SELECT 1 FROM ${reasons}`);
  const parts = `regexp_extract(said, ${sqlText(ROW_ERROR)}, ['code', 'message', 'field'], 's')`;
  await warehouse.run(
    `INSERT INTO ${reasons} SELECT ${known} + row_number() OVER (), said,
       CASE WHEN parts.code = '' THEN 'UNKNOWN' ELSE parts.code END,
       CASE WHEN parts.code <> '' THEN parts.message WHEN said = '' THEN 'The org gave no reason.' ELSE said END,
       parts.field
     FROM (SELECT said, ${parts} AS parts FROM (SELECT DISTINCT said FROM (${rejected})) ANTI JOIN ${reasons} USING (said))`,
  );
  await warehouse.run(
    `INSERT INTO ${rows} SELECT no.record_id, why.reason FROM (${rejected}) AS no JOIN ${reasons} AS why USING (said)`,
  );
  return (await warehouse.count(`SELECT 1 FROM ${rows}`)) - before;
}

/** The codes of a level's rejected rows, the most frequent first. */
export async function rejectedCodes(warehouse: Warehouse, target: UsageTarget): Promise<readonly RejectedCode[]> {
  const { rows, reasons } = tablesOf(target);
  return warehouse.rows<RejectedCode>(
    `SELECT code, CAST(sum(n) AS BIGINT) AS rows, min_by(first || ': ' || message, first) AS example
     FROM (SELECT reason, count(*) AS n, coalesce(min(record_id), '') AS first FROM ${rows} GROUP BY reason) JOIN ${reasons} USING (reason)
     GROUP BY code ORDER BY rows DESC, code`,
  );
}

/** The rejected rows with what was said of them and the cells that were sent; `sent` is a table with `record_id` and the cells. */
export function rejectedSql(target: UsageTarget, sent: string): string {
  const { rows, reasons } = tablesOf(target);
  const cells = target.metrics.map(({ field }) => `, sent.${sqlName(field.name)}`).join('');
  // All rows that were sent pass by the rejected Ids, which are what has to be in memory.
  return `SELECT no.record_id, why.code, why.message, why.field${cells} FROM ${sent} AS sent
    RIGHT JOIN (SELECT record_id, reason FROM ${rows}) AS no ON sent.record_id = no.record_id JOIN ${reasons} AS why USING (reason)`;
}

/** The number of rejected rows with one of these codes. */
export async function countRejected(
  warehouse: Warehouse,
  target: UsageTarget,
  codes: readonly string[],
): Promise<number> {
  return warehouse.count(`SELECT 1 FROM ${tablesOf(target).rows} WHERE ${hasCode(target, codes)}`);
}

/** Takes the rows with one of these codes out of the rejected ones; their Ids are in the table named then. */
export async function takeRejected(
  warehouse: Warehouse,
  target: UsageTarget,
  { codes, into }: { readonly codes: readonly string[]; readonly into: string },
): Promise<void> {
  const { rows } = tablesOf(target);
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${into} AS SELECT record_id FROM ${rows} WHERE ${hasCode(target, codes)}`,
  );
  await warehouse.run(`DELETE FROM ${rows} WHERE ${hasCode(target, codes)}`);
}

function hasCode(target: UsageTarget, codes: readonly string[]): string {
  return `reason IN (SELECT reason FROM ${tablesOf(target).reasons} WHERE code IN (${codes.map(sqlText).join(', ')}))`;
}
