/**
 * The moment that a time column of an export means. Heap's exports write the same column as text, or as seconds,
 * milli-, micro- or nanoseconds since 1970: there are three digits between one and the next, so the size tells which.
 * `undefined` when it is none of these.
 */
export function heapTime(value: string | number | bigint): Date | undefined {
  if (typeof value !== 'string') return fromNumber(Number(value));
  const usual = usualTime(value);
  if (usual !== undefined) return usual;
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  const parts = textTime.exec(text);
  if (parts === null) return undefined;
  const [, day, time = '00:00:00', fraction = '', zone = 'Z'] = parts;
  return valid(`${day}T${time.length === 5 ? `${time}:00` : time}${fraction.slice(0, 4)}${isoZone(zone)}`);
}

/** `2026-06-30`, `2026-06-30 23:59:59.999999`, `2026-06-30T23:59:59Z`, `… +00`, `… -07:00`, `… UTC`. Without a zone it is UTC. */
const textTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * `2026-06-30 23:59:59.999` as nearly all times of an export are written, some millions of them: told by its digits,
 * which is ten times as fast as by a pattern. `undefined` for whatever looks otherwise.
 */
function usualTime(text: string): Date | undefined {
  if (text.length !== 23 && text.length !== 19) return undefined;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  const [hour, minute, second] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  const thousandths = text.length === 23 ? digits(text, 20, 3) : 0;
  const marks = text[4] === '-' && text[7] === '-' && (text[10] === ' ' || text[10] === 'T') && text[13] === ':';
  if (!marks || text[16] !== ':' || (text.length === 23 && text[19] !== '.')) return undefined;
  const bounds = year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59;
  // The last days of a month are left to the pattern, and so is what is not a digit.
  if (!bounds || !(second <= 59) || !(thousandths <= 999)) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, thousandths));
}

/** A number of so many digits; NaN where one of them is none. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

/** Up to this size, a number counts so many units to the millisecond. */
const sizes: readonly (readonly [below: number, toMilliseconds: (n: number) => number])[] = [
  [1e11, (seconds) => seconds * 1000],
  [1e14, (milliseconds) => milliseconds],
  [1e17, (microseconds) => microseconds / 1000],
  [Number.POSITIVE_INFINITY, (nanoseconds) => nanoseconds / 1_000_000],
];

function fromNumber(value: number): Date | undefined {
  const toMilliseconds = sizes.find(([below]) => Math.abs(value) < below)?.[1];
  return toMilliseconds === undefined ? undefined : valid(Math.floor(toMilliseconds(value)));
}

function isoZone(zone: string): string {
  if (/^(Z|UTC)$/i.test(zone)) return 'Z';
  const digits = zone.replace(':', '');
  return `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`;
}

function valid(time: string | number): Date | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
