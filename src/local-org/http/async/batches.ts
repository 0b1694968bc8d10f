import { bulkAllocations } from '../../engine/jobs/bulk-quotas.ts';
import type { ClassicJob } from '../../engine/jobs/job.ts';
import { batchContent, batchInfo } from './async-info.ts';
import {
  type AsyncAnswer,
  type AsyncAsk,
  type AsyncRoute,
  asyncPage,
  asyncRefusal,
  batchOf,
  classicJob,
  contentTypes,
} from './async-route.ts';

export const batchRoutes: readonly AsyncRoute[] = [
  { method: 'POST', path: 'job/:job/batch', page: asyncPage('asynch_api_batches_create'), status: 201, handle: add },
  {
    method: 'GET',
    path: 'job/:job/batch',
    page: asyncPage('asynch_api_batches_get_info_all'),
    status: 200,
    handle: list,
  },
  {
    method: 'GET',
    path: 'job/:job/batch/:batch',
    page: asyncPage('asynch_api_batches_get_info'),
    status: 200,
    handle: (ask) => batchInfo(batchOf(ask, classicJob(ask))),
  },
  {
    method: 'GET',
    path: 'job/:job/batch/:batch/request',
    page: asyncPage('asynch_api_batches_get_request'),
    status: 200,
    handle: request,
  },
  {
    method: 'GET',
    path: 'job/:job/batch/:batch/result',
    page: asyncPage('asynch_api_batches_get_results'),
    status: 200,
    handle: result,
  },
  {
    method: 'GET',
    path: 'job/:job/batch/:batch/result/:result',
    page: asyncPage('asynch_api_bulk_query_intro'),
    status: 200,
    handle: rows,
  },
];

/** A batch is worked at once, so that a client's first look finds it complete. */
async function add(ask: AsyncAsk): Promise<AsyncAnswer> {
  const job = classicJob(ask);
  const { jobs } = ask.entry.org;
  if (job.state !== 'Open')
    throw asyncRefusal('InvalidJobState', `The job is ${job.state}; it takes no further batches`);
  checkType(ask, job);
  if (!jobs.quotas.take('batches')) {
    throw asyncRefusal('ExceededQuota', `The limit of ${bulkAllocations.batches} batches in 24 hours is reached`);
  }
  const batch = jobs.batches.add(job, ask.body);
  await jobs.startBatch(batch.id);
  return batchInfo(batch);
}

/** Rows come in the type of the job; a query comes as any. */
function checkType({ contentType }: AsyncAsk, job: ClassicJob): void {
  if (job.operation === 'query' || job.operation === 'queryAll') return;
  const sent = /^(?:text|application)\/(csv|xml|json)\b/.exec(contentType)?.[1]?.toUpperCase();
  if (sent === job.contentType) return;
  throw asyncRefusal(
    'InvalidBatch',
    `Batch content type ${contentType || 'none'} is not that of the job, ${job.contentType}`,
  );
}

function list(ask: AsyncAsk): AsyncAnswer {
  const job = classicJob(ask);
  const batches = ask.entry.org.jobs.batches.of(job.id).map(batchContent);
  return { kind: 'document', root: 'batchInfoList', content: { batchInfo: batches } };
}

function request(ask: AsyncAsk): AsyncAnswer {
  const job = classicJob(ask);
  const text = ask.entry.org.jobs.batches.request(batchOf(ask, job));
  return { kind: 'text', type: contentTypes[job.contentType], text };
}

/** What became of the rows; for a query, where its rows are found. */
function result(ask: AsyncAsk): AsyncAnswer {
  const job = classicJob(ask);
  const batch = batchOf(ask, job);
  if (batch.state !== 'Completed') throw asyncRefusal('InvalidBatch', 'Batch not completed');
  if (batch.resultId === undefined) {
    return { kind: 'text', type: contentTypes[job.contentType], text: ask.entry.org.jobs.batches.result(batch) };
  }
  return job.contentType === 'JSON'
    ? { kind: 'text', type: contentTypes.JSON, text: JSON.stringify([batch.resultId]) }
    : { kind: 'document', root: 'result-list', content: { result: batch.resultId } };
}

function rows(ask: AsyncAsk): AsyncAnswer {
  const job = classicJob(ask);
  const batch = batchOf(ask, job);
  const id = ask.params['result'];
  if (batch.state !== 'Completed' || batch.resultId === undefined || batch.resultId !== id) {
    throw asyncRefusal('InvalidBatch', `Unable to find result for id: ${id}`);
  }
  return { kind: 'text', type: contentTypes[job.contentType], text: ask.entry.org.jobs.batches.result(batch) };
}
