import { z } from 'zod';
import { ApiError } from '../../engine/api-error.ts';
import type { IngestJob } from '../../engine/jobs/job.ts';
import { isOver } from '../../engine/jobs/job.ts';
import { isObject } from '../rest/route.ts';
import { type BulkAsk, type BulkRoute, bulkPage, commonInfo, jobOf, wrongState } from './bulk-route.ts';
import { readMultipartJob } from './multipart-job.ts';
import { parseNewJob } from './parse-new-job.ts';
import { sendRows, sendUnprocessed } from './send-results.ts';
import { severalUploads, uploadStream, uploadText } from './upload.ts';

export const ingestRoutes: readonly BulkRoute[] = [
  { method: 'POST', path: 'ingest', page: bulkPage('create_job'), handle: create },
  { method: 'GET', path: 'ingest', page: bulkPage('get_all_jobs'), handle: list },
  {
    method: 'GET',
    path: 'ingest/:id',
    page: bulkPage('get_job_info'),
    handle: (ask) => fullInfo(jobOf(ask, 'ingest')),
  },
  { method: 'PUT', path: 'ingest/:id/batches', page: bulkPage('upload_job_data'), handle: upload },
  { method: 'PATCH', path: 'ingest/:id', page: bulkPage('close_job'), handle: closeOrAbort },
  { method: 'DELETE', path: 'ingest/:id', page: bulkPage('delete_job'), handle: remove },
  {
    method: 'GET',
    path: 'ingest/:id/successfulResults',
    page: bulkPage('get_job_successful_results'),
    handle: (ask) => sendRows(ask, over(ask), 'successes'),
  },
  {
    method: 'GET',
    path: 'ingest/:id/failedResults',
    page: bulkPage('get_job_failed_results'),
    handle: (ask) => sendRows(ask, over(ask), 'failures'),
  },
  {
    method: 'GET',
    path: 'ingest/:id/unprocessedrecords',
    page: bulkPage('get_job_unprocessed_results'),
    handle: (ask) => sendUnprocessed(ask, over(ask)),
  },
];

const newJob = z.object({
  object: z.string(),
  operation: z.enum(['insert', 'update', 'upsert', 'delete', 'hardDelete']),
  externalIdFieldName: z.string().optional(),
  lineEnding: z.enum(['LF', 'CRLF']).default('LF'),
  columnDelimiter: z.enum(['BACKQUOTE', 'CARET', 'COMMA', 'PIPE', 'SEMICOLON', 'TAB']).default('COMMA'),
  contentType: z.literal('CSV').default('CSV'),
});

/** A small job's data may come along with the job; such a job is closed at once. */
async function create(ask: BulkAsk): Promise<unknown> {
  const multipart = ask.request.isMultipart();
  const { job: asked, content } = multipart
    ? await readMultipartJob(ask.request)
    : { job: ask.request.body, content: undefined };
  const job = openJob(ask, asked);
  const { jobs } = ask.entry.org;
  if (content === undefined) return firstInfo(jobs.put(job));
  const filled = jobs.put({ ...job, ...uploadText(jobs.files, job, content), state: 'UploadComplete' as const });
  await jobs.start(job.id);
  return firstInfo(filled);
}

function openJob(ask: BulkAsk, asked: unknown): IngestJob {
  const wanted = parseNewJob(newJob, asked);
  const { operation, externalIdFieldName, lineEnding, columnDelimiter } = wanted;
  if (operation === 'hardDelete') {
    const message =
      'FeatureNotEnabled : hardDelete operation requires special user profile permission, please contact your system administrator';
    throw new ApiError(400, 'FEATURENOTENABLED', message);
  }
  const object = checkObject(ask, wanted.object, operation, externalIdFieldName);
  const { session, apiVersion, engine, org } = ask.entry;
  const now = engine.clock.now().toISOString();
  return {
    kind: 'ingest',
    id: org.jobs.nextId(),
    createdById: session.user.id,
    createdDate: now,
    systemModstamp: now,
    apiVersion,
    state: 'Open',
    object,
    operation,
    ...(operation === 'upsert' && externalIdFieldName !== undefined ? { externalIdFieldName } : {}),
    lineEnding,
    columnDelimiter,
    processed: 0,
    failed: 0,
    milliseconds: 0,
    successBytes: 0,
    failureBytes: 0,
  };
}

