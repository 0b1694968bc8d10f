import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { UsageTarget } from '../usage-object.ts';
import { addRejected } from './rejected-rows.ts';

/** A sum does not mind the order. */
const PRINT = 'CAST(sum(hash(record_id)) AS VARCHAR) AS print';

/** What an org answered for the rows of one delivery, as queries: it may be of millions. */
export interface Answers {
  /** `record_id`, and `created` as BOOLEAN. */
  readonly accepted: string;
  /** `record_id`, and what was `said` as in `sf__Error`. */
  readonly rejected: string;
  /** Rows that the org says it never looked at. */
  readonly unprocessed: number;
  /** Why the delivery as a whole failed, in the org's words. */
  readonly problem?: string;
}

/** The rows of one delivery: a query with the columns that were sent, each record once. */
export interface SentRows {
  readonly sql: string;
  readonly rows: number;
  /** The same for the same records, in whatever order. */
  readonly print: string | null;
}

/** Counts rows to be sent and takes their print, in one reading of their keys. */
export async function printed(warehouse: Warehouse, { externalId }: UsageTarget, sql: string): Promise<SentRows> {
  const [found] = await warehouse.rows<Omit<SentRows, 'sql'>>(
    `SELECT count(*) AS rows, ${PRINT} FROM (SELECT ${sqlName(externalId)} AS record_id FROM (${sql}))`,
  );
  return { sql, rows: found?.rows ?? 0, print: found?.print ?? null };
}

/** What became of the rows of one delivery. */
export interface Settled {
  readonly accepted: number;
  readonly created: number;
  readonly rejected: number;
  /** Rows of which no answer speaks, or speaks twice; anything but 0 is a fault of the org or ours. */
  readonly unaccounted: number;
  /** The accepted rows as they were sent, as a query; that of all rows when none is missing. */
  readonly acceptedSql: string;
  readonly problem?: string;
}

/** Counts the answers, and keeps the rejected rows beside those of deliveries before. Only what the org says it took is taken. */
export async function settle(
  warehouse: Warehouse,
  target: UsageTarget,
  { sent, answers, name }: { readonly sent: SentRows; readonly answers: Answers; readonly name: string },
): Promise<Settled> {
  const id = sqlName(target.externalId);
  const [told] = await warehouse.rows<{ readonly n: number; readonly print: string | null; readonly created: number }>(
    `SELECT count(*) AS n, ${PRINT}, count(*) FILTER (created) AS created FROM (${answers.accepted})`,
  );
  // The usual case, told without a join: as many Ids as were sent, and the same ones.
  const all = told?.n === sent.rows && told.print === sent.print;
  const acceptedSql = all ? sent.sql : await keepAccepted(warehouse, { sent, answers, name, id });
  const accepted = all ? sent.rows : await warehouse.count(acceptedSql);
  const rejected = await addRejected(warehouse, target, answers.rejected);
  return {
    accepted,
    created: told?.created ?? 0,
    rejected,
    unaccounted: Math.abs(sent.rows - accepted - rejected - answers.unprocessed),
    acceptedSql,
    ...(answers.problem !== undefined && { problem: answers.problem }),
  };
}

async function keepAccepted(
  warehouse: Warehouse,
  {
    sent,
    answers,
    name,
    id,
  }: { readonly sent: SentRows; readonly answers: Answers; readonly name: string; readonly id: string },
): Promise<string> {
  await warehouse.run(`CREATE OR REPLACE TABLE ${name} AS SELECT record_id FROM (${answers.accepted})`);
  return `SELECT sent.* FROM (${sent.sql}) AS sent SEMI JOIN ${name} AS taken ON taken.record_id = sent.${id}`;
}
