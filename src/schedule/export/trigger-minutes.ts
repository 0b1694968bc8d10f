import { SCHEDULED_KINDS, type ScheduleSettings } from '../../config/read-schedule.ts';
import { openMoments } from '../moments.ts';

/** So many moments show each minute that a pattern of five parts and a year's changes of a zone can give. */
const MOMENTS = 600;

/** Any moment will do as a beginning: only minutes are looked at. */
export const FROM = new Date('2026-01-01T00:00:00Z');

/**
 * The minutes of an hour, in UTC, at which something may be due, as cron has them: whatever knows no zones starts the program
 * then, every hour, and the program decides.
 */
export function triggerMinutes(schedule: ScheduleSettings, from: Date): string {
  const moments = openMoments(schedule);
  const minutes = new Set<number>();
  for (const kind of SCHEDULED_KINDS) {
    let at = moments.next(kind, from);
    for (let count = 0; at !== undefined && count < MOMENTS; count++) {
      minutes.add(at.getUTCMinutes());
      at = moments.next(kind, at);
    }
  }
  return minutes.size === 60 ? '*' : [...minutes].sort((one, other) => one - other).join(',');
}
