import type { ScheduledKind } from '../config/read-schedule.ts';
import { isServed } from './due-now.ts';
import type { Moments } from './moments.ts';
import type { ScheduleGround } from './schedule-ground.ts';

/**
 * The moment whose run should long have ended and has not; undefined when runs of the kind are in time. A run that failed has
 * ended, and is told of as such.
 */
export function findLate(ground: ScheduleGround, moments: Moments, kind: ScheduledKind, begun: Date): Date | undefined {
  const { ledger, clock, orgName, alerts } = ground;
  if (alerts === undefined) return undefined;
  const ended = ledger.schedule
    .attempts({ orgName, kind, limit: 20 })
    .find(({ status }) => status !== 'running' && status !== 'interrupted');
  const from = ended === undefined || ended.due < begun ? new Date(begun.getTime() - 1) : ended.due;
  const owed = moments.next(kind, from);
  if (owed === undefined || clock.now().getTime() - owed.getTime() <= alerts.late * 60_000) return undefined;
  return isServed(ground, kind, owed) ? undefined : owed;
}
