import type { DeliveryRecord } from './alarm.ts';
import type { FieldDeedRecord } from './field.ts';
import type { JobRecord } from './job.ts';

/**
 * Push: Heap → Salesforce. Pull: Salesforce → Heap. Retry: the rejected rows of a push once more. Reconcile: the org read back and compared.
 * Apply: fields made and access granted. Retire: fields deleted. Rename: a metric's field given another label.
 * Setup: the package deployed.
 */
export const RUN_KINDS = ['push', 'pull', 'retry', 'reconcile', 'apply', 'retire', 'rename', 'setup'] as const;

export type RunKind = (typeof RUN_KINDS)[number];

type RunStatus = 'running' | 'done' | 'partly' | 'failed';

/** Every input row ends in exactly one of the four: their sum is the input. */
export interface RunCounts {
  readonly input: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unprocessed: number;
  readonly unchanged: number;
  /** Usage rows that were removed, since their record is gone; they are no part of the input. */
  readonly removed?: number;
}

/** How much a push had before it: what a later one is held against, so that a broken export does not empty the org. */
export interface RunReach {
  readonly events: number;
  readonly users: number;
  /** Users that have a record in Salesforce. */
  readonly matched: number;
  /** Whole days from the newest data to the moment of the figures; absent where no data says when. */
  readonly daysBehind?: number;
}

/** Why a run failed. `interrupted`: its process ended before it could say how it went. */
export interface RunError {
  readonly name: string;
  readonly message: string;
  readonly trouble?: string;
  readonly code?: string;
  readonly interrupted?: true;
}

export interface RunStart {
  readonly kind: RunKind;
  /** 18 characters, `00D…`. */
  readonly orgId: string;
  /** As a person knows the org: `local`, or its alias or username. */
  readonly orgName: string;
  /** The moment that the figures are of. */
  readonly asOf?: Date;
  /** That org and Heap do not go together, and were paired all the same. */
  readonly crossing?: RunCrossing;
}

/** What the org is, and what Heap's environment is, with its id. */
export interface RunCrossing {
  readonly org: 'production' | 'sandbox' | 'scratch' | 'developer';
  readonly heap: 'development' | 'production';
  readonly appId: string;
}

/** One entry of the ledger. */
export interface RunRecord extends RunStart {
  /** `push-20260630-070000-x4k2`: kind, start in UTC, and four characters of chance. */
  readonly id: string;
  readonly status: RunStatus;
  readonly pid: number;
  readonly started: Date;
  readonly ended?: Date;
  readonly counts?: RunCounts;
  readonly reach?: RunReach;
  /** Counted Salesforce requests by kind, as `bulk-ingest`. */
  readonly credits: Readonly<Record<string, number>>;
  readonly error?: RunError;
}

export interface RunDetail extends RunRecord {
  readonly fields: readonly FieldDeedRecord[];
  readonly jobs: readonly JobRecord[];
  readonly rejectedByCode: readonly { readonly object: string; readonly code: string; readonly rows: number }[];
  /** Who was told of it, and whether that got there. */
  readonly alerts: readonly DeliveryRecord[];
}

/** How a run's work ended, when it did not throw. */
export interface RunEnding<T> {
  readonly status: Exclude<RunStatus, 'running'>;
  readonly counts?: RunCounts;
  readonly reach?: RunReach;
  readonly result: T;
}

/** What a run does while another one holds its org. */
export interface Queue {
  readonly whenBusy: 'wait' | 'refuse';
  readonly onWait?: (who: string) => void;
}

/** Runs that are forgotten, and the files that nothing points at without them. */
export interface Pruned {
  readonly runs: number;
  readonly files: readonly string[];
}
