import { number } from '../../base/counted.ts';
import type { TextPage } from '../../salesforce/text-rows.ts';
import { holdRows } from '../held/hold.ts';
import { landRows } from '../held/land.ts';
import type { ReadGround, Step } from '../pull-ground.ts';
import { afterChanges, asSweep, freshRows } from '../state/advance-state.ts';
import type { PullState } from '../state/pull-state.ts';
import { readPages } from './read-pages.ts';
import { priceOfReading } from './read-price.ts';
import { OBJECTS, type Pulled, portionsOf } from './selection.ts';
import { changesOf } from './what-to-ask.ts';

/** Takes in what has changed of an object, from its first page on. More than pages should carry is left to a sweep. */
export async function takeChanges(
  ground: ReadGround,
  state: PullState,
  { object, first, at }: { readonly object: Pulled; readonly first: TextPage; readonly at: Date },
): Promise<Step> {
  const known = state[object]!;
  const selection = changesOf(state, object);
  const portions = portionsOf(selection, known.portions);
  const parted = portions.length > 1;
  const inHand = { rows: first.rows.length, more: first.next !== undefined };
  const price = priceOfReading(first.totalSize, portions.length, inHand);
  const { credits } = ground.org;
  if (price.way === 'bulk' && price.requests <= credits.remaining()) {
    return { state: { ...state, [object]: asSweep(known, { total: first.totalSize, at, parted }) }, rows: 0 };
  }
  const { rows, whole, stopped } = await readPages({
    org: ground.org,
    object,
    first,
    portions,
    onRows: (count) => ground.progress.update(`${number(count)} changes of ${OBJECTS[object]}`),
  });
  const fresh = freshRows(known, rows);
  const moved = afterChanges(known, rows, { at, whole, parted });
  if (fresh.length === 0) return { state: { ...state, [object]: moved }, rows: 0, stopped };
  const held = await ground.held(state);
  await landRows(held.warehouse, fresh, selection);
  const put = await holdRows(held, object, known);
  return { state: { ...state, settled: false, [object]: { ...moved, ...put.held } }, rows: put.rows, stopped };
}
