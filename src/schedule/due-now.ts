import type { ScheduledKind } from '../config/read-schedule.ts';
import { type Decision, decide } from './decide.ts';
import type { Moments } from './moments.ts';
import type { ScheduleGround } from './schedule-ground.ts';

/** What is to be done about a kind now, by what the ledger knows. */
export function dueNow(
  { ledger, clock, orgName }: ScheduleGround,
  moments: Moments,
  kind: ScheduledKind,
  begun: Date,
): Decision {
  const [last] = ledger.schedule.attempts({ orgName, kind, limit: 1 });
  return decide(kind, moments, {
    now: clock.now(),
    begun,
    last,
    isServed: (due) => isServed({ ledger, orgName }, kind, due),
  });
}

/**
 * Whether a run since a moment has done what was due then, whoever started it: a pull has, for it reads all up to now; a push
 * when its figures are of no earlier moment.
 */
export function isServed(
  { ledger, orgName }: Pick<ScheduleGround, 'ledger' | 'orgName'>,
  kind: ScheduledKind,
  due: Date,
): boolean {
  return ledger
    .listRuns({ kind, limit: 50 })
    .some(
      (run) =>
        run.orgName === orgName &&
        (run.status === 'done' || run.status === 'partly') &&
        run.started >= due &&
        (kind === 'pull' || (run.asOf !== undefined && run.asOf >= due)),
    );
}
