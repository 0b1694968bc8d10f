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
