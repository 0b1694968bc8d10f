import { fieldPaths } from '../../properties/property.ts';
import { beginningOf, settledAt } from '../read/place.ts';
import { PULLED, type Pulled } from '../read/selection.ts';
import { markGone } from './mark-gone.ts';
import type { ObjectState, PullState, SeenLevel } from './pull-state.ts';

/** Before all of Salesforce's records, and not before the dates that SOQL knows: a relation counts whenever it was made. */
export const ALWAYS = '1900-01-01T00:00:00.000Z';

/** From when on the records of an object are read, of a pull whose window begins at `since`. */
export function windowOf(object: Pulled, since: string): string {
  return object === 'relation' ? ALWAYS : since;
}

/** The state before anything was read: the window is to be swept, and changes are read from now on. */
export function beginState(
  seen: PullState['seen'],
  { at, since }: { readonly at: Date; readonly since: Date },
): PullState {
  const begin = (object: Pulled) =>
    beginObject(seen[object] ?? NOTHING, { at, since: windowOf(object, since.toISOString()) });
  return {
    version: 1,
    setUp: at.toISOString(),
    since: since.toISOString(),
    seen: markGone(seen, undefined, at),
    contact: begin('contact'),
    account: begin('account'),
    ...(seen.relation && { relation: begin('relation') }),
    formulasAt: at.toISOString(),
    settled: true,
    sent: { contact: [], account: [] },
  };
}

const NOTHING: SeenLevel = { properties: [], gone: [], own: {} };

export function beginObject(
  { properties }: SeenLevel,
  { at, since }: { readonly at: Date; readonly since: string },
): ObjectState {
  const now = settledAt(at);
  return {
    next: beginningOf(now),
    recent: [],
    cursor: beginningOf(since),
    fields: [...fieldPaths(properties)],
    sweeps: [{ kind: 'first', fields: [], next: beginningOf(since), until: now, done: 0 }],
    portions: 1,
    pass: 1,
    files: [],
    rows: { base: 0, after: 0 },
  };
}

/** The objects that are pulled from this org: one without contacts of several accounts has no relations. */
export function pulledObjects(state: PullState): readonly Pulled[] {
  return PULLED.filter((object) => state[object] !== undefined && state.seen[object] !== undefined);
}
