import { closeSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IngestJob, ResultKind } from '../../salesforce/bulk-ingest.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Answers } from './settle.ts';

const NO_ACCEPTED = 'SELECT NULL::VARCHAR AS record_id, false AS created WHERE false';
const NO_REJECTED =
  'SELECT NULL::VARCHAR AS record_id, NULL::VARCHAR AS code, NULL::VARCHAR AS message, NULL::VARCHAR AS field WHERE false';

/**
 * `CODE:message:fields --`, as the `sf__Error` column has it; the message may hold colons of its own.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_failed_results.htm
 */
const ROW_ERROR = '^([A-Z][A-Z0-9_]*):(.*?)(?::([^:]*?)\\s*--)?$';

/** The three result files of a bulk job as answers for its rows. They are read where they lie. */
export async function bulkAnswers(
  warehouse: Warehouse,
  job: IngestJob,
  results: Readonly<Record<ResultKind, string>>,
  externalId: string,
): Promise<Answers> {
  const id = sqlName(externalId);
  const [someAccepted, someRejected, someUnprocessed] = await Promise.all(
    [results.successful, results.failed, results.unprocessed].map(isFilled),
  );
  return {
    accepted: someAccepted
      ? `SELECT ${id} AS record_id, lower(sf__Created) = 'true' AS created FROM ${csvRows(results.successful)} WHERE ${id} IS NOT NULL`
      : NO_ACCEPTED,
    rejected: someRejected ? rejectedSql(results.failed, id) : NO_REJECTED,
    unprocessed: someUnprocessed ? await warehouse.count(`SELECT 1 FROM ${csvRows(results.unprocessed)}`) : 0,
    ...(job.problem !== undefined && { problem: job.problem }),
  };
}

function rejectedSql(file: string, id: string): string {
  const said = `regexp_extract(coalesce(sf__Error, ''), ${sqlText(ROW_ERROR)}, ['code', 'message', 'field'], 's')`;
  return `SELECT ${id} AS record_id,
      CASE WHEN said.code = '' THEN 'UNKNOWN' ELSE said.code END AS code,
      CASE WHEN said.code <> '' THEN said.message WHEN error = '' THEN 'The org gave no reason.' ELSE error END AS message,
      said.field AS field
    FROM (SELECT ${id}, coalesce(sf__Error, '') AS error, ${said} AS said FROM ${csvRows(file)})`;
}

/**
 * A CSV file as the org writes it, or as we have sent it, every cell a text. Its columns are taken from its first line,
 * which DuckDB would look for in much of the file; buffers are small, since a row is a few kilobytes.
 */
export function csvRows(file: string): string {
  const columns = firstLine(file)
    .split(',')
    .map((name) => `${sqlName(name.replaceAll('"', ''))}: 'VARCHAR'`);
  return `read_csv(${sqlText(file)}, header = true, auto_detect = false, columns = {${columns.join(', ')}}, delim = ',', quote = '"', escape = '"', strict_mode = false, allow_quoted_nulls = false, max_line_size = 2000000, buffer_size = 4000000)`;
}

/** Names of fields hold no commas, quotes or line breaks. */
function firstLine(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(1 << 16);
    const text = head.toString('utf8', 0, readSync(handle, head));
    return text.slice(0, text.search(/\r?\n|$/)).replace(/^\uFEFF/, '');
  } finally {
    closeSync(handle);
  }
}

async function isFilled(file: string): Promise<boolean> {
  return (await stat(file)).size > 0;
}
