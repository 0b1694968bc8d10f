import type { AlarmBook } from './alarm.ts';
import type { MadeFieldRecord } from './field.ts';
import type { AcceptedSnapshot, JobRecord, JobStage, RejectedRows } from './job.ts';
import type { PullDocument, RunRecorder } from './recorder.ts';
import type {
  Pruned,
  Queue,
  RunCrossing,
  RunDetail,
  RunEnding,
  RunKind,
  RunReach,
  RunRecord,
  RunStart,
} from './run.ts';
import type { ScheduleBook } from './schedule.ts';
import type { AllocationRecord, AllocationTold, CreditsSpent } from './spent.ts';

/** What an org has once said of itself: which kind of org it is, and the company's name. */
export interface KnownOrg {
  readonly organizationId: string;
  readonly environment: RunCrossing['org'];
  readonly name: string;
}

/** The right of one process to something that is told by a name; the operating system ends it with the process. */
export interface NamedLock {
  release(): void;
}

export interface Ledger {
  readonly folder: string;
  readonly schedule: ScheduleBook;
  readonly alarms: AlarmBook;
  /** Nothing when another process holds it. */
  lock(name: string): NamedLock | undefined;
  /**
   * Holds the org for one run, does the work, and writes how it ended, thrown errors too. A pull writes nothing to the
   * org, and holds its place beside the runs that do: one pull and one other run of an org may be under way together.
   * When another run holds the org: Mistake `busy`, or with `whenBusy: wait` it comes after that one; `onWait` is told
   * of it meanwhile. Runs of that org that died are marked as interrupted first.
   */
  withRun<T>(start: RunStart, work: (run: RunRecorder) => Promise<RunEnding<T>>, queue?: Queue): Promise<T>;
  /** Newest first. */
  listRuns(filter?: {
    readonly orgId?: string;
    readonly kind?: RunKind;
    readonly limit?: number;
  }): readonly RunRecord[];
  /** By id, by the beginning of an id, or `latest`. */
  showRun(id: string): RunDetail;
  /** By object; none when the org refused nothing. */
  rejectedRows(runId: string): readonly RejectedRows[];
  /** Of the newest push of an org that ended well, wholly or in part. */
  lastReach(orgId: string): RunReach | undefined;
  /** Jobs, of whatever run, whose results nobody has read: to be asked before anything is sent again. */
  unsettledJobs(orgId: string): readonly JobRecord[];
  /** For jobs of an earlier run. */
  moveJob(orgId: string, jobId: string, stage: JobStage, state?: string): void;
  accepted(orgId: string, object: string): AcceptedSnapshot | undefined;
  /** How we left the fields of an org, as far as this ledger was there. */
  madeFields(orgId: string): readonly MadeFieldRecord[];
  /** What the last pull of an org into an environment of Heap has kept. */
  pullDocument(orgId: string, app: string): PullDocument | undefined;
  /** Counts requests that belong to no run. */
  spend(orgId: string, kind: string, count?: number, told?: AllocationTold): void;
  /** Of the last 24 hours, as Salesforce counts its own allocation. */
  creditsSpent(orgId: string): number;
  /** By hour, run and kind of call, from the hour that a moment lies in, oldest first. */
  creditsSince(orgId: string, since: Date): readonly CreditsSpent[];
  /** The org's own figure, as it was last told. */
  lastAllocation(orgId: string): AllocationRecord | undefined;
  /** What an org has said of itself, as far as this ledger was there. */
  knownOrg(orgId: string): KnownOrg | undefined;
  keepOrg(org: KnownOrg): void;
  /** The Id of the org that was last known by a name. */
  orgNamed(orgName: string): string | undefined;
  /**
   * Forgets ended runs that started before a moment, but none that an accepted snapshot or an unsettled job needs.
   * Returns the snapshots and rejected lists that nothing points at any more, for the caller to delete.
   */
  prune(before: Date): Pruned;
  /** What pruning would forget. */
  prunable(before: Date): Pruned;
  /** The snapshots and rejected lists that the ledger points at. */
  filesInUse(): ReadonlySet<string>;
  /** Ids of the runs that are at work, of whatever org. */
  runningIds(): readonly string[];
  close(): void;
}
