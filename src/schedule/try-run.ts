import type { ScheduledKind } from '../config/read-schedule.ts';
import type { RunRecord } from '../ledger/types/run.ts';
import type { Attempt } from '../ledger/types/schedule.ts';
import { type Ended, launchRun, type RunningChild } from './launch-run.ts';
import type { ScheduleGround } from './schedule-ground.ts';

/** A try that is under way. */
export interface RunningTry {
  readonly kind: ScheduledKind;
  readonly due: Date;
  readonly started: Date;
  readonly ended: Promise<EndedTry>;
  /** Ends it, as one to be tried again: by asking, or at once. */
  interrupt(how: 'ask' | 'kill'): void;
}

export interface EndedTry {
  readonly kind: ScheduledKind;
  readonly due: Date;
  readonly number: number;
  readonly status: Exclude<Attempt['status'], 'running'>;
  readonly seconds: number;
  readonly message?: string;
  readonly trouble?: string;
  /** What the ledger has of it; absent where it ended before there was a run. */
  readonly run?: RunRecord;
}

/** Starts what is due, and keeps in the ledger that it did and how it ended. */
export function tryRun(
  ground: ScheduleGround,
  { kind, due, number }: { readonly kind: ScheduledKind; readonly due: Date; readonly number: number },
): RunningTry {
  const { ledger, clock, orgName, journal } = ground;
  const place = { orgName, kind, due, number };
  const started = clock.now();
  ledger.schedule.start(place, started);
  const child = launchRun(ground, { kind, due });
  journal.info('started', { kind, due, ...(number > 1 && { try: number }), pid: child.pid });
  let interrupted = false;
  const finish = async (end: Ended): Promise<EndedTry> => {
    const now = clock.now();
    const run = runOf(ground, kind, child, started);
    const status = end.kind === 'reported' ? end.status : interrupted ? 'interrupted' : 'failed';
    const wrong = end.kind === 'error' && !interrupted ? end : undefined;
    const facts = {
      ...(wrong && { trouble: wrong.trouble, message: wrong.message }),
      ...(run && { runId: run.id }),
    };
    ledger.schedule.end(place, { status, ...facts }, now);
    const seconds = Math.max(0, now.getTime() - started.getTime()) / 1000;
    const counts = run?.counts;
    journal[status === 'failed' ? 'warn' : 'info']('ended', {
      kind,
      due,
      status,
      seconds,
      ...facts,
      ...(counts && { counts }),
      ...(run && { credits: creditsOf(run) }),
    });
    if (wrong !== undefined) await ground.tell.crashed(kind, wrong);
    return { kind, due, number, status, seconds, ...facts, ...(run && { run }) };
  };
  return {
    kind,
    due,
    started,
    ended: child.ended.then(finish),
    interrupt(how) {
      interrupted = true;
      if (how === 'ask') child.stop();
      else child.kill();
    },
  };
}

export function creditsOf({ credits }: RunRecord): number {
  return Object.values(credits).reduce((sum, count) => sum + count, 0);
}

/** The entry in the ledger of the run that a process of ours made. */
function runOf(
  { ledger }: ScheduleGround,
  kind: ScheduledKind,
  { pid }: RunningChild,
  started: Date,
): RunRecord | undefined {
  // A clock that was moved back meanwhile does not hide it: process numbers do not come again within a few runs.
  return ledger.listRuns({ kind, limit: 5 }).find((run) => run.pid === pid && run.started >= started);
}
