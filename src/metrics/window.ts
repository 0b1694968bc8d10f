import { Mistake } from '../base/errors.ts';
import type { Lookback } from '../config/metric-settings.ts';
import type { WindowSettings } from '../config/settings.ts';
import { type CalendarDay, daysBefore, monthsBefore, openZone, type Zone } from './zone.ts';

/** A stretch of time: from (inclusive; undefined for all time) to (exclusive). */
export interface Window {
  readonly from: Date | undefined;
  readonly to: Date;
}

/** The windows of one run. */
export interface Windows {
  readonly zone: Zone;
  /** What a metric looks at. All of these end at the same moment. */
  of(lookback: Lookback): Window;
  /**
   * The window before that one, for a change: as many days, weeks or months, up to where it begins. A month, quarter or
   * year to date is held against the last one up to the same day. All time has none before it.
   */
  before(lookback: Lookback): Window | undefined;
}

/**
 * The windows as of a moment. Whole days end at the last midnight of the zone and begin at one; rolling ones end at the
 * moment itself and begin at the same time of day. A day is one of the calendar, of 23 or 25 hours twice a year.
 */
export function openWindows({ zone: name, mode }: WindowSettings, asOf: Date): Windows {
  const zone = openZone(name);
  const today = zone.dayOf(asOf);
  const whole = mode === 'whole-days';
  const to = whole ? zone.startOf(today) : asOf;
  const begin = (day: CalendarDay): Date => (whole ? zone.startOf(day) : zone.sameTimeOn(day, asOf));
  // The last day that counts decides which quarter it is: the night after 30 June still tells of the second.
  const lastDay = zone.dayOf(new Date(to.getTime() - 1));
  const firstOf = (unit: ToDate['unit'], back: number): CalendarDay => {
    const months = MONTHS[unit];
    return { ...lastDay, month: Math.floor((lastDay.month - 1) / months) * months + 1 - back * months, day: 1 };
  };
  return {
    zone,
    of: (lookback) => {
      if (lookback.kind === 'all') return { from: undefined, to };
      if (lookback.kind === 'to-date') return { from: zone.startOf(firstOf(lookback.unit, 0)), to };
      return { from: begin(firstDay(today, lookback, 1)), to };
    },
    before: (lookback) => {
      if (lookback.kind === 'all') return undefined;
      if (lookback.kind === 'span') {
        return { from: begin(firstDay(today, lookback, 2)), to: begin(firstDay(today, lookback, 1)) };
      }
      const lastThen = monthsBefore(lastDay, MONTHS[lookback.unit]);
      return {
        from: zone.startOf(firstOf(lookback.unit, 1)),
        to: begin(lastDay.day === today.day ? lastThen : daysBefore(lastThen, -1)),
      };
    },
  };
}

type Span = Extract<Lookback, { kind: 'span' }>;
type ToDate = Extract<Lookback, { kind: 'to-date' }>;

const MONTHS: Readonly<Record<ToDate['unit'], number>> = { month: 1, quarter: 3, year: 12 };

function firstDay(today: CalendarDay, { count, unit }: Span, times: number): CalendarDay {
  if (unit === 'months') return monthsBefore(today, count * times);
  return daysBefore(today, times * (unit === 'weeks' ? count * 7 : count));
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What a person gives as "as of": a date is the midnight that ends that day in the zone, an instant is itself. */
export function asOfMoment(text: string, zone: string): Date {
  return momentOf(text, zone, 'end');
}

/** What a person gives as "since": a date is the midnight that begins that day in the zone, an instant is itself. */
export function sinceMoment(text: string, zone: string): Date {
  return momentOf(text, zone, 'beginning');
}

function momentOf(text: string, zone: string, which: 'beginning' | 'end'): Date {
  const date = DATE.exec(text);
  if (date) {
    const day = { year: Number(date[1]), month: Number(date[2]), day: Number(date[3]) };
    const midnight = which === 'end' ? daysBefore(day, -1) : day;
    if (isOnCalendar(day)) return openZone(zone).startOf(midnight);
  }
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text);
  throw new Mistake({
    trouble: 'misuse',
    message: `"${text}" is neither a date nor a moment.`,
    actions: [
      `Give a date as 2026-06-30, which means the ${which} of that day in ${zone}.`,
      'Or give a moment with its offset, as 2026-07-01T07:00:00Z.',
    ],
    facts: { value: text },
  });
}

function isOnCalendar({ year, month, day }: CalendarDay): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The beginning, in the zone, of the day one year before the day of a moment. */
export function oneYearBefore(moment: Date, zoneName: string): Date {
  const zone = openZone(zoneName);
  return zone.startOf(monthsBefore(zone.dayOf(moment), 12));
}
