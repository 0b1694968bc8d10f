import { Cron } from 'croner';
import type { ScheduledKind, ScheduleSettings } from '../config/read-schedule.ts';

/** The moments at which runs of a kind are due. */
export interface Moments {
  /** The newest one that is not after a moment. */
  newest(kind: ScheduledKind, at: Date): Date | undefined;
  /** The first one after a moment. */
  next(kind: ScheduledKind, after: Date): Date | undefined;
}

/**
 * The schedule's patterns in its zone: midnight comes once on a day of 23 and on one of 25 hours, and an hourly run comes
 * in each hour that passes, the one that the wall shows twice too.
 */
export function openMoments({ patterns, zone }: ScheduleSettings): Moments {
  const crons = new Map<ScheduledKind, Cron>();
  for (const kind of ['pull', 'push'] as const) {
    const pattern = patterns[kind];
    if (pattern === undefined) continue;
    crons.set(kind, new Cron(pattern, { timezone: zone, mode: '5-part', paused: true }));
  }
  return {
    newest: (kind, at) => crons.get(kind)?.previousRuns(1, new Date(afterSecond(at)))[0],
    next: (kind, after) => crons.get(kind)?.nextRun(after) ?? undefined,
  };
}

/** Patterns know whole seconds: the one after that of a moment. */
function afterSecond(at: Date): number {
  return Math.floor(at.getTime() / 1000) * 1000 + 1000;
}
