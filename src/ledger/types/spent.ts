import type { RunKind } from './run.ts';

/** The org's own figure of its last 24 hours, as an answer of it told. */
export interface AllocationTold {
  /** As a person knows the org. */
  readonly orgName: string;
  readonly used: number;
  readonly of: number;
  readonly readAt: Date;
}

export interface AllocationRecord extends AllocationTold {
  readonly orgId: string;
}

/** Counted requests of one kind within one hour (UTC). */
export interface CreditsSpent {
  readonly hour: Date;
  /** Absent for requests outside any run, as signing in. */
  readonly runId?: string;
  /** Absent where the run is forgotten. */
  readonly runKind?: RunKind;
  /** As `bulk-ingest`. */
  readonly kind: string;
  readonly credits: number;
}
