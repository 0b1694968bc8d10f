import { ApiError } from '../../engine/api-error.ts';
import { type IngestJob, isOver } from '../../engine/jobs/job.ts';
import { isObject } from '../rest/route.ts';
import { type BulkAsk, type BulkRoute, bulkPage, jobOf, wrongState } from './bulk-route.ts';
import { firstInfo, fullInfo } from './ingest-info.ts';
import { listJobs } from './list-jobs.ts';
import { readMultipartJob } from './multipart-job.ts';
import { openIngestJob } from './open-ingest-job.ts';
import { sendRows, sendUnprocessed } from './send-results.ts';
import { severalUploads, uploadStream, uploadText } from './upload.ts';

export const ingestRoutes: readonly BulkRoute[] = [
  { method: 'POST', path: 'ingest', page: bulkPage('create_job'), handle: create },
  { method: 'GET', path: 'ingest', page: bulkPage('get_all_jobs'), handle: (ask) => listJobs(ask, 'ingest') },
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

/** A small job's data may come along with the job; such a job is closed at once. */
async function create(ask: BulkAsk): Promise<unknown> {
  const multipart = ask.request.isMultipart();
  const { job: asked, content } = multipart
    ? await readMultipartJob(ask.request)
    : { job: ask.request.body, content: undefined };
  const job = await openIngestJob(ask, asked);
  const { jobs } = ask.entry.org;
  if (content === undefined) return firstInfo(jobs.put(job));
  const filled = jobs.put({ ...job, ...uploadText(jobs.files, job, content), state: 'UploadComplete' as const });
  await jobs.start(job.id);
  return firstInfo(filled);
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
