import { CronPattern } from 'croner';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/**
 * A cron pattern as systemd has it: https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html. Cron takes a day
 * that is named by its date or by its weekday where both are given, systemd one that is both: those are two expressions.
 */
export function onCalendar(pattern: string, zone: string): readonly string[] {
  const cron = new CronPattern(pattern, zone, { mode: '5-part' });
  const time = `${listOf(cron.hour, 0)}:${listOf(cron.minute, 0)}:00 ${zone}`;
  const month = listOf(cron.month, 1);
  const byDate = `*-${month}-${listOf(cron.day, 1)} ${time}`;
  const weekdays = WEEKDAYS.filter((_, day) => cron.dayOfWeek[day]! > 0).join(',');
  const byWeekday = `${weekdays} *-${month}-* ${time}`;
  if (cron.starDOW) return [byDate];
  return cron.starDOM ? [byWeekday] : [byDate, byWeekday];
}

/** The values of a part that are set, `*` when all are; the first one stands for `from`. */
function listOf(part: readonly number[], from: number): string {
  const values = part.flatMap((set, at) => (set > 0 ? [String(at + from).padStart(2, '0')] : []));
  return values.length === part.length ? '*' : values.join(',');
}
