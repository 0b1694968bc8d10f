import { Mistake } from '../base/errors.ts';
import type { Lookback, WindowSettings } from '../config/settings.ts';
import { type CalendarDay, daysBefore, monthsBefore, openZone, type Zone } from './zone.ts';

/** The stretch of time that a metric looks at: from (inclusive; undefined for all time) to (exclusive). */
interface Window {
  readonly from: Date | undefined;
  readonly to: Date;
}

/** The windows of one run. All end at the same moment. */
export interface Windows {
  /** IANA name of the zone in which days begin. */
  readonly zone: string;
  of(lookback: Lookback): Window;
}

/**
 * The windows as of a moment. Whole days end at the last midnight of the zone and begin at one; rolling ones end at the
 * moment itself and begin at the same time of day. A day is one of the calendar, of 23 or 25 hours twice a year.
 */
export function openWindows({ zone: name, mode }: WindowSettings, asOf: Date): Windows {
  const zone = openZone(name);
  const today = zone.dayOf(asOf);
  const to = mode === 'whole-days' ? zone.startOf(today) : asOf;
  const begin = (day: CalendarDay): Date => (mode === 'whole-days' ? zone.startOf(day) : zone.sameTimeOn(day, asOf));
  return {
    zone: name,
    of: (lookback) => ({ from: lookback.kind === 'all' ? undefined : begin(firstDay(today, lookback)), to }),
  };
}

function firstDay(today: CalendarDay, { count, unit }: Extract<Lookback, { kind: 'span' }>): CalendarDay {
  if (unit === 'months') return monthsBefore(today, count);
  return daysBefore(today, unit === 'weeks' ? count * 7 : count);
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What a person gives as "as of": a date is the midnight that ends that day in the zone, an instant is itself. */
export function asOfMoment(text: string, zone: string): Date {
  const date = DATE.exec(text);
  if (date) {
    const day = { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) };
    if (isOnCalendar(day)) return endOf(day, openZone(zone));
  }
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text);
  throw new Mistake({
    trouble: 'misuse',
    message: `"${text}" is neither a date nor a moment.`,
    actions: [
      `Give a date as 2026-06-30, which means the end of that day in ${zone}.`,
      'Or give a moment with its offset, as 2026-07-01T07:00:00Z.',
    ],
    facts: { value: text },
  });
}

function endOf(day: CalendarDay, zone: Zone): Date {
  return zone.startOf(daysBefore(day, -1));
}

function isOnCalendar({ year, month, day }: CalendarDay): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
