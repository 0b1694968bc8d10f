import type { ScheduledKind } from '../config/read-schedule.ts';
import { dueNow } from './due-now.ts';
import { findLate } from './find-late.ts';
import { type Moments, openMoments } from './moments.ts';
import { lockOf, type ScheduleGround } from './schedule-ground.ts';
import { kindsOf } from './scheduler.ts';
import { type EndedTry, type RunningTry, tryRun } from './try-run.ts';

/** What became of one kind when what is due was asked for. */
export type DueReport = { readonly kind: ScheduledKind; readonly next?: Date } & (
  | { readonly status: 'not-due' }
  /** Another process runs it already. */
  | { readonly status: 'under-way' }
  | { readonly status: 'ran'; readonly ended: EndedTry }
);

/** Whoever calls once an hour is late by nature: what was due within this time before the first call is due. */
const BEFORE_FIRST = 3_600_000;

/**
 * Runs what is due now, of each kind at most once, and ends: for whatever starts programs at times of its own, and knows no
 * zones. `running` is told of runs under way, so that they can be ended.
 */
export async function runDue(
  ground: ScheduleGround,
  running: (tries: readonly RunningTry[]) => void,
): Promise<readonly DueReport[]> {
  const moments = openMoments(ground.schedule);
  const tries: RunningTry[] = [];
  const started = kindsOf(ground).map((kind) => {
    const begun = beginning(ground, kind);
    return { kind, begun, work: startDue(ground, moments, kind, begun, tries) };
  });
  running(tries);
  const reports = await Promise.all(started.map(({ work }) => work));
  for (const { kind, begun } of started) await ground.tell.late(kind, findLate(ground, moments, kind, begun));
  return reports;
}

function beginning({ ledger, clock, orgName }: ScheduleGround, kind: ScheduledKind): Date {
  return ledger.schedule.begin(orgName, kind, new Date(clock.now().getTime() - BEFORE_FIRST));
}

async function startDue(
  ground: ScheduleGround,
  moments: Moments,
  kind: ScheduledKind,
  begun: Date,
  tries: RunningTry[],
): Promise<DueReport> {
  const { ledger, clock, orgName } = ground;
  const next = moments.next(kind, clock.now());
  const facts = { kind, ...(next !== undefined && { next }) };
  const lock = ledger.lock(lockOf(kind));
  if (lock === undefined) return { ...facts, status: 'under-way' };
  try {
    ledger.schedule.endTheDead(orgName, kind, clock.now());
    const decision = dueNow(ground, moments, kind, begun);
    if (decision.status === 'not-due') return { ...facts, status: 'not-due' };
    const running = tryRun(ground, { kind, ...decision });
    tries.push(running);
    return { ...facts, status: 'ran', ended: await running.ended };
  } finally {
    lock.release();
  }
}
