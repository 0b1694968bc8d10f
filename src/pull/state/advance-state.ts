import { createHash } from 'node:crypto';
import type { TextRow } from '../../salesforce/text-rows.ts';
import { beginningOf, earlier, type Place, settledAt, stampOf } from '../read/place.ts';
import type { ObjectState, Sweep } from './pull-state.ts';

/** More rows than this are not listed one by one: then they are read twice, and found to be the same. */
const MOST_RECENT = 5000;

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
  { at, whole }: { readonly at: Date; readonly whole: boolean },
): ObjectState {
  const settled = beginningOf(settledAt(at));
  const last = placeOf(rows.at(-1));
  const reached = whole ? settled : last === undefined ? object.next : earlier(last, settled);
  // The org's clock may have been set back.
  const next = earlier(reached, object.next) === reached ? object.next : reached;
  const held = new Map([...(object.recent ?? []), ...rows.map(recentRow)].map((one) => [one[0], one]));
  const recent = [...held.values()].filter(([, stamp]) => stamp >= next.stamp);
  const unlisted = object.recent === null && !whole;
  return {
    ...object,
    next,
    recent: unlisted || recent.length > MOST_RECENT ? null : recent,
    ...(whole && { readAt: at.toISOString() }),
  };
}

/** The object once so many changes are to be read that a sweep of their own does it, in one bulk query. */
export function asSweep(object: ObjectState, total: number, at: Date): ObjectState {
  const { next } = object;
  const missed: Sweep = { kind: 'missed', fields: [], next, until: at.toISOString(), total, done: 0 };
  const settled = beginningOf(settledAt(at));
  const later = earlier(settled, next) === next ? settled : next;
  return { ...object, next: later, recent: [], sweeps: [missed, ...object.sweeps] };
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

function rowStamp(row: TextRow): string {
  return stampOf(String(row['SystemModstamp']));
}
