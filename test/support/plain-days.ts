import type { Lookback } from '../../src/config/metric-settings.ts';

/** Days of a window, as text: from (inclusive; undefined for all time) to (exclusive). */
export interface PlainDays {
  readonly from: string | undefined;
  readonly to: string;
}

/** The days that a lookback reaches back from the first day that no longer counts. */
export function daysOf(today: string, lookback: Lookback): PlainDays {
  if (lookback.kind === 'all') return { from: undefined, to: today };
  if (lookback.kind === 'to-date') return { from: firstOf(dayAfter(today, -1), lookback.unit), to: today };
  return { from: earlier(today, lookback, 1), to: today };
}

/** As many days before those; for a month, quarter or year to date, the last one up to the same day. */
export function daysBefore(today: string, lookback: Lookback): PlainDays {
  if (lookback.kind === 'all') throw new Error('Nothing is before all time.');
  if (lookback.kind === 'span') return { from: earlier(today, lookback, 2), to: earlier(today, lookback, 1) };
  const last = dayAfter(today, -1);
  const then = monthsEarlier(last, { month: 1, quarter: 3, year: 12 }[lookback.unit]);
  return { from: firstOf(then, lookback.unit), to: dayAfter(then, 1) };
}

/** Asks the wall for the day of a moment. */
export function wallDays(zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const known = new Map<number, string>();
  return (time) => {
    // No zone of our days changes its day but at a quarter of an hour.
    const quarter = Math.floor(time / 900_000);
    const day = known.get(quarter) ?? format.format(time);
    known.set(quarter, day);
    return day;
  };
}

function earlier(
  today: string,
  { count, unit }: Extract<Lookback, { readonly kind: 'span' }>,
  windows: number,
): string {
  if (unit === 'months') return monthsEarlier(today, count * windows);
  return dayAfter(today, -windows * count * (unit === 'weeks' ? 7 : 1));
}

function firstOf(day: string, unit: 'month' | 'quarter' | 'year'): string {
  const [year, month] = day.split('-');
  if (unit === 'year') return `${year}-01-01`;
  if (unit === 'month') return `${year}-${month}-01`;
  return `${year}-${['01', '04', '07', '10'].findLast((first) => first <= (month ?? ''))}-01`;
}

function dayAfter(day: string, days: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return dateText(new Date(Date.UTC(year, month - 1, date + days)));
}

/** The same day of an earlier month, or the last that it has. */
function monthsEarlier(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  for (let last = date; ; last--) {
    const found = new Date(Date.UTC(year, month - 1 - months, last));
    if (found.getUTCDate() === last) return dateText(found);
  }
}

function dateText(date: Date): string {
  return date.toISOString().slice(0, 10);
}
