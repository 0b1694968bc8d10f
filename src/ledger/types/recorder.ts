import type { FieldDeedRecord, MadeField } from './field.ts';
import type { AcceptedRows, JobStage, NewJob, RejectedRows } from './job.ts';
import type { RunCounts } from './run.ts';
import type { AllocationTold } from './spent.ts';

/** What the work of a run writes down as it goes. Each call is on disk when it returns. */
export interface RunRecorder {
  readonly id: string;
  readonly started: Date;
  /** Before the upload, so that after a crash the job is asked and not repeated. */
  addJob(job: NewJob): void;
  moveJob(jobId: string, stage: JobStage, state?: string): void;
  /** The rejected rows of an object so far, in place of those told before. */
  reject(rows: RejectedRows): void;
  /** Counts requests; `told` is the org's own figure. */
  spend(kind: string, count?: number, told?: AllocationTold): void;
  /** Moves the snapshot forward: only after the results are read. */
  accept(snapshot: AcceptedRows & { readonly object: string }): void;
  /** From now on nothing is known of what the org accepted of an object. */
  forgetAccepted(object: string): void;
  /** What was done to fields, in the order in which it was done. */
  addDeeds(deeds: readonly FieldDeedRecord[]): void;
  /** How fields of ours are left now. */
  setMade(fields: readonly MadeField[]): void;
  /** How far a pull has come, with what it has done so far: both or neither. */
  savePull(app: string, document: PullDocument, counts: RunCounts): void;
  /** Fields that are no longer there. */
  dropMade(fields: readonly { readonly object: string; readonly field: string }[]): void;
}

/** What a pull keeps from one run to the next, in a form of its own. */
export type PullDocument = Readonly<Record<string, unknown>>;
