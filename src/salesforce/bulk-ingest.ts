import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { Mistake, Refusal } from '../base/errors.ts';
import { exchange, type HttpRequest } from './exchange.ts';
import { growFile } from './grow-file.ts';
import type { Org } from './org.ts';
import { lookUntil, shareOf } from './patience.ts';
import { savePortions } from './save-portions.ts';
import { uploadStream } from './upload-stream.ts';
import { ask } from './wire.ts';

type IngestOperation = 'insert' | 'update' | 'upsert' | 'delete';

type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** A Bulk API 2.0 ingest job as the org last told of it. */
export interface IngestJob {
  /** `750…`. */
  readonly id: string;
  readonly object: string;
  readonly operation: IngestOperation;
  readonly externalId?: string;
  readonly state: JobState;
  readonly rowsProcessed: number;
  /** A complete job may have failed rows, even all of them. */
  readonly rowsFailed: number;
  /** Why the whole job failed. */
  readonly problem?: string;
}

export type IngestSpec =
  | { readonly object: string; readonly operation: 'upsert'; readonly externalId: string }
  | { readonly object: string; readonly operation: 'insert' | 'update' | 'delete' };

export type ResultKind = 'successful' | 'failed' | 'unprocessed';

export interface WaitOptions {
  /** Told each time the org is asked. */
  readonly onState?: (job: IngestJob) => void;
  /** Rows of the job: with them, what the org tells of its progress says when to look again. */
  readonly rows?: number;
  /** How long to wait in all before a Mistake that names the job; two hours unless set. */
  readonly atMostMs?: number;
  readonly signal?: AbortSignal;
}

const jobShape = z.object({
  id: z.string(),
  object: z.string(),
  operation: z.enum(['insert', 'update', 'upsert', 'delete']),
  externalIdFieldName: z.string().nullish(),
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']),
  numberRecordsProcessed: z.number().default(0),
  numberRecordsFailed: z.number().default(0),
  errorMessage: z.string().nullish(),
});

/** 150 MB after base64, which adds a third. https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_data.htm */
const mostUploadBytes = 100_000_000;

const resources: Readonly<Record<ResultKind, string>> = {
  successful: 'successfulResults',
  failed: 'failedResults',
  unprocessed: 'unprocessedrecords',
};

/**
 * Opens a Bulk 2.0 job for comma-separated, LF-ended, UTF-8 data.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm
 */
export async function createIngestJob(org: Org, spec: IngestSpec): Promise<IngestJob> {
  const { object, operation } = spec;
  const answer = await ask(org, `open a bulk ${operation} of ${object}`, {
    method: 'POST',
    path: '/jobs/ingest',
    // A job that nobody knows of stays open and empty, and is gone after seven days.
    harmless: true,
    body: {
      object,
      operation,
      ...(spec.operation === 'upsert' ? { externalIdFieldName: spec.externalId } : {}),
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    },
  });
  // The answer to a new job leaves out what has not begun.
  return jobOf(answer, spec.operation === 'upsert' ? spec.externalId : undefined);
}

/** Sends a CSV file (100 MB at most, no BOM, LF line endings) as the job's one upload. Resolves to the bytes sent. */
export async function uploadCsv(org: Org, job: Pick<IngestJob, 'id'>, file: string): Promise<number> {
  const { size } = await stat(file);
  if (size > mostUploadBytes) {
    throw new Mistake({
      trouble: 'limit',
      message: `${file} holds ${size} bytes; one bulk job takes ${mostUploadBytes}.`,
      actions: ['Send it in several jobs.'],
      facts: { file, size, most: mostUploadBytes, jobId: job.id },
    });
  }
  const request: HttpRequest = {
    method: 'PUT',
    path: `/jobs/ingest/${job.id}/batches`,
    headers: { 'content-type': 'text/csv; charset=UTF-8', 'content-length': String(size) },
    body: () => uploadStream(file),
  };
  try {
    await exchange(org, `take the rows of bulk job ${job.id}`, request, ({ body }) => body.dump());
  } catch (error) {
    if (!hadArrived(error)) throw error;
  }
  return size;
}

/** A job takes one upload. When it says that it has one, ours had arrived, and its answer was lost. */
function hadArrived(error: unknown): boolean {
  return (
    error instanceof Refusal && error.code === 'CLIENTINPUTERROR' && error.message.includes('Found multiple contents')
  );
}

