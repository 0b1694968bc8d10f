import { fieldPaths } from '../../properties/property.ts';
import { pulledObjects } from '../state/begin-state.ts';
import type { PullState, Sweep } from '../state/pull-state.ts';
import { priceOfReading } from './read-price.ts';
import { type Pulled, portionsOf, rangeQuery, type Selection } from './selection.ts';

/** Behind the name of an object, in the name of the query for what is swept of it. */
export const SWEEP = 'Sweep';

/** The changes of each object, and the first page of what is to be swept, unless it is so much that it goes by bulk query. */
export function queriesOf(state: PullState): Readonly<Record<string, string>> {
  const queries = pulledObjects(state).flatMap((object) => {
    const known = state[object]!;
    const [first = []] = portionsOf(changesOf(state, object), known.portions);
    const changes = [object, rangeQuery(object, first, { after: known.next })] as const;
    const [sweep] = known.sweeps;
    if (sweep === undefined || sweep.job !== undefined || goesByBulk(sweep)) return [changes];
    const [fields = []] = portionsOf(sweptBy(state, object, sweep), known.portions);
    const range = { after: sweep.next, until: sweep.until };
    return [changes, [`${object}${SWEEP}`, rangeQuery(object, fields, range)] as const];
  });
  return Object.fromEntries(queries);
}

/** Whether a sweep is known to be so large that no page is asked for. */
export function goesByBulk({ total, done, noJob }: Sweep): boolean {
  return !noJob && total !== undefined && priceOfReading(Math.max(0, total - done)).way === 'bulk';
}

/** What is read of each record that has changed. */
export function changesOf({ seen }: PullState, object: Pulled): Selection {
  const { own, properties } = seen[object] ?? { own: {}, properties: [] };
  return { object, own, fields: fieldPaths(properties) };
}

/** What a sweep reads of each record: all of it, or some fields alone. */
export function sweptBy(state: PullState, object: Pulled, { fields }: Sweep): Selection {
  if (fields.length === 0) return changesOf(state, object);
  const { record_id = 'Id', stamp = 'SystemModstamp' } =
    state[object] === undefined ? {} : (state.seen[object]?.own ?? {});
  return { object, own: { record_id, stamp }, fields };
}
