import type { Engine } from '../types.ts';
import type { BulkQuotas } from './bulk-quotas.ts';
import type { IngestJob, QueryJob } from './job.ts';
import type { JobFiles } from './job-files.ts';

/** What a job may reach while it is worked. */
export interface Work {
  readonly engine: Engine;
  readonly files: JobFiles;
  readonly quotas: BulkQuotas;
  /** False once the job was aborted or deleted, or the server closes. */
  goesOn(): boolean;
  /** Resolves when the server closes or the org starts over. */
  readonly ending: Promise<void>;
  /** Puts a change to the job, unless it is over. */
  change(change: Partial<IngestJob> | Partial<QueryJob>): boolean;
  /** Called once so many rows are done that whoever waits for the job had better ask again. */
  isLong(): void;
}

/** A job of no more rows than this is over before the request that started it is answered, so that a client's first look finds it complete. */
export const rowsBeforeLong = 20_000;
