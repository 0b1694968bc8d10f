import { ApiError } from '../../engine/api-error.ts';
import { type BulkQuotas, bulkAllocations } from '../../engine/jobs/bulk-quotas.ts';
import { isOver, type QueryJob } from '../../engine/jobs/job.ts';
import { isObject } from '../rest/route.ts';
import { type BulkAsk, type BulkRoute, bulkPage, commonInfo, jobOf, wrongState } from './bulk-route.ts';
import { listJobs } from './list-jobs.ts';
import { parseNewJob } from './parse-new-job.ts';
import { sendResultPages } from './result-pages.ts';
import { sendPage } from './send-page.ts';

export const queryJobRoutes: readonly BulkRoute[] = [
  { method: 'POST', path: 'query', page: bulkPage('query_create_job'), handle: create },
  { method: 'GET', path: 'query', page: bulkPage('query_get_all_jobs'), handle: (ask) => listJobs(ask, 'query') },
  {
    method: 'GET',
    path: 'query/:id',
    page: bulkPage('query_get_one_job'),
    handle: (ask) => fullInfo(jobOf(ask, 'query')),
  },
  {
    method: 'GET',
    path: 'query/:id/results',
    page: bulkPage('query_get_job_results'),
    handle: (ask) => sendPage(ask, jobOf(ask, 'query')),
  },
  {
    method: 'GET',
    path: 'query/:id/resultPages',
    page: bulkPage('query_get_parallel_job_results'),
    handle: sendResultPages,
  },
  { method: 'PATCH', path: 'query/:id', page: bulkPage('query_abort_job'), handle: abort },
  { method: 'DELETE', path: 'query/:id', page: bulkPage('query_delete_job'), handle: remove },
];

/** A query that is wrong is refused here; one that is right is answered before the client asks for its state. */
async function create(ask: BulkAsk): Promise<unknown> {
  const wanted = await parseNewJob('query', ask.request.body);
  const { operation, query, lineEnding, columnDelimiter } = wanted;
  const { session, apiVersion, engine, org } = ask.entry;
  session.queryFlat(query, { all: operation === 'queryAll' });
  countQuery(org.jobs.quotas);
  const now = engine.clock.now().toISOString();
  const job = org.jobs.put({
    kind: 'query',
    id: org.jobs.nextId(),
    createdById: session.user.id,
    createdDate: now,
    systemModstamp: now,
    apiVersion,
    state: 'UploadComplete',
    object: /\bFROM\s+(\w+)/i.exec(query)?.[1] ?? '',
    operation,
    query,
    lineEnding,
    columnDelimiter,
    processed: 0,
    milliseconds: 0,
    offsets: [],
    headerBytes: 0,
    bytes: 0,
  });
  await org.jobs.start(job.id);
  return commonInfo(job);
}

/** Observed: https://github.com/airbytehq/airbyte/tree/master/airbyte-integrations/connectors/source-salesforce */
function countQuery(quotas: BulkQuotas): void {
  if (quotas.left('resultKilobytes') === 0) {
    const message = `Max bulk v2 query result size stored (${bulkAllocations.resultKilobytes}) kb per 24 hrs has been exceeded`;
    throw new ApiError(400, 'LIMIT_EXCEEDED', message);
  }
  if (!quotas.take('queryJobs')) {
    const message = `Max bulk v2 query jobs (${bulkAllocations.queryJobs}) per 24 hrs has been reached`;
    throw new ApiError(400, 'LIMIT_EXCEEDED', message);
  }
}

function abort(ask: BulkAsk): unknown {
  const job = jobOf(ask, 'query');
  const state = isObject(ask.request.body) ? ask.request.body['state'] : undefined;
  if (state !== 'Aborted') throw new ApiError(400, 'INVALIDJOB', 'InvalidJob : A query job can only be put to Aborted');
  if (isOver(job)) throw wrongState('Aborting already Completed Job not allowed');
  return commonInfo(ask.entry.org.jobs.put({ ...job, state: 'Aborted' }));
}

function remove(ask: BulkAsk): unknown {
  const job = jobOf(ask, 'query');
  if (!isOver(job)) {
    const message = 'Error encountered when deleting the job because the job is not terminated';
    throw new ApiError(400, 'API_ERROR', message);
  }
  ask.entry.org.jobs.remove(job.id);
  return ask.reply.code(204).send();
}

function fullInfo(job: QueryJob): Record<string, unknown> {
  return {
    ...commonInfo(job),
    jobType: 'V2Query',
    numberRecordsProcessed: job.processed,
    retries: 0,
    totalProcessingTime: job.milliseconds,
    isPkChunkingSupported: true,
    ...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
  };
}
