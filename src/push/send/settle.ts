import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { UsageTarget } from '../usage-object.ts';

/** What an org answered for the rows of one delivery, as queries: it may be of millions. */
export interface Answers {
  /** `record_id`, and `created` as BOOLEAN. */
  readonly accepted: string;
  /** `record_id`, `code`, `message`, `field`. */
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

/** Rejected rows of the level so far: `record_id`, `code`, `message`, `field`, and the cells that were sent. */
export function rejectedTable({ level }: UsageTarget): string {
  return `rejected_${level}`;
}

/** Makes the table of a level's rejected rows, in place of one that is there. */
export async function emptyRejected(warehouse: Warehouse, target: UsageTarget): Promise<void> {
  const cells = target.metrics.map(({ field }) => `, ${sqlName(field.name)} VARCHAR`).join('');
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${rejectedTable(target)} (record_id VARCHAR, code VARCHAR, message VARCHAR, field VARCHAR${cells})`,
  );
}

/** Counts the answers, and keeps the rejected rows beside those of deliveries before. Only what the org says it took is taken. */
export async function settle(
  warehouse: Warehouse,
  target: UsageTarget,
  { sent, answers, name }: { readonly sent: SentRows; readonly answers: Answers; readonly name: string },
): Promise<Settled> {
  const id = sqlName(target.externalId);
  const print = 'count(*) AS n, CAST(sum(hash(record_id)) AS VARCHAR) AS print';
  const [told] = await warehouse.rows<{ readonly n: number; readonly print: string; readonly created: number }>(
    `SELECT ${print}, count(*) FILTER (created) AS created FROM (${answers.accepted})`,
  );
  const [gone] = await warehouse.rows<{ readonly n: number; readonly print: string }>(
    `SELECT ${print} FROM (SELECT ${id} AS record_id FROM (${sent.sql}))`,
  );
  // The usual case, told without a join: as many Ids as were sent, and the same ones.
  const all = told !== undefined && told.n === gone?.n && told.print === gone.print;
  const acceptedSql = all ? sent.sql : await keepAccepted(warehouse, { sent, answers, name, id });
  const accepted = all ? sent.rows : await warehouse.count(acceptedSql);
  const rejected = await keepRejected(warehouse, target, { sent, answers, id });
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
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${name} AS SELECT sent.* FROM (${sent.sql}) AS sent
     SEMI JOIN (${answers.accepted}) AS taken ON taken.record_id = sent.${id}`,
  );
  return `SELECT * FROM ${name}`;
}

async function keepRejected(
  warehouse: Warehouse,
  target: UsageTarget,
  { sent, answers, id }: { readonly sent: SentRows; readonly answers: Answers; readonly id: string },
): Promise<number> {
  const rows = await warehouse.count(answers.rejected);
  // The usual case: nothing to join with the rows that were sent.
  if (rows === 0) return 0;
  const cells = target.metrics.map(({ field }) => `, sent.${sqlName(field.name)}`).join('');
  await warehouse.run(
    `INSERT INTO ${rejectedTable(target)} SELECT no.record_id, no.code, no.message, no.field${cells}
     FROM (${answers.rejected}) AS no LEFT JOIN (${sent.sql}) AS sent ON sent.${id} = no.record_id`,
  );
  return rows;
}
