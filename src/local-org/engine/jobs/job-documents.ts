import { bulkAllocations } from './bulk-quotas.ts';

export const jobDocument = 'bulk-job';
export const batchDocument = 'bulk-batch';
export const serialDocument = 'bulk-serial';

/** Kinds of documents in which an org keeps its jobs and what they used up. */
export const jobDocuments: readonly string[] = [
  jobDocument,
  batchDocument,
  serialDocument,
  ...Object.keys(bulkAllocations).map((what) => `bulk-${what}`),
];
