import { setImmediate } from 'node:timers/promises';
import { ApiError } from '../../api-error.ts';
import type { Engine, Session } from '../../types.ts';
import { CsvTrouble } from '../csv/csv-scanner.ts';
import type { Batch, ClassicJob } from '../job.ts';
import { type JobFaults, jobFaultsOf } from '../job-faults.ts';
import { JobWriter } from '../job-writer.ts';
import { inBulkWords } from '../run-ingest.ts';
import type { BatchProgress } from './batch-progress.ts';
import { batchResult } from './batch-result.ts';
import { type BatchRow, batchRows } from './batch-rows.ts';
import { BatchTrouble } from './batch-trouble.ts';
import type { BatchWork } from './batch-work.ts';
import { queryBatch } from './query-batch.ts';

/**
 * Rows that one batch may have.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_concepts_limits.htm
 */
const mostRows = 10_000;
/** Rows of one transaction; between two of them other requests get their turn. */
const sliceRows = 1000;

export interface BatchGround extends BatchWork {
  readonly engine: Engine;
  readonly progress: BatchProgress;
}

type BatchEnd = Partial<Pick<Batch, 'stateMessage' | 'processed' | 'failed'>> &
  Pick<Batch, 'state'> & { readonly result?: string };

/** Does the work of one batch, and gives what became of it; nothing when it was stopped before its end. */
export async function runBatch(job: ClassicJob, request: string, ground: BatchGround): Promise<BatchEnd | undefined> {
  const session = ground.engine.session(job.createdById);
  if (session === undefined) return failed('InvalidJob : The user who made this job is not active');
  try {
    if (job.operation === 'query' || job.operation === 'queryAll') {
      return { state: 'Completed', ...queryBatch(session, job, request, ground.quotas) };
    }
    return await writeBatch(session, job, request, ground);
  } catch (error) {
    if (error instanceof CsvTrouble || error instanceof BatchTrouble) return failed(`InvalidBatch : ${error.message}`);
    if (error instanceof ApiError) return failed(inBulkWords(error));
    throw error;
  }
}

const failed = (stateMessage: string): BatchEnd => ({ state: 'Failed', stateMessage });

async function writeBatch(
  session: Session,
  job: ClassicJob,
  request: string,
  ground: BatchGround,
): Promise<BatchEnd | undefined> {
  const { engine, quotas, goesOn, progress } = ground;
  const rows = batchRows(job.contentType, request);
  if (rows.length > mostRows) {
    const message = `Exceeded number of records : ${rows.length}. Number of records should be less than or equal to ${mostRows}`;
    throw new BatchTrouble(message);
  }
  const before = progress.outcomes.length;
  if (!quotas.take('records', rows.length - before)) throw new BatchTrouble('The records of 24 hours are used up');
  const writers = new Map<readonly string[], JobWriter>();
  try {
    // All of them are opened before a row is written: a field that is not there fails the whole batch.
    for (const { columns } of rows) {
      if (!writers.has(columns)) writers.set(columns, openWriter(engine, session, job, columns));
    }
    for (const { columns, cells } of rows.slice(0, before)) writers.get(columns)?.skip(cells);
    const { stop, refusal } = jobFaultsOf({ ...job, processed: before }, engine.faults);
    // A fault that is to come after more rows than there are comes after the last.
    let stopAt = stop && Math.min(stop.afterRows, rows.length);
    for (let from = before; from < rows.length || stopAt !== undefined; from = progress.outcomes.length) {
      if (stop !== undefined && stopAt !== undefined && from >= stopAt) {
        const end = await meet(stop, ground);
        if (end !== undefined || !goesOn()) return end;
        stopAt = undefined;
      }
      const slice = rows.slice(from, Math.min(from + sliceRows, stopAt ?? rows.length));
      const write = ({ columns, cells }: BatchRow, place: number) =>
        refusal(from + place + 1) ?? writers.get(columns)!.write(cells);
      for (const [columns, writer] of writers)
        writer.lookAhead(slice.filter((row) => row.columns === columns).map((row) => row.cells));
      if (slice.length > 0) engine.transaction(() => progress.add(slice.map(write)));
      for (const writer of writers.values()) writer.pause();
      await setImmediate();
      if (!goesOn()) return undefined;
      for (const writer of writers.values()) writer.goOn();
    }
  } finally {
    for (const writer of writers.values()) writer.end();
  }
  const { outcomes, failed: refused } = progress;
  const result = batchResult(job.contentType, outcomes);
  return { state: 'Completed', processed: outcomes.length, failed: refused, result };
}

/** Where a fault stops the batch, the batch fails, its job ends, or it waits and goes on. */
async function meet(
  { id, fault }: NonNullable<JobFaults['stop']>,
  { engine, progress, abort, isLong, ending }: BatchGround,
): Promise<BatchEnd | undefined> {
  if (fault.kind === 'job-fails') {
    const { outcomes, failed: refused } = progress;
    const message = fault.message ?? 'InternalServerError : An unexpected error occurred.';
    return { ...failed(message), processed: outcomes.length, failed: refused };
  }
  if (fault.kind === 'job-aborts') abort();
  else {
    isLong();
    await Promise.race([engine.faults.held(id), ending]);
  }
  return undefined;
}

function openWriter(engine: Engine, session: Session, job: ClassicJob, columns: readonly string[]): JobWriter {
  const { id: jobId, object, operation, externalIdFieldName: externalId, contentType } = job;
  if (operation === 'query' || operation === 'queryAll') throw new TypeError(`${operation} writes no rows`);
  const cells = contentType === 'JSON' ? 'json' : 'text';
  return new JobWriter({ engine, session, jobId, object, operation, externalId, columns, cells });
}
