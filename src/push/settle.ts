import { stat } from 'node:fs/promises';
import type { RejectedRow } from '../ledger/types.ts';
import { sqlName, sqlText } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { FinishedJob } from './send-usage.ts';

/** What became of the rows of one job. The three add up to the rows sent. */
export interface Settled {
  readonly accepted: number;
  readonly created: number;
  readonly rejected: number;
  readonly unprocessed: number;
  readonly rejectedRows: readonly RejectedRow[];
  /** Why the job as a whole failed, in the org's words. */
  readonly problem?: string;
}

interface FailedRow {
  readonly record_id: string;
  readonly error: string | null;
}

/**
 * Reads the results of a job and keeps the accepted rows in the table `settled_<level>`, as they were sent.
 * A row that no result file names counts as unprocessed: only what the org says it took is taken.
 */
export async function settle(
  warehouse: Warehouse,
  { job, part, results }: FinishedJob,
  { externalId, into }: { readonly externalId: string; readonly into: string },
): Promise<Settled> {
  const id = sqlName(externalId);
  const named = (file: string) => `SELECT ${id} AS record_id FROM ${resultsSql(file)} WHERE ${id} IS NOT NULL`;
  const [noneAccepted, noneRejected] = [await isEmpty(results.successful), await isEmpty(results.failed)];

  const acceptedIds = noneAccepted ? noIds : `SELECT DISTINCT record_id FROM (${named(results.successful)})`;
  await warehouse.run(`CREATE TABLE IF NOT EXISTS ${into} AS SELECT * FROM ${resultsSql(part.file)} LIMIT 0`);
  await warehouse.run(
    `INSERT INTO ${into} BY NAME SELECT * FROM ${resultsSql(part.file)} WHERE ${id} IN (${acceptedIds})`,
  );
  const accepted = await warehouse.count(acceptedIds);
  const created = noneAccepted
    ? 0
    : await warehouse.count(`SELECT 1 FROM ${resultsSql(results.successful)} WHERE lower(sf__Created) = 'true'`);
  const refusals = noneRejected
    ? []
    : await warehouse.rows<FailedRow>(
        `SELECT ${id} AS record_id, sf__Error AS error FROM ${resultsSql(results.failed)} ORDER BY ALL`,
      );
  return {
    accepted,
    created,
    rejected: refusals.length,
    unprocessed: part.rows - accepted - refusals.length,
    rejectedRows: refusals.map((row) => ({ object: job.object, recordId: row.record_id, ...parseRowError(row.error) })),
    ...(job.problem !== undefined && { problem: job.problem }),
  };
}

const noIds = 'SELECT NULL::VARCHAR AS record_id WHERE false';

/**
 * `CODE:message:fields --`, as the `sf__Error` column has it; the message may hold colons of its own.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_failed_results.htm
 */
function parseRowError(error: string | null): Pick<RejectedRow, 'code' | 'message' | 'fields'> {
  const text = error ?? '';
  const parsed = /^([A-Z][A-Z0-9_]*):(.*?)(?::([^:]*?)\s*--)?$/s.exec(text);
  if (parsed === null) return { code: 'UNKNOWN', message: text === '' ? 'The org gave no reason.' : text, fields: [] };
  const fields = (parsed[3] ?? '').split(/[,\s]+/).filter((field) => field !== '');
  return { code: parsed[1]!, message: parsed[2]!, fields };
}

function resultsSql(file: string): string {
  return `read_csv(${sqlText(file)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', strict_mode = false, max_line_size = 16000000)`;
}

async function isEmpty(file: string): Promise<boolean> {
  return (await stat(file)).size === 0;
}
