import type { FastifyReply } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import type { Batch, ClassicJob } from '../../engine/jobs/job.ts';
import { seesJob } from '../bulk/bulk-route.ts';
import type { Entry } from '../door.ts';

/** A request to Bulk API 1.0, with its body as text. */
export interface AsyncAsk {
  readonly entry: Entry;
  readonly params: Readonly<Record<string, string>>;
  readonly body: string;
  readonly contentType: string;
  /** The client speaks JSON, not XML. */
  readonly json: boolean;
  readonly reply: FastifyReply;
}

/** One resource below `/services/async/XX.0/`. */
export interface AsyncRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly page: string;
  readonly status: number;
  readonly handle: (ask: AsyncAsk) => AsyncAnswer | Promise<AsyncAnswer>;
}

/** A document in the client's own form, or a text as it stands. */
export type AsyncAnswer =
  | { readonly kind: 'document'; readonly root: string; readonly content: Readonly<Record<string, unknown>> }
  | { readonly kind: 'text'; readonly type: string; readonly text: string };

export const asyncPage = (page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/${page}.htm`;

/** A refusal by one of this API's own codes. */
export const asyncRefusal = (code: string, message: string): ApiError => new ApiError(400, code, message);

export const contentTypes = {
  CSV: 'text/csv; charset=UTF-8',
  XML: 'application/xml',
  JSON: 'application/json',
} as const satisfies Readonly<Record<ClassicJob['contentType'], string>>;

export function classicJob({ entry, params }: AsyncAsk): ClassicJob {
  const id = params['job'] ?? '';
  const job = entry.org.jobs.get(id);
  if (job?.kind !== 'classic' || !seesJob(entry, job))
    throw asyncRefusal('InvalidJob', `Unable to find job for id: ${id}`);
  return job;
}

export function batchOf(ask: AsyncAsk, job: ClassicJob): Batch {
  const id = ask.params['batch'] ?? '';
  const batch = ask.entry.org.jobs.batches.get(id);
  if (batch?.jobId !== job.id) throw asyncRefusal('InvalidBatch', `Unable to find batch for id: ${id}`);
  return batch;
}
