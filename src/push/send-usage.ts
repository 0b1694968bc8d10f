import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../base/progress.ts';
import type { RunRecorder } from '../ledger/types.ts';
import {
  closeJob,
  createIngestJob,
  type IngestJob,
  type ResultKind,
  saveResults,
  uploadCsv,
  waitForJob,
} from '../salesforce/bulk-ingest.ts';
import type { Org } from '../salesforce/org.ts';
import { sqlName } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { UsageTarget } from './usage-object.ts';

/**
 * The most that one upload holds. Salesforce takes 150 MB after base64, which is 100 MB as it stands here.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_limits.htm
 */
const UPLOAD_BYTES = 100_000_000;

/** A CSV of usage rows that goes up as one bulk job. */
export interface Part {
  readonly file: string;
  readonly rows: number;
}

/** A job that has come to its end, with its three result files. */
export interface FinishedJob {
  readonly job: IngestJob;
  readonly part: Part;
  readonly results: Readonly<Record<ResultKind, string>>;
}

/** Writes rows as CSV files that each fit into one upload. */
export async function writeParts(
  warehouse: Warehouse,
  rowsSql: string,
  { folder, name, orderBy }: { readonly folder: string; readonly name: string; readonly orderBy: string },
  uploadBytes = UPLOAD_BYTES,
): Promise<readonly Part[]> {
  await mkdir(folder, { recursive: true });
  const whole = join(folder, `${name}-1.csv`);
  const { rows } = await warehouse.copyToCsv(rowsSql, whole);
  const { size } = await stat(whole);
  if (size <= uploadBytes) return rows === 0 ? [] : [{ file: whole, rows }];

  // Rows differ in length, so a part aims at nine tenths of what fits.
  const perPart = Math.max(1, Math.floor((rows * uploadBytes * 0.9) / size));
  const parts: Part[] = [];
  for (let first = 0; first < rows; first += perPart) {
    const file = join(folder, `${name}-${parts.length + 1}.csv`);
    const slice = `SELECT * FROM (${rowsSql}) ORDER BY ${sqlName(orderBy)} LIMIT ${perPart} OFFSET ${first}`;
    parts.push({ file, rows: (await warehouse.copyToCsv(slice, file)).rows });
  }
  return parts;
}

export interface Sending {
  readonly org: Org;
  readonly run: RunRecorder;
  readonly target: UsageTarget;
  readonly progress: Progress;
}

/** Upserts one part as a bulk job and brings its results home. The job's id is on disk before a row is sent. */
export async function sendPart(part: Part, { org, run, target, progress }: Sending): Promise<FinishedJob> {
  const { object, externalId } = target;
  const created = await createIngestJob(org, { object, operation: 'upsert', externalId });
  run.addJob({ jobId: created.id, object, operation: 'upsert', rows: part.rows, file: part.file });
  await uploadCsv(org, created, part.file);
  run.moveJob(created.id, 'uploaded');
  const closed = await closeJob(org, created.id);
  run.moveJob(created.id, 'closed', closed.state);
  const job = await waitForJob(org, created.id, {
    onState: ({ state, rowsProcessed }) => {
      run.moveJob(created.id, 'closed', state);
      progress.update(`${rowsProcessed.toLocaleString('en-US')} of ${part.rows.toLocaleString('en-US')} rows`);
    },
  });
  return { job, part, results: await bringHome(org, job.id, part.file) };
}

/** The three result files of a job, beside the CSV that was sent. */
export async function bringHome(org: Org, jobId: string, sentFile: string): Promise<FinishedJob['results']> {
  const beside = (kind: ResultKind) => sentFile.replace(/(\.csv)?$/, `-${kind}.csv`);
  const results = {
    successful: beside('successful'),
    failed: beside('failed'),
    unprocessed: beside('unprocessed'),
  };
  for (const kind of ['successful', 'failed', 'unprocessed'] as const)
    await saveResults(org, jobId, kind, results[kind]);
  return results;
}