/** Tells the org that all is uploaded; it starts to work. */
export async function closeJob(org: Org, jobId: string): Promise<IngestJob> {
  return changeState(org, jobId, 'UploadComplete', 'start');
}

export async function abortJob(org: Org, jobId: string): Promise<IngestJob> {
  return changeState(org, jobId, 'Aborted', 'abort');
}

/** Removes a job that has ended, and what it holds. */
export async function deleteJob(org: Org, jobId: string): Promise<void> {
  await ask(org, `delete bulk job ${jobId}`, { method: 'DELETE', path: `/jobs/ingest/${jobId}` });
}

/** The job as it stands now; undefined when the org does not know it (any more: jobs are kept for seven days). */
export async function findJob(org: Org, jobId: string): Promise<IngestJob | undefined> {
  try {
    return jobOf(await ask(org, `tell of bulk job ${jobId}`, { method: 'GET', path: `/jobs/ingest/${jobId}` }));
  } catch (error) {
    if (error instanceof Refusal && unknownJob.has(error.code)) return undefined;
    throw error;
  }
}

const unknownJob = new Set(['NOT_FOUND', 'INVALIDJOB', 'ENTITY_IS_DELETED']);
const ended = new Set<JobState>(['JobComplete', 'Failed', 'Aborted']);

/** Resolves when the job is JobComplete, Failed or Aborted. The first look is at once, the next ever less often. */
export async function waitForJob(org: Org, jobId: string, options: WaitOptions = {}): Promise<IngestJob> {
  let last: IngestJob | undefined;
  const look = async () => {
    last = await findJob(org, jobId);
    if (last === undefined) throw jobLost(jobId);
    options.onState?.(last);
    return ended.has(last.state) ? last : undefined;
  };
  const job = await lookUntil(look, {
    atMostMs: options.atMostMs ?? 2 * 3_600_000,
    signal: options.signal,
    share: () => shareOf(last?.rowsProcessed ?? 0, options.rows),
  });
  if (job) return job;
  throw new Mistake({
    trouble: 'busy',
    message: `Bulk job ${jobId} is still ${last?.state ?? 'under way'} after ${last?.rowsProcessed ?? 0} rows.`,
    actions: ['Run again later: the job is asked again, and nothing is sent twice.'],
    facts: { jobId, state: last?.state },
  });
}

/** Streams one of the three result files to disk. */
export async function saveResults(org: Org, jobId: string, kind: ResultKind, file: string): Promise<void> {
  await growFile(file, ({ add }) => takeResults(org, jobId, kind, add));
}

/** The same into files of some megabytes, each with the header and whole rows; resolves to their paths, one at least. */
export async function saveResultPortions(
  org: Org,
  jobId: string,
  kind: ResultKind,
  fileOf: (portion: number) => string,
): Promise<readonly string[]> {
  return takeResults(org, jobId, kind, (body) => savePortions(body, fileOf));
}

function takeResults<T>(org: Org, jobId: string, kind: ResultKind, take: (body: Readable) => Promise<T>): Promise<T> {
  const path = `/jobs/ingest/${jobId}/${resources[kind]}`;
  return exchange(org, `give the ${kind} rows of bulk job ${jobId}`, { method: 'GET', path }, ({ body }) => take(body));
}

async function changeState(org: Org, jobId: string, state: JobState, verb: string): Promise<IngestJob> {
  const path = `/jobs/ingest/${jobId}`;
  return jobOf(await ask(org, `${verb} bulk job ${jobId}`, { method: 'PATCH', path, body: { state } }));
}

/** The org itself says nothing of it. */
const ABORTED = 'somebody aborted it in the org.';

function jobOf(answer: unknown, externalId?: string): IngestJob {
  const job = jobShape.parse(answer);
  const key = job.externalIdFieldName ?? externalId;
  const problem = job.errorMessage || (job.state === 'Aborted' ? ABORTED : '');
  return {
    id: job.id,
    object: job.object,
    operation: job.operation,
    ...(key ? { externalId: key } : {}),
    state: job.state,
    rowsProcessed: job.numberRecordsProcessed,
    rowsFailed: job.numberRecordsFailed,
    ...(problem ? { problem } : {}),
  };
}

function jobLost(jobId: string): Mistake {
  return new Mistake({
    trouble: 'refused',
    message: `The org does not know bulk job ${jobId}: it was deleted, is older than seven days, or belongs to another user.`,
    actions: ['Run the push again.'],
    facts: { jobId },
  });
}
