import { Cron } from 'croner';
import type { ScheduledKind, ScheduleSettings } from '../../config/read-schedule.ts';
import { openZone } from '../../metrics/zone.ts';

const HOUR = 3_600_000;
/** Two summers: a zone that changes its clocks does so each year. */
const AHEAD = 2 * 366 * 86_400_000;

/**
 * Whether clocks of the zone, when they are put forward, skip a time of the pattern, and the hour after it has none:
 * midnight in Cairo, 02:30 in Los Angeles. The program runs what is due when they go on; systemd and Kubernetes run
 * nothing until the next day.
 */
export function skipsTime({ zone, patterns }: ScheduleSettings, kind: ScheduledKind, from: Date): boolean {
  const pattern = patterns[kind];
  if (pattern === undefined) return false;
  // The wall's time, as if it were that of UTC.
  const wall = new Cron(pattern, { timezone: 'UTC', mode: '5-part', paused: true });
  const offsets = openZone(zone).offsets(from, new Date(from.getTime() + AHEAD));
  return offsets.some(({ from: change, milliseconds }, at) => {
    const before = offsets[at - 1]?.milliseconds ?? milliseconds;
    const [gap, end] = [change.getTime() + before, change.getTime() + milliseconds];
    return comesWithin(wall, gap, end) && !comesWithin(wall, end, end + HOUR);
  });
}

function comesWithin(wall: Cron, from: number, to: number): boolean {
  const next = wall.nextRun(new Date(from - 1000));
  return next !== null && next.getTime() < to;
}
