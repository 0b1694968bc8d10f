import type { BulkQuotas } from '../bulk-quotas.ts';

/** What a batch of a classic job may reach while it is worked. */
export interface BatchWork {
  readonly quotas: BulkQuotas;
  /** False once the job was aborted or deleted, or the server closes. */
  goesOn(): boolean;
  /** Ends the job at once: batches that are not over stay as they are. */
  abort(): void;
  /** Called once the batch takes so long that whoever waits for it had better ask again. */
  isLong(): void;
  /** Resolves when the server closes or the org starts over. */
  readonly ending: Promise<void>;
  /** Told of trouble that nobody foresaw. */
  broke(error: unknown): void;
}
