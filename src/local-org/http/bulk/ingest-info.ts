import type { IngestJob } from '../../engine/jobs/job.ts';
import { commonInfo } from './bulk-route.ts';

/** What a job says of itself when it is made or changed. */
export function firstInfo(job: IngestJob): Record<string, unknown> {
  const key = job.externalIdFieldName === undefined ? {} : { externalIdFieldName: job.externalIdFieldName };
  const contentUrl = `services/data/v${job.apiVersion}/jobs/ingest/${job.id}/batches`;
  return { ...commonInfo(job), ...key, ...(job.state === 'Open' ? { contentUrl } : {}) };
}

/** What a job says of itself when it is asked. */
export function fullInfo(job: IngestJob): Record<string, unknown> {
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
