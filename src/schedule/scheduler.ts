import { setTimeout as timer } from 'node:timers/promises';
import type { ScheduledKind } from '../config/read-schedule.ts';
import { dueNow } from './due-now.ts';
import { findLate } from './find-late.ts';
import { type Moments, openMoments } from './moments.ts';
import { lockOf, type ScheduleGround } from './schedule-ground.ts';
import { type EndedTry, type RunningTry, tryRun } from './try-run.ts';

/** How often the clock is looked at, in milliseconds: a machine that slept, or whose time was set, is noticed at once. */
const LOOK = 1000;

/** How often runs are looked at for being late, by the clock. */
const LATE_LOOK = 60_000;

/** What the scheduler is doing, for whoever asks. */
export interface SchedulerState {
  readonly since: Date;
  readonly now: Date;
  readonly kinds: readonly KindState[];
  /** Why it could not look for what is due. */
  readonly trouble?: string;
}

export interface KindState {
  readonly kind: ScheduledKind;
  readonly running?: { readonly due: Date; readonly started: Date };
  readonly next?: Date;
}

interface Lane {
  readonly kind: ScheduledKind;
  readonly begun: Date;
  running?: RunningTry;
  /** Nothing is due before it, as long as the clock goes forward. */
  until?: Date;
  looked?: Date;
}

/**
 * Starts runs when they are due, one of a kind at a time and each in a process of its own, until it is stopped. What it did is
 * in the ledger, so that the next one goes on from there.
 */
export class Scheduler {
  readonly #ground: ScheduleGround;
  readonly #moments: Moments;
  readonly #lanes: readonly Lane[];
  readonly #since: Date;
  readonly #onEnd: (ended: EndedTry) => void;
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  #tells: Promise<void> = Promise.resolve();
  #trouble: string | undefined;

  constructor(ground: ScheduleGround, onEnd: (ended: EndedTry) => void) {
    this.#ground = ground;
    this.#onEnd = onEnd;
    this.#since = ground.clock.now();
    this.#moments = openMoments(ground.schedule);
    const { ledger, orgName } = ground;
    this.#lanes = kindsOf(ground).map((kind) => ({ kind, begun: ledger.schedule.begin(orgName, kind, this.#since) }));
    this.#loop = this.#run();
  }

  state(): SchedulerState {
    const now = this.#ground.clock.now();
    const kinds = this.#lanes.map(({ kind, running }): KindState => {
      const next = this.#moments.next(kind, now);
      return {
        kind,
        ...(running && { running: { due: running.due, started: running.started } }),
        ...(next !== undefined && { next }),
      };
    });
    return { since: this.#since, now, kinds, ...(this.#trouble !== undefined && { trouble: this.#trouble }) };
  }

  /**
   * Starts no more runs, and gives those under way so many seconds; what has not ended then is asked to stop, and is tried again
   * by the next scheduler, which goes on with the jobs that the org has.
   */
  async stop(): Promise<void> {
    const { journal, schedule } = this.#ground;
    const running = this.#lanes.flatMap((lane) => lane.running ?? []);
    if (running.length > 0) {
      journal.info('waits', { runs: running.map(({ kind }) => kind), seconds: schedule.grace });
    }
    this.#stopping.abort();
    await this.#loop;
    const ended = Promise.allSettled(running.map((one) => one.ended));
    if (!(await within(ended, schedule.grace * 1000))) {
      for (const one of running) one.interrupt('ask');
      if (!(await within(ended, 5000))) this.kill();
    }
    await ended;
    await this.#tells;
  }

  /** Ends the runs under way with this process. */
  kill(): void {
    for (const { running } of this.#lanes) running?.interrupt('kill');
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let before = this.#ground.clock.now();
    // What was missed while nobody was there is told, although it is caught up at once.
    for (const lane of this.#lanes) this.#safely(() => this.#lookForLate(lane, before));
    while (!signal.aborted) {
      const now = this.#ground.clock.now();
      for (const lane of this.#lanes) this.#safely(() => this.#look(lane, now, before));
      before = now;
      await timer(LOOK, undefined, { signal }).catch(() => {});
    }
  }

  /** A full disk or a locked ledger must not end the scheduler: it is told once, and tried again. */
  #safely(look: () => void): void {
    try {
      look();
      this.#trouble = undefined;
    } catch (error) {
      this.#stumble(error);
    }
  }

  #stumble(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.#trouble) this.#ground.journal.warn('stumbled', { message });
    this.#trouble = message;
  }

  #look(lane: Lane, now: Date, before: Date): void {
    if (lane.running === undefined && (lane.until === undefined || now >= lane.until || now < before)) {
      this.#startIfDue(lane, now);
    }
    if (lane.looked === undefined || Math.abs(now.getTime() - lane.looked.getTime()) >= LATE_LOOK) {
      this.#lookForLate(lane, now);
    }
  }

  #lookForLate(lane: Lane, now: Date): void {
    lane.looked = now;
    const late = findLate(this.#ground, this.#moments, lane.kind, lane.begun);
    this.#tells = this.#tells
      .then(() => this.#ground.tell.late(lane.kind, late))
      .catch((error: unknown) => this.#stumble(error));
  }

  #startIfDue(lane: Lane, now: Date): void {
    const { ledger, orgName } = this.#ground;
    const lock = ledger.lock(lockOf(lane.kind));
    // Somebody else runs what is due of this kind; the ledger will say how that went.
    if (lock === undefined) return;
    ledger.schedule.endTheDead(orgName, lane.kind, now);
    const decision = dueNow(this.#ground, this.#moments, lane.kind, lane.begun);
    if (decision.status === 'not-due') {
      lock.release();
      if (decision.until === undefined) delete lane.until;
      else lane.until = decision.until;
      return;
    }
    delete lane.until;
    const running = tryRun(this.#ground, { kind: lane.kind, ...decision });
    lane.running = running;
    running.ended
      .then(this.#onEnd)
      .catch((error: unknown) => this.#stumble(error))
      .finally(() => {
        delete lane.running;
        // What was late may be so no longer.
        delete lane.looked;
        lock.release();
      });
  }
}

/** The kinds that the schedule has a pattern for. */
export function kindsOf({ schedule }: Pick<ScheduleGround, 'schedule'>): readonly ScheduledKind[] {
  return (['pull', 'push'] as const).filter((kind) => schedule.patterns[kind] !== undefined);
}

/** Whether work ends within so many milliseconds. */
async function within(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const calledOff = new AbortController();
  const out = timer(milliseconds, false, { signal: calledOff.signal }).catch(() => false);
  const inTime = await Promise.race([work.then(() => true), out]);
  calledOff.abort();
  return inTime;
}
