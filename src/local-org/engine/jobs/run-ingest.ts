import { setImmediate } from 'node:timers/promises';
import { ApiError } from '../api-error.ts';
import { CsvScanner, CsvTrouble } from './csv/csv-scanner.ts';
import { readPortions } from './csv/read-portions.ts';
import { delimiters, type IngestJob } from './job.ts';
import { type JobFaults, jobFaultsOf } from './job-faults.ts';
import { RowIngest } from './row-ingest.ts';
import type { Work } from './work.ts';

/**
 * Writes the rows of an upload, slice by slice: rows, result lines and the job's own figures are committed together,
 * so that a killed process leaves a job that can be gone on with.
 */
export async function runIngest(job: IngestJob, work: Work): Promise<void> {
  const { engine, files } = work;
  const session = engine.session(job.createdById);
  if (session === undefined) return fail(work, 'InvalidJob : The user who made this job is not active');
  if (job.uploadTrouble !== undefined) return fail(work, job.uploadTrouble);
  work.change({ state: 'InProgress' });
  files.folder(job.id);
  const faults = jobFaultsOf(job, engine.faults);
  const rows = new RowIngest(job, session, work, faults);
  try {
    await ingest(job, rows, work, faults);
  } catch (error) {
    if (error instanceof CsvTrouble) fail(work, `InvalidBatch : ${error.message}`);
    else if (error instanceof ApiError) fail(work, inBulkWords(error));
    else throw error;
  } finally {
    rows.close();
  }
}

async function ingest(job: IngestJob, rows: RowIngest, work: Work, faults: JobFaults): Promise<void> {
  const scanner = new CsvScanner(delimiters[job.columnDelimiter]);
  for (const portion of readPortions(work.files.upload(job.id))) {
    await takeAll(scanner.push(portion), rows, work, faults);
    rows.pause();
    await setImmediate();
    if (!work.goesOn()) return;
    rows.goOn();
  }
  await takeAll(scanner.end(), rows, work, faults);
  if (!work.goesOn()) return;
  rows.finish();
  // A fault that is to come after more rows than there are comes after the last.
  if (faults.stop !== undefined && !rows.isPastStop) await stopAt(faults.stop, rows, work);
  if (work.goesOn()) work.change({ state: 'JobComplete' });
}

/** Where a fault stops the job, it fails, ends or waits; rows are left over only by one that waits. */
async function takeAll(portion: string[][], rows: RowIngest, work: Work, { stop }: JobFaults): Promise<void> {
  const left = rows.take(portion);
  if (left.length === 0 || stop === undefined) return;
  await stopAt(stop, rows, work);
  if (work.goesOn()) rows.take(left);
}

async function stopAt(stop: NonNullable<JobFaults['stop']>, rows: RowIngest, work: Work): Promise<void> {
  if (stop.fault.kind === 'job-aborts') work.change({ state: 'Aborted' });
  else if (stop.fault.kind === 'job-fails') {
    fail(work, stop.fault.message ?? 'InternalServerError : An unexpected error occurred.');
  } else {
    work.isLong();
    rows.pause();
    await Promise.race([work.engine.faults.held(stop.id), work.ending]);
    rows.goOn();
  }
  rows.passStop();
}

function fail(work: Work, errorMessage: string): void {
  work.change({ state: 'Failed', errorMessage });
}

/** Trouble with all rows, as a job or a batch tells it. */
export function inBulkWords({ code, message }: ApiError): string {
  return /^\w+ : /.test(message) ? message : `InvalidBatch : ${code} : ${message}`;
}
