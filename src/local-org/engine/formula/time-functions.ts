import type { Kind } from './kinds.ts';
import { FormulaError } from './problem.ts';
import type { Rule } from './rule.ts';

const day = 86_400_000;
const date: readonly Kind[] = ['Date'];
const number: readonly Kind[] = ['Number'];

const midnight = (time: number) => Math.floor(time / day) * day;
const timeOfDay = (time: number) => time - midnight(time);

/** Formats are dear to make, and a query asks for today in each of its rows. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const numbers = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...numbers });
  formats.set(zone, made);
  return made;
}

/** The date that it is now in a zone, as midnight of UTC. */
const todayOf = (now: number, zone: string): number => Date.parse(`${formatOf(zone).format(now)}T00:00:00Z`);

function madeDate(year: number, month: number, dayOfMonth: number): number {
  const time = Date.UTC(year, month - 1, dayOfMonth);
  const made = new Date(time);
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== dayOfMonth) throw new FormulaError('No such date');
  return time;
}

/** The last day of a month stays the last day. */
function plusMonths(time: number, count: number): number {
  const from = new Date(time);
  const months = from.getUTCFullYear() * 12 + from.getUTCMonth() + Math.trunc(count);
  const lastOf = (of: number) => new Date(Date.UTC(Math.floor(of / 12), (of % 12) + 1, 0)).getUTCDate();
  const isLast = from.getUTCDate() === lastOf(from.getUTCFullYear() * 12 + from.getUTCMonth());
  const dayOfMonth = isLast ? lastOf(months) : Math.min(from.getUTCDate(), lastOf(months));
  return Date.UTC(Math.floor(months / 12), months % 12, dayOfMonth) + timeOfDay(time);
}

function readTime(text: string, form: RegExp, full: string): number {
  const time = form.test(text) ? Date.parse(full) : Number.NaN;
  if (Number.isNaN(time)) throw new FormulaError(`Not a date or time: ${text}`);
  return time;
}

/** Thursday of the same ISO week decides the year it counts for. */
function isoWeek(time: number): { readonly year: number; readonly week: number } {
  const weekday = (new Date(time).getUTCDay() + 6) % 7;
  const thursday = midnight(time) + (3 - weekday) * day;
  const year = new Date(thursday).getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * day)) };
}

const part = (takes: readonly Kind[], read: (time: Date) => number): Rule => ({
  takes: [takes],
  gives: 'Number',
  work: ([time]: readonly never[]) => read(new Date(time!)),
});

/**
 * Dates and times; whatever has both counts in GMT, and only today is a day of the user's own zone.
 * https://help.salesforce.com/s/articleView?id=platform.formula_using_date_datetime.htm
 */
export const timeFunctions: Readonly<Record<string, Rule>> = {
  ADDMONTHS: {
    takes: [['Date', 'DateTime'], number],
    gives: ([kind]) => kind!,
    work: ([time, count]) => plusMonths(time!, count!),
  },
  DATE: { takes: [number, number, number], gives: 'Date', work: ([year, month, at]) => madeDate(year!, month!, at!) },
  DATETIMEVALUE: {
    takes: [['Text', 'Date', 'DateTime']],
    gives: 'DateTime',
    work: ([value]: readonly never[], _row, [kind]) =>
      kind === 'Text'
        ? readTime(value!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, `${String(value).replace(' ', 'T')}Z`)
        : value!,
  },
  DATEVALUE: {
    takes: [['Text', 'Date', 'DateTime']],
    gives: 'Date',
    work: ([value]: readonly never[], _row, [kind]) =>
      kind === 'Text' ? readTime(value!, /^\d{4}-\d\d-\d\d$/, `${value}T00:00:00Z`) : midnight(value!),
  },
  DAY: part(date, (time) => time.getUTCDate()),
  DAYOFYEAR: part(date, (time) => (time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / day + 1),
  FROMUNIXTIME: { takes: [number], gives: 'DateTime', work: ([seconds]) => seconds! * 1000 },
  HOUR: part(['Time'], (time) => time.getUTCHours()),
  ISOWEEK: part(date, (time) => isoWeek(time.getTime()).week),
  ISOYEAR: part(date, (time) => isoWeek(time.getTime()).year),
  MILLISECOND: part(['Time'], (time) => time.getUTCMilliseconds()),
  MINUTE: part(['Time'], (time) => time.getUTCMinutes()),
  MONTH: part(date, (time) => time.getUTCMonth() + 1),
  NOW: { takes: [], gives: 'DateTime', work: (_, { now }) => now },
  SECOND: part(['Time'], (time) => time.getUTCSeconds()),
  TIMENOW: { takes: [], gives: 'Time', work: (_, { now }) => timeOfDay(now) },
  TIMEVALUE: {
    takes: [['Text', 'DateTime', 'Time']],
    gives: 'Time',
    work: ([value]: readonly never[], _row, [kind]) =>
      kind === 'Text' ? readTime(value!, /^\d\d:\d\d:\d\d(?:\.\d{1,3})?$/, `1970-01-01T${value}Z`) : timeOfDay(value!),
  },
  TODAY: { takes: [], gives: 'Date', work: (_, { now, zone }) => todayOf(now, zone) },
  UNIXTIMESTAMP: {
    takes: [['Date', 'DateTime', 'Time']],
    gives: 'Number',
    work: ([time]) => Math.floor(time! / 1000),
  },
  WEEKDAY: part(date, (time) => time.getUTCDay() + 1),
  YEAR: part(date, (time) => time.getUTCFullYear()),
};
