import { pulledObjects } from '../state/begin-state.ts';
import type { PullState, Sweep } from '../state/pull-state.ts';
import { priceOfReading } from './read-price.ts';
import { type Pulled, portionsOf } from './selection.ts';
import { sweptBy } from './what-to-ask.ts';

/** Something that is still to be read. */
export interface LeftToRead {
  readonly object: Pulled;
  readonly kind: Sweep['kind'];
  /** Which fields alone; none for all. */
  readonly fields: readonly string[];
  readonly done: number;
  readonly total?: number;
  /** What reading the rest takes at least, as far as its size is known: the org may make pages shorter. */
  readonly requests: number;
}

/** What the sweeps of a state have not read yet: the next pull goes on with it. */
export function leftToRead(state: PullState): readonly LeftToRead[] {
  return pulledObjects(state).flatMap((object) =>
    state[object]!.sweeps.map((sweep) => {
      const { kind, fields, done, total } = sweep;
      const portions = portionsOf(sweptBy(state, object, sweep), state[object]!.portions).length;
      const { requests } = priceOfReading(Math.max(1, (total ?? done) - done), portions);
      return { object, kind, fields, done, requests, ...(total !== undefined && { total }) };
    }),
  );
}

/** Records of each object that later pulls look at once more, as far as they are known. */
export function leftToLookAt(state: PullState): readonly { readonly object: Pulled; readonly rows: number }[] {
  return pulledObjects(state).flatMap((object) => {
    const { late = [] } = state[object]!;
    return late.length === 0 ? [] : [{ object, rows: late.reduce((sum, { rows }) => sum + rows, 0) }];
  });
}
