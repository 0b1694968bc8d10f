import { ApiError } from '../../engine/api-error.ts';
import type { ClassicJob, Job } from '../../engine/jobs/job.ts';
import { type BulkAsk, commonInfo, seesJob, wireDate } from './bulk-route.ts';
import { firstInfo } from './ingest-info.ts';

const jobsPerPage = 1000;

const typeOf: Readonly<Record<Job['kind'], string>> = { ingest: 'V2Ingest', query: 'V2Query', classic: 'Classic' };

/**
 * The jobs that the user sees, a thousand on a page: those of one kind and those of Bulk API 1.0, or the ones that
 * the request's filters choose.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_all_jobs.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_get_all_jobs.htm
 */
export function listJobs(ask: BulkAsk, kind: 'ingest' | 'query'): unknown {
  const { entry, query } = ask;
  const after = placeOf(query['queryLocator']);
  const found = entry.org.jobs
    .all()
    .filter((job) => job.id > after && seesJob(entry, job) && isWanted(job, kind, query));
  const records = found.slice(0, jobsPerPage);
  const last = records.at(-1);
  const done = found.length <= jobsPerPage;
  return {
    done,
    records: records.map((job) => ({ ...infoOf(job), jobType: typeOf[job.kind] })),
    nextRecordsUrl:
      done || last === undefined ? null : nextPage(`/services/data/v${entry.apiVersion}/jobs/${kind}`, query, last),
  };
}

function isWanted(job: Job, kind: Job['kind'], query: BulkAsk['query']): boolean {
  const { jobType, concurrencyMode, isPkChunkingEnabled } = query;
  // Only queries of Bulk API 1.0 are ever cut by primary keys, and here none is.
  if (isPkChunkingEnabled === 'true') return false;
  if (concurrencyMode && concurrencyMode.toLowerCase() !== modeOf(job).toLowerCase()) return false;
  return jobType
    ? jobType.toLowerCase() === typeOf[job.kind].toLowerCase()
    : job.kind === kind || job.kind === 'classic';
}

const modeOf = (job: Job): string => (job.kind === 'classic' ? job.concurrencyMode : 'Parallel');

function infoOf(job: Job): Record<string, unknown> {
  if (job.kind === 'classic') return classicInfo(job);
  return job.kind === 'ingest' ? firstInfo(job) : commonInfo(job);
}

function classicInfo(job: ClassicJob): Record<string, unknown> {
  const { id, operation, object, createdById, state, concurrencyMode, contentType } = job;
  const [createdDate, systemModstamp] = [wireDate(job.createdDate), wireDate(job.systemModstamp)];
  const stamps = { createdById, createdDate, systemModstamp };
  return { id, operation, object, ...stamps, state, concurrencyMode, contentType, apiVersion: Number(job.apiVersion) };
}

/** A locator names the last job of the page before it. */
function placeOf(locator: string | undefined): string {
  if (locator === undefined || locator === '') return '';
  const id = /^(750\w{15})-\d+$/.exec(locator)?.[1];
  if (id !== undefined) return id;
  throw new ApiError(400, 'INVALIDQUERYLOCATOR', `InvalidQueryLocator : ${locator} is no locator of this list`);
}

function nextPage(path: string, query: BulkAsk['query'], { id }: Job): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, value);
  params.set('queryLocator', `${id}-${jobsPerPage}`);
  return `${path}?${params}`;
}
