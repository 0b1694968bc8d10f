import type { Clock } from '../../../../base/clock.ts';
import type { Store } from '../store/store.ts';

/** A clock that lags by less is corrected; one that was put back further was put back on purpose. */
const patience = 60_000;

/**
 * The time that rows are stamped with, to the whole second: one for all rows of a transaction, and never before an earlier one.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/system_fields.htm
 */
export function openStamps(store: Store, clock: Clock): () => number {
  let turn = 0;
  let last = 0;
  return () => {
    if (store.turn !== 0 && store.turn === turn) return last;
    const now = Math.floor(clock.now().getTime() / 1000) * 1000;
    last = now < last && last - now < patience ? last : now;
    turn = store.turn;
    return last;
  };
}
