import { ApiError } from '../../engine/api-error.ts';
import { type ClassicJob, isOver } from '../../engine/jobs/job.ts';
import { bulkObject, noHardDelete } from '../bulk/bulk-object.ts';
import { parseNewJob } from '../bulk/parse-new-job.ts';
import { jobInfo } from './async-info.ts';
import {
  type AsyncAnswer,
  type AsyncAsk,
  type AsyncRoute,
  asyncPage,
  asyncRefusal,
  classicJob,
} from './async-route.ts';
import { readJobInfo } from './read-job-info.ts';

export const jobRoutes: readonly AsyncRoute[] = [
  { method: 'POST', path: 'job', page: asyncPage('asynch_api_jobs_create'), status: 201, handle: create },
  { method: 'GET', path: 'job/:job', page: asyncPage('asynch_api_jobs_get_details'), status: 200, handle: show },
  { method: 'POST', path: 'job/:job', page: asyncPage('asynch_api_jobs_close'), status: 200, handle: end },
];

async function create(ask: AsyncAsk): Promise<AsyncAnswer> {
  const wanted = await parseNewJob('classic', readJobInfo(ask)).catch(inOwnWords);
  const { operation, externalIdFieldName, concurrencyMode, contentType, assignmentRuleId } = wanted;
  const { session, apiVersion, engine, org } = ask.entry;
  if (operation === 'hardDelete' && !session.can('BulkApiHardDelete')) {
    throw asyncRefusal('FeatureNotEnabled', noHardDelete);
  }
  if (assignmentRuleId !== undefined) {
    throw asyncRefusal('InvalidJob', `Unable to find assignment rule: ${assignmentRuleId}`);
  }
  const object = objectOf(ask, wanted.object, operation, externalIdFieldName);
  const now = engine.clock.now().toISOString();
  const job = org.jobs.put<ClassicJob>({
    kind: 'classic',
    id: org.jobs.nextId(),
    createdById: session.user.id,
    createdDate: now,
    systemModstamp: now,
    apiVersion,
    object,
    operation,
    state: 'Open',
    ...(operation === 'upsert' && externalIdFieldName !== undefined ? { externalIdFieldName } : {}),
    concurrencyMode,
    contentType,
  });
  return jobInfo(job, []);
}

/** The same checks as for jobs of Bulk API 2.0, under this API's codes. */
function objectOf({ entry }: AsyncAsk, name: string, operation: string, key: string | undefined): string {
  try {
    return bulkObject(entry, name, operation, key);
  } catch (error) {
    return inOwnWords(error);
  }
}

/** `InvalidJob : …`, as Bulk API 2.0 has it in one, is code and message here. */
function inOwnWords(error: unknown): never {
  if (!(error instanceof ApiError)) throw error;
  const [code = 'InvalidJob', message = error.message] = error.message.split(' : ', 2);
  throw asyncRefusal(code, message);
}

function show(ask: AsyncAsk): AsyncAnswer {
  const job = classicJob(ask);
  return jobInfo(job, ask.entry.org.jobs.batches.of(job.id));
}

/** A closed job takes no further batches; what an aborted one has not begun it leaves alone. */
function end(ask: AsyncAsk): AsyncAnswer {
  const job = classicJob(ask);
  const { jobs } = ask.entry.org;
  const { state } = readJobInfo(ask);
  if (state !== 'Closed' && state !== 'Aborted') {
    throw asyncRefusal('InvalidJob', `A job can be put to Closed or Aborted, not to ${state ?? 'no state'}`);
  }
  if (isOver(job) && job.state !== state) {
    throw asyncRefusal('InvalidJobState', `Aborting already Completed Job not allowed`);
  }
  const ended = job.state === state ? job : jobs.put<ClassicJob>({ ...job, state });
  if (state === 'Aborted') jobs.batches.abandon(job.id);
  return jobInfo(ended, jobs.batches.of(job.id));
}
