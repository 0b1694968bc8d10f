import type { Batch, ClassicJob } from '../../engine/jobs/job.ts';
import type { AsyncAnswer } from './async-route.ts';

const sum = (batches: readonly Batch[], of: (batch: Batch) => number): number =>
  batches.reduce((total, batch) => total + of(batch), 0);

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_jobinfo.htm */
export function jobInfo(job: ClassicJob, batches: readonly Batch[]): AsyncAnswer {
  const count = (...states: readonly Batch['state'][]): number =>
    batches.filter(({ state }) => states.includes(state)).length;
  const milliseconds = sum(batches, (batch) => batch.milliseconds);
  const content = {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: job.createdDate,
    systemModstamp: job.systemModstamp,
    state: job.state,
    externalIdFieldName: job.externalIdFieldName,
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    numberBatchesQueued: count('Queued'),
    numberBatchesInProgress: count('InProgress'),
    numberBatchesCompleted: count('Completed', 'NotProcessed'),
    numberBatchesFailed: count('Failed'),
    numberBatchesTotal: batches.length,
    numberRecordsProcessed: sum(batches, ({ processed }) => processed),
    numberRetries: 0,
    apiVersion: job.apiVersion,
    numberRecordsFailed: sum(batches, ({ failed }) => failed),
    totalProcessingTime: milliseconds,
    apiActiveProcessingTime: milliseconds,
    apexProcessingTime: 0,
  };
  return { kind: 'document', root: 'jobInfo', content };
}

export function batchInfo(batch: Batch): AsyncAnswer {
  return { kind: 'document', root: 'batchInfo', content: batchContent(batch) };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_batchinfo.htm */
export function batchContent(batch: Batch): Readonly<Record<string, unknown>> {
  return {
    id: batch.id,
    jobId: batch.jobId,
    state: batch.state,
    ...(batch.stateMessage === undefined ? {} : { stateMessage: batch.stateMessage }),
    createdDate: batch.createdDate,
    systemModstamp: batch.systemModstamp,
    numberRecordsProcessed: batch.processed,
    numberRecordsFailed: batch.failed,
    totalProcessingTime: batch.milliseconds,
    apiActiveProcessingTime: batch.milliseconds,
    apexProcessingTime: 0,
  };
}
