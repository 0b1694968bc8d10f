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

/**
 * How far we are with a bulk job, whatever the org calls its state.
 * `created`: its id is stored and no row is sent. `uploaded`: the rows are there. `closed`: the org may begin.
 * `settled`: its results are read and counted. `dropped`: aborted, or unknown to the org by now.
 */
export type JobStage = 'created' | 'uploaded' | 'closed' | 'settled' | 'dropped';

interface NewJob {
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

/** What a run did to the field of a metric, in a word: `created`, `granted`, `refused`. */
export interface FieldDeedRecord {
  readonly object: string;
  readonly field: string;
  readonly metric: string;
  readonly deed: string;
  /** Which access, or why it was refused. */
  readonly detail?: string;
}

/** What an org has once said of itself: which kind of org it is, and the company's name. */
export interface KnownOrg {
  readonly organizationId: string;
  readonly environment: RunCrossing['org'];
  readonly name: string;
}

/** How we left a field of ours in an org, to be held against what is there now. */
export interface MadeField {
  readonly object: string;
  readonly field: string;
  readonly metric: string;
  readonly label: string;
  readonly helpText: string;
  /** As a person reads it: `Number(18, 0)`. */
  readonly type: string;
  readonly history: boolean;
  /** Names of the permission sets of ours that gave access to it. */
  readonly access: readonly string[];
}

export interface MadeFieldRecord extends MadeField {
  readonly runId: string;
  readonly made: Date;
}

export interface RunDetail extends RunRecord {
  readonly fields: readonly FieldDeedRecord[];
  readonly jobs: readonly JobRecord[];
  readonly rejectedByCode: readonly { readonly object: string; readonly code: string; readonly rows: number }[];
  /** Who was told of it, and whether that got there. */
  readonly alerts: readonly DeliveryRecord[];
}

/** What a pull keeps from one run to the next, in a form of its own. */
export type PullDocument = Readonly<Record<string, unknown>>;

/** How a run's work ended, when it did not throw. */
export interface RunEnding<T> {
  readonly status: Exclude<RunStatus, 'running'>;
  readonly counts?: RunCounts;
  readonly reach?: RunReach;
  readonly result: T;
}

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
  /** What was done to fields, in the order in which it was done. */
  addDeeds(deeds: readonly FieldDeedRecord[]): void;
  /** How fields of ours are left now. */
  setMade(fields: readonly MadeField[]): void;
  /** How far a pull has come, with what it has done so far: both or neither. */
  savePull(app: string, document: PullDocument, counts: RunCounts): void;
  /** Fields that are no longer there. */
  dropMade(fields: readonly { readonly object: string; readonly field: string }[]): void;
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

/** One try at a run that was due at a moment; `interrupted`: its process was stopped, or died. */
export interface Attempt {
  readonly orgName: string;
  readonly kind: 'pull' | 'push';
  readonly due: Date;
  /** From 1. */
  readonly number: number;
  readonly status: 'running' | 'done' | 'partly' | 'failed' | 'interrupted';
  readonly started: Date;
  readonly ended?: Date;
  /** Absent where it ended before there was a run. */
  readonly runId?: string;
  readonly trouble?: string;
  readonly message?: string;
}

export type AttemptPlace = Pick<Attempt, 'orgName' | 'kind' | 'due' | 'number'>;

/** What a schedule remembers. */
export interface ScheduleBook {
  /** Since when a kind is scheduled: that moment, unless it was begun before. */
  begin(orgName: string, kind: Attempt['kind'], at: Date): Date;
  begun(orgName: string, kind: Attempt['kind']): Date | undefined;
  /** Newest moment first, and of each the newest try. */
  attempts(filter: {
    readonly orgName: string;
    readonly kind: Attempt['kind'];
    readonly limit: number;
  }): readonly Attempt[];
  start(place: AttemptPlace, at: Date): void;
  end(place: AttemptPlace, how: Pick<Attempt, 'status' | 'runId' | 'trouble' | 'message'>, at: Date): void;
  /** Tries of a kind that are said to run, though nobody holds its lock. */
  endTheDead(orgName: string, kind: Attempt['kind'], at: Date): void;
}

/** Trouble that is not over, as it was last told. */
export interface AlarmRecord {
  readonly orgName: string;
  readonly kind: Attempt['kind'];
  readonly condition: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** One message that went to one channel, or did not get there. */
export interface DeliveryRecord {
  readonly runId?: string;
  readonly orgName: string;
  readonly kind: Attempt['kind'];
  readonly condition: string;
  readonly news: 'raised' | 'changed' | 'over';
  readonly channel: string;
  /** Why it did not get there. */
  readonly trouble?: string;
  readonly sent: Date;
}

export interface AlarmBook {
  list(orgName: string, kind: Attempt['kind']): readonly AlarmRecord[];
  save(alarm: AlarmRecord): void;
  drop(alarm: Omit<AlarmRecord, 'document'>): void;
  noteDelivery(delivery: DeliveryRecord): void;
  /** Newest first: of a run, or all. */
  deliveries(filter: {
    readonly runId?: string;
    readonly orgName?: string;
    readonly limit: number;
  }): readonly DeliveryRecord[];
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
