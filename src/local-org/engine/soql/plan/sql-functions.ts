import type { Store, Stored } from '../../records/store/store.ts';
import { type Labels, labelsOf } from './label-value.ts';
import { openWallClock } from './wall-clock.ts';

const marks = /\p{M}+/gu;
const apart: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', þ: 'th' };

/** Text as it sorts: without case and accents, and two letters in one as the two they stand for. */
export function sortKey(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(marks, '')
    .toLowerCase()
    .replaceAll(/[ßæœøđłþ]/g, (letter) => apart[letter] ?? letter);
}

const earthRadius = { km: 6371.0088, mi: 3958.7613 } as const;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The way between two places along a great circle. */
function distance(values: readonly Stored[], unit: Stored): Stored {
  if (values.some((value) => typeof value !== 'number')) return null;
  const [fromLatitude = 0, fromLongitude = 0, toLatitude = 0, toLongitude = 0] = values.map((value) =>
    radians(Number(value)),
  );
  const across = Math.sin((toLatitude - fromLatitude) / 2) ** 2;
  const along = Math.sin((toLongitude - fromLongitude) / 2) ** 2;
  const chord = across + Math.cos(fromLatitude) * Math.cos(toLatitude) * along;
  return 2 * earthRadius[unit === 'mi' ? 'mi' : 'km'] * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Gives statements what SQLite cannot do by itself: letters beyond ASCII, time zones, distances, labels. */
export function defineSqlFunctions(store: Store): void {
  const clocks = new Map<Stored, (time: number) => number>();

  function inZone(time: Stored, zone: Stored): Stored {
    if (typeof time !== 'number') return null;
    const clock = clocks.get(zone) ?? openWallClock(String(zone));
    clocks.set(zone, clock);
    return clock(time);
  }

  const known = new Map<Stored, Labels>();

  function labelOf(values: Stored, labels: Stored): Stored {
    if (typeof values !== 'string') return values;
    const named = known.get(labels) ?? (JSON.parse(String(labels)) as Labels);
    known.set(labels, named);
    return labelsOf(values, named);
  }

  store.define('label_of', (values = null, labels = null) => labelOf(values, labels));
  store.define('sort_key', (text = null) => (typeof text === 'string' ? sortKey(text) : text));
  store.define('in_zone', (time = null, zone = null) => inZone(time, zone));
  store.define('distance', (...values) => distance(values.slice(0, 4), values[4] ?? null));
}
