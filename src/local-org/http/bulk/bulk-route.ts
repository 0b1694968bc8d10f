import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import type { Job, Job2 } from '../../engine/jobs/job.ts';
import type { Entry } from '../door.ts';
import { notThere } from '../versions.ts';

export interface BulkAsk {
  readonly entry: Entry;
  readonly id: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One Bulk API 2.0 resource below `/services/data/vXX.0/jobs/`. Data of any size passes in streams. */
export interface BulkRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly page: string;
  readonly handle: (ask: BulkAsk) => unknown;
}

export const bulkPage = (page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/${page}.htm`;

/**
 * The job, if it is there and of this kind, for its maker and for those who manage data integrations.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_abort_job.htm
 */
export function jobOf<K extends Job['kind']>(ask: BulkAsk, kind: K): Extract<Job, { readonly kind: K }> {
  const job = ask.entry.org.jobs.get(ask.id);
  if (job === undefined || job.kind !== kind) throw notThere();
  if (!seesJob(ask.entry, job)) throw notThere();
  return job as Extract<Job, { readonly kind: K }>;
}

export function seesJob({ session }: Entry, job: Job): boolean {
  return job.createdById === session.user.id || session.can('ManageDataIntegrations');
}

export const wrongState = (message: string): ApiError => new ApiError(400, 'INVALIDJOBSTATE', message);

export const wireDate = (date: string): string => date.replace('Z', '+0000');

/** What the two kinds of jobs say of themselves alike. */
export function commonInfo(job: Job2): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: wireDate(job.createdDate),
    systemModstamp: wireDate(job.systemModstamp),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.apiVersion),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}
