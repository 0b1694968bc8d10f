/**
 * The moment that a time column of an export means. Heap's exports write the same column as text, or as seconds,
 * milli-, micro- or nanoseconds since 1970: there are three digits between one and the next, so the size tells which.
 * `undefined` when it is none of these.
 */
export function heapTime(value: string | number | bigint): Date | undefined {
  if (typeof value !== 'string') return fromNumber(Number(value));
  const text = value.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return fromNumber(Number(text));
  const parts = textTime.exec(text);
  if (parts === null) return undefined;
  const [, day, time = '00:00:00', fraction = '', zone = 'Z'] = parts;
  return valid(`${day}T${time.length === 5 ? `${time}:00` : time}${fraction.slice(0, 4)}${isoZone(zone)}`);
}

/** `2026-06-30`, `2026-06-30 23:59:59.999999`, `2026-06-30T23:59:59Z`, `… +00`, `… -07:00`, `… UTC`. Without a zone it is UTC. */
const textTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d+)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i;

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
