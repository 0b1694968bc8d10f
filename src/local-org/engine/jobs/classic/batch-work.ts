import type { BulkQuotas } from '../bulk-quotas.ts';

/** What a batch of a classic job may reach while it is worked. */
export interface BatchWork {
  readonly quotas: BulkQuotas;
  /** False once the job was aborted or deleted, or the server closes. */
  goesOn(): boolean;
  /** Told of trouble that nobody foresaw. */
  broke(error: unknown): void;
}
