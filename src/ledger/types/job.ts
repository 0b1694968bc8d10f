/**
 * How far we are with a bulk job, whatever the org calls its state.
 * `created`: its id is stored and no row is sent. `uploaded`: the rows are there. `closed`: the org may begin.
 * `settled`: its results are read and counted. `dropped`: aborted, or unknown to the org by now.
 */
export type JobStage = 'created' | 'uploaded' | 'closed' | 'settled' | 'dropped';

export interface NewJob {
  /** The org's, `750…`; of collections, one of our own. */
  readonly jobId: string;
  /** Bulk API 2.0, or sObject Collections of 200 rows. */
  readonly way: 'bulk' | 'collections';
  readonly object: string;
  readonly operation: string;
  readonly rows: number;
  /** The CSV that it carries, so that a resumed run knows what was in it. */
  readonly file?: string;
}

export interface JobRecord extends NewJob {
  readonly runId: string;
  readonly orgId: string;
  readonly stage: JobStage;
  /** The org's own word, `InProgress`. */
  readonly state?: string;
  readonly created: Date;
  readonly changed: Date;
}

/** Where the rows lie that the org refused in a run, and how many there are by code. */
export interface RejectedRows {
  readonly object: string;
  /** Absolute path of a Parquet file: `record_id`, `code`, `message`, `field`, then the cells that were sent. */
  readonly file: string;
  readonly byCode: readonly { readonly code: string; readonly rows: number }[];
}

/** Where the rows lie that the org is known to hold. Absolute paths of Parquet files. */
export interface AcceptedRows {
  readonly file: string;
  /** What was accepted or forgotten since, in place of the file's rows of the same records. */
  readonly changes?: string;
  /** How many rows the org is known to hold. */
  readonly rows: number;
}

/** The rows that an org is known to hold, since when, and by which run. */
export interface AcceptedSnapshot extends AcceptedRows {
  readonly orgId: string;
  readonly object: string;
  readonly runId: string;
  readonly accepted: Date;
}
