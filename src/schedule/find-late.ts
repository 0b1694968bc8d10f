import type { ScheduledKind } from '../config/read-schedule.ts';
import { isServed } from './due-now.ts';
import type { Moments } from './moments.ts';
import type { ScheduleGround } from './schedule-ground.ts';

/**
 * The moment whose run should long have ended and has not; undefined when runs of the kind are in time. A run that failed has
 * ended, and is told of as such. One under way has its time from when it began, so that a machine that slept, or whose clock
 * was set, catches up without a word.
 */
export function findLate(ground: ScheduleGround, moments: Moments, kind: ScheduledKind, begun: Date): Date | undefined {
  const { ledger, clock, orgName, alerts } = ground;
  if (alerts === undefined) return undefined;
  const isOver = (since: Date) => clock.now().getTime() - since.getTime() > alerts.late * 60_000;
  const attempts = ledger.schedule.attempts({ orgName, kind, limit: 20 });
  const [last] = attempts;
  if (last?.status === 'running' && !isOver(last.started)) return undefined;
  const ended = attempts.find(({ status }) => status !== 'running' && status !== 'interrupted');
  const from = ended === undefined || ended.due < begun ? new Date(begun.getTime() - 1) : ended.due;
  const owed = moments.next(kind, from);
  if (owed === undefined || !isOver(owed)) return undefined;
  return isServed(ground, kind, owed) ? undefined : owed;
}