/** The object in its own case. It has to be one that this user sees, with the key that an upsert names. */
function checkObject(ask: BulkAsk, name: string, operation: string, key: string | undefined): string {
  const { session, apiVersion } = ask.entry;
  let described: Record<string, unknown>;
  try {
    described = session.describe(name, apiVersion);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(400, 'INVALIDENTITY', `InvalidEntity : Entity '${name}' is not supported by the Bulk API.`);
  }
  const object = String(described['name']);
  if (operation !== 'upsert') return object;
  if (key === undefined || key === '') {
    const message = `InvalidJob : External ID was blank for ${object}. An External ID must be specified for upsert.`;
    throw new ApiError(400, 'INVALIDJOB', message);
  }
  const fields = Array.isArray(described['fields']) ? described['fields'].filter(isObject) : [];
  const field = fields.find((one) => String(one['name']).toLowerCase() === key.toLowerCase());
  if (field === undefined || !(field['externalId'] === true || field['idLookup'] === true)) {
    const message = `InvalidJob : Field name provided, ${key} does not match an External ID, Salesforce Id, or indexed field for ${object}`;
    throw new ApiError(400, 'INVALIDJOB', message);
  }
  return object;
}

function list(ask: BulkAsk): unknown {
  const { org, session } = ask.entry;
  const mine = org.jobs
    .all()
    .filter(
      (job): job is IngestJob =>
        job.kind === 'ingest' && (job.createdById === session.user.id || session.can('ModifyAllData')),
    );
  const records = mine.map((job) => ({ ...firstInfo(job), jobType: 'V2Ingest' }));
  return { done: true, records, nextRecordsUrl: null };
}

/** One upload for a job; its data goes to the job's own file as it comes. */
async function upload(ask: BulkAsk): Promise<unknown> {
  const job = jobOf(ask, 'ingest');
  if (job.state !== 'Open')
    throw wrongState(`InvalidJobState : Job state is ${job.state}; data can only be uploaded while it is Open`);
  if (job.uploaded !== undefined) throw severalUploads(job);
  const { jobs } = ask.entry.org;
  jobs.change(job.id, await uploadStream(jobs.files, job, ask.request.body));
  return ask.reply.code(201).send();
}

async function closeOrAbort(ask: BulkAsk): Promise<unknown> {
  const job = jobOf(ask, 'ingest');
  const { jobs } = ask.entry.org;
  const state = isObject(ask.request.body) ? ask.request.body['state'] : undefined;
  if (state === 'Aborted') {
    if (isOver(job)) throw wrongState('Aborting already Completed Job not allowed');
    jobs.change(job.id, { state: 'Aborted' });
    return firstInfo(jobOf(ask, 'ingest'));
  }
  if (state !== 'UploadComplete') {
    throw new ApiError(
      400,
      'INVALIDJOB',
      `InvalidJob : ${JSON.stringify(state) ?? 'no state'} is not a state that a job can be put to; use UploadComplete or Aborted`,
    );
  }
  if (job.state !== 'Open') throw wrongState(`InvalidJobState : Closing a job that is ${job.state} is not allowed`);
  if (job.uploaded === undefined) throw wrongState('InvalidJobState : No data was uploaded for this job');
  jobs.change(job.id, { state: 'UploadComplete' });
  const answer = firstInfo(jobOf(ask, 'ingest'));
  await jobs.start(job.id);
  return answer;
}

function remove(ask: BulkAsk): unknown {
  const job = jobOf(ask, 'ingest');
  if (job.state === 'Open' || job.state === 'InProgress')
    throw wrongState(`InvalidJobState : Deleting a job that is ${job.state} is not allowed`);
  ask.entry.org.jobs.remove(job.id);
  return ask.reply.code(204).send();
}

function over(ask: BulkAsk): IngestJob {
  const job = jobOf(ask, 'ingest');
  if (!isOver(job))
    throw wrongState(
      `InvalidJobState : Job state is ${job.state}; results are there once it is JobComplete, Failed or Aborted`,
    );
  return job;
}

function firstInfo(job: IngestJob): Record<string, unknown> {
  const key = job.externalIdFieldName === undefined ? {} : { externalIdFieldName: job.externalIdFieldName };
  const contentUrl = `services/data/v${job.apiVersion}/jobs/ingest/${job.id}/batches`;
  return { ...commonInfo(job), ...key, ...(job.state === 'Open' ? { contentUrl } : {}) };
}

function fullInfo(job: IngestJob): Record<string, unknown> {
  return {
    ...firstInfo(job),
    jobType: 'V2Ingest',
    numberRecordsProcessed: job.processed,
    numberRecordsFailed: job.failed,
    retries: 0,
    totalProcessingTime: job.milliseconds,
    apiActiveProcessingTime: job.milliseconds,
    apexProcessingTime: 0,
    ...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
  };
}
