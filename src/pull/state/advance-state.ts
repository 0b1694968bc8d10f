import { createHash } from 'node:crypto';
import type { TextRow } from '../../salesforce/text-rows.ts';
import { afterSecond, beginningOf, earlier, type Place, settledAt, stampOf } from '../read/place.ts';
import type { LateRange, ObjectState, Sweep } from './pull-state.ts';

/**
 * So many rows of the last minutes come along with the next changes of an object. Of three objects these are less than one page
 * together; more would cost an hour in which nothing changes more than its look.
 */
const MOST_RECENT = 650;

/** Where fields take several queries, a page is not the whole of its records, and all are read twice; so many are listed. */
const MOST_RECENT_PARTED = 5000;

/** The rows that are not held already. */
export function freshRows(object: Pick<ObjectState, 'recent'>, rows: readonly TextRow[]): readonly TextRow[] {
  if (object.recent === null || object.recent.length === 0) return rows;
  const held = new Set(object.recent.map((one) => one.join(' ')));
  return rows.filter((row) => !held.has(recentRow(row).join(' ')));
}

/**
 * What tells a row from any other that was or will be read. The stamp is not enough: it knows seconds only, and a record may
 * change once more within the second in which it was read.
 */
function recentRow(row: TextRow): [id: string, stamp: string, values: string] {
  const values = createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 16);
  return [String(row['Id']), rowStamp(row), values];
}

/**
 * The object once changes were read up to the last of these rows, or all there were at the org's time `at`. The rows of the
 * last minutes are read again the next time, since others may yet appear between them.
 */
export function afterChanges(
  object: ObjectState,
  rows: readonly TextRow[],
  { at, whole, parted }: { readonly at: Date; readonly whole: boolean; readonly parted: boolean },
): ObjectState {
  const settled = beginningOf(settledAt(at));
  const last = placeOf(rows.at(-1));
  const reached = whole ? settled : last === undefined ? object.next : earlier(last, settled);
  // The org's clock may have been set back.
  const next = earlier(reached, object.next) === reached ? object.next : reached;
  const held = new Map([...(object.recent ?? []), ...rows.map(recentRow)].map((one) => [one[0], one]));
  const recent = [...held.values()].filter(([, stamp]) => stamp >= next.stamp);
  const readAt = whole && { readAt: at.toISOString() };
  if (object.recent === null && !whole) return { ...object, next, recent: null };
  if (parted) return { ...object, next, recent: recent.length > MOST_RECENT_PARTED ? null : recent, ...readAt };
  if (recent.length <= MOST_RECENT) return { ...object, next, recent, ...readAt };
  const end = whole ? afterSecond(last === undefined ? at.toISOString() : laterStamp(last.stamp, at)) : (last ?? next);
  return { ...object, ...leftForLater(object, { from: next, end, rows: recent.length }), ...readAt };
}

/** The object with the minutes before `end` to be looked at by themselves, and changes to be read from there on. */
function leftForLater(
  { late = [] }: ObjectState,
  { from, end, rows }: { readonly from: Place; readonly end: Place; readonly rows: number },
): Pick<ObjectState, 'next' | 'recent' | 'late'> {
  return { next: end, recent: [], late: [...late, { next: from, until: end, rows }] };
}

function laterStamp(stamp: string, at: Date): string {
  return stamp > at.toISOString() ? stamp : at.toISOString();
}

/** The object once so many changes are to be read that a sweep of their own does it, in one bulk query. */
export function asSweep(
  object: ObjectState,
  { total, at, parted }: { readonly total: number; readonly at: Date; readonly parted: boolean },
): ObjectState {
  const { next } = object;
  const end = afterSecond(at.toISOString());
  const missed: Sweep = { kind: 'missed', fields: [], next, until: end.stamp, total, done: 0 };
  const settled = beginningOf(settledAt(at));
  const from = earlier(settled, next) === next ? settled : next;
  const sweeps = [missed, ...object.sweeps];
  if (parted || earlier(from, end) === end) return { ...object, next: from, recent: [], sweeps };
  return { ...object, ...leftForLater(object, { from, end, rows: total }), sweeps };
}

/** A sweep once it was read up to the last of these rows. */
export function afterPages(sweep: Sweep, rows: readonly TextRow[]): Sweep {
  const last = placeOf(rows.at(-1));
  return { ...sweep, next: last ?? sweep.next, done: sweep.done + rows.length };
}

/**
 * The object without its first sweep, which has come to its end; fields that came later are held of every record now, and changes
 * that were too many for pages are read.
 */
export function afterSweep(object: ObjectState): ObjectState {
  const [ended, ...sweeps] = object.sweeps;
  const arrived = ended?.kind === 'fields' ? ended.fields : [];
  const caughtUp = ended?.kind === 'missed' && sweeps.every(({ kind }) => kind !== 'missed');
  return {
    ...object,
    sweeps,
    fields: [...new Set([...object.fields, ...arrived])],
    ...(caughtUp && ended.until > (object.readAt ?? '') && { readAt: ended.until }),
  };
}

export function placeOf(row: TextRow | undefined): Place | undefined {
  return row === undefined ? undefined : { stamp: rowStamp(row), id: String(row['Id']) };
}

/** The object once a range was looked at up to a place, which brought so many rows. */
export function afterLate(object: ObjectState, range: LateRange, next: Place, rows: number): ObjectState {
  const isOver = earlier(next, range.until) === range.until;
  const left = isOver ? [] : [{ ...range, next, rows: Math.max(0, range.rows - rows) }];
  const late = (object.late ?? []).flatMap((one) => (one === range ? left : [one]));
  return { ...object, late };
}

function rowStamp(row: TextRow): string {
  return stampOf(String(row['SystemModstamp']));
}
