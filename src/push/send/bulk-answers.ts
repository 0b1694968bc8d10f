import { open } from 'node:fs/promises';
import type { IngestJob } from '../../salesforce/bulk-ingest.ts';
import { textRowsSql } from '../../warehouse/csv-sql.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { ResultFiles } from './deliver-bulk.ts';
import type { Answers } from './settle.ts';

const NO_ACCEPTED = 'SELECT NULL::VARCHAR AS record_id, false AS created WHERE false';
const NO_REJECTED = 'SELECT NULL::VARCHAR AS record_id, NULL::VARCHAR AS said WHERE false';

/** What is known of the rows of a job. */
interface RowsOfJob {
  readonly externalId: string;
  /** Whether no column that was sent can hold quotes or a line break. */
  readonly plain: boolean;
}

/** The result files of a bulk job as answers for its rows. They are read where they lie. */
export async function bulkAnswers(
  warehouse: Warehouse,
  job: IngestJob,
  results: ResultFiles,
  { externalId, plain }: RowsOfJob,
): Promise<Answers> {
  const id = sqlName(externalId);
  const [someAccepted, someRejected, someUnprocessed] = await Promise.all(
    [results.successful, results.failed, results.unprocessed].map(holdsRows),
  );
  return {
    accepted: someAccepted
      ? `SELECT ${id} AS record_id, lower(sf__Created) = 'true' AS created FROM ${csvRows(results.successful, plain)} WHERE ${id} IS NOT NULL`
      : NO_ACCEPTED,
    rejected: someRejected
      ? `SELECT ${id} AS record_id, coalesce(sf__Error, '') AS said FROM ${csvRows(results.failed)}`
      : NO_REJECTED,
    unprocessed: someUnprocessed ? await warehouse.count(`SELECT 1 FROM ${csvRows(results.unprocessed)}`) : 0,
    ...(job.problem !== undefined && { problem: job.problem }),
  };
}

/** CSV files of usage rows as the org writes them, or as we have sent them: a row is a few kilobytes. */
export function csvRows(files: string | readonly string[], plain = false): string {
  return textRowsSql(files, { longestLine: 2_000_000, quotedIsText: true, plain });
}

/** Whether there is more than a header, which most of these files are: names of fields, the longest list of them 64 kB at most. */
async function holdsRows([file = '']: readonly string[]): Promise<boolean> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(1 << 16));
    return bytesRead > buffer.indexOf('\n') + 1;
  } finally {
    await handle.close();
  }
}
