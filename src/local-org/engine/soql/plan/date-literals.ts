import { openWallClock } from './wall-clock.ts';

/** A span of days: from the first, up to but without the second, each `2026-01-31`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

const dayLength = 86_400_000;
/**
 * The first moment of all that there are, and the last.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
const [earliest, latest] = [Date.UTC(1700, 0, 1), Date.UTC(4000, 11, 31, 23, 59, 59)];
export const isWithinDays = (time: number): boolean => time >= earliest && time <= latest;
const dayOf = (time: number) => (isWithinDays(time) ? new Date(time).toISOString().slice(0, 10) : '');
const timeOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const plusDays = (day: string, count: number) => dayOf(timeOf(day) + count * dayLength);

function plusMonths(day: string, count: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return dayOf(Date.UTC(year, month - 1 + count, 1));
}

const span = (from: string, to: string): Days => ({ from, to });
/** `first` is the day on which a week begins, 0 for Sunday. */
const weekStart = (day: string, first: number) => plusDays(day, -((new Date(timeOf(day)).getUTCDay() - first + 7) % 7));
const monthStart = (day: string) => `${day.slice(0, 7)}-01`;
const quarterStart = (day: string) => {
  const month = Number(day.slice(5, 7)) - 1;
  return `${day.slice(0, 4)}-${String(month - (month % 3) + 1).padStart(2, '0')}-01`;
};
const yearStart = (day: string) => `${day.slice(0, 4)}-01-01`;

interface Unit {
  readonly start: (day: string, firstOfWeek: number) => string;
  readonly plus: (start: string, count: number) => string;
}

const units: Readonly<Record<string, Unit>> = {
  DAY: { start: (day) => day, plus: plusDays },
  WEEK: { start: weekStart, plus: (start, count) => plusDays(start, 7 * count) },
  MONTH: { start: monthStart, plus: plusMonths },
  QUARTER: { start: quarterStart, plus: (start, count) => plusMonths(start, 3 * count) },
  YEAR: { start: yearStart, plus: (start, count) => plusMonths(start, 12 * count) },
};

const unit = (name: string) => units[name.replace('FISCAL_', '').replace(/S$/, '')]!;

function whole(name: string, today: string, offset: number, first: number): Days {
  const { start, plus } = unit(name);
  const from = plus(start(today, first), offset);
  return span(from, plus(from, 1));
}

/**
 * The days that a date literal stands for; nothing if it is none, or reaches beyond all days. The fiscal year is the calendar year, as in a new org.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm
 */
export function daysOf(literal: string, today: string, firstOfWeek = 0): Days | undefined {
  const days = spanOf(literal, today, firstOfWeek);
  return days?.from === '' || days?.to === '' ? undefined : days;
}

function spanOf(literal: string, today: string, firstOfWeek: number): Days | undefined {
  const [word = '', number] = literal.toUpperCase().split(':');
  const count = Number(number);
  switch (word) {
    case 'TODAY':
      return whole('DAY', today, 0, firstOfWeek);
    case 'YESTERDAY':
      return whole('DAY', today, -1, firstOfWeek);
    case 'TOMORROW':
      return whole('DAY', today, 1, firstOfWeek);
    case 'LAST_90_DAYS':
      return span(plusDays(today, -90), plusDays(today, 1));
    case 'NEXT_90_DAYS':
      return span(plusDays(today, 1), plusDays(today, 91));
  }
  const ago = /^N_([A-Z_]+)_AGO$/.exec(word);
  if (ago) return whole(ago[1]!, today, -count, firstOfWeek);
  const many = /^(LAST|NEXT)_N_([A-Z_]+)$/.exec(word);
  if (many) {
    const { start, plus } = unit(many[2]!);
    const now = start(today, firstOfWeek);
    if (many[2] === 'DAYS') {
      return many[1] === 'LAST'
        ? span(plusDays(today, -count), plusDays(today, 1))
        : span(plusDays(today, 1), plusDays(today, count + 1));
    }
    return many[1] === 'LAST' ? span(plus(now, -count), now) : span(plus(now, 1), plus(now, count + 1));
  }
  const one = /^(LAST|THIS|NEXT)_((?:FISCAL_)?(?:WEEK|MONTH|QUARTER|YEAR))$/.exec(word);
  return one ? whole(one[2]!, today, { LAST: -1, THIS: 0, NEXT: 1 }[one[1]!] ?? 0, firstOfWeek) : undefined;
}

/** The day that it is in the zone. */
export const todayIn = (zone: string, now: Date): string => dayOf(openWallClock(zone)(now.getTime()));

/** The moment at which the day begins in the zone. */
export function startOfDay(day: string, zone: string): number {
  const wanted = timeOf(day);
  const wallClock = openWallClock(zone);
  let time = wanted;
  // Twice, since the first guess may lie on the other side of a clock change.
  for (let pass = 0; pass < 2; pass++) time += wanted - wallClock(time);
  // Where the clock skips midnight, the day begins when it moves on.
  return wallClock(time) < wanted ? time + (wanted - wallClock(time)) : time;
}

/** What every engine of today knows of a locale, and the type of it does not tell yet. */
interface Weeks {
  getWeekInfo?(): { readonly firstDay: number };
}

/** The day on which a week begins where the user lives, 0 for Sunday. */
export function firstOfWeek(locale: string): number {
  try {
    const weeks: Intl.Locale & Weeks = new Intl.Locale(locale.replace(/_/g, '-'));
    return (weeks.getWeekInfo?.().firstDay ?? 7) % 7;
  } catch {
    return 0;
  }
}
