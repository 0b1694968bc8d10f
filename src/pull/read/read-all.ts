import type { NamedError } from '../../base/errors.ts';
import { HELD_ORDER } from '../held/hold.ts';
import type { ReadGround, Step } from '../pull-ground.ts';
import { pulledObjects } from '../state/begin-state.ts';
import type { PullState } from '../state/pull-state.ts';
import { lookAgain } from './look-again.ts';
import type { Looked } from './look-for-changes.ts';
import { OBJECTS, type Pulled } from './selection.ts';
import { sweepObject } from './sweep-window.ts';
import { takeChanges } from './take-changes.ts';

export interface AllSteps extends Step {
  readonly byObject: ReadonlyMap<Pulled, number>;
}

/** What has changed; then what has come late to minutes that were read before, as far as the hour's credits go. */
export async function takeAll(ground: ReadGround, looked: Looked): Promise<AllSteps> {
  const taken = await takeEach(ground, looked);
  if (taken.stopped !== undefined) return taken;
  if (taken.rows > 0) ground.keep(taken.state);
  const { at } = looked;
  const again = await lookAgain(ground, taken.state, { at, changed: taken.rows });
  const byObject = sumOfBoth(taken.byObject, again.byObject);
  return { state: again.state, rows: taken.rows + again.rows, stopped: again.stopped, byObject };
}

/** What has changed, object by object. Each stops for itself, but for what would stop the next one too. */
async function takeEach(ground: ReadGround, looked: Looked): Promise<AllSteps> {
  let { state } = looked;
  let stopped: NamedError | undefined;
  const byObject = new Map<Pulled, number>();
  for (const object of pulledObjects(state)) {
    const first = looked.changes.get(object);
    if (first === undefined || stopped !== undefined) continue;
    const step = await takeChanges(ground, state, { object, first, at: looked.at });
    [state, stopped] = [step.state, step.stopped];
    byObject.set(object, step.rows);
  }
  return { state, stopped, byObject, rows: sumOf(byObject) };
}

/** What is to be swept; relations and accounts before the people that belong to them. */
export async function sweepAll(
  ground: ReadGround,
  before: PullState,
  looked: Looked,
  already: NamedError | undefined,
): Promise<AllSteps> {
  let [state, stopped] = [before, already];
  const byObject = new Map<Pulled, number>();
  for (const object of HELD_ORDER) {
    const sweep = state[object]?.sweeps[0];
    if (sweep === undefined || state.seen[object] === undefined) continue;
    if (stopped !== undefined || looked.problems.has(object)) continue;
    ground.progress.step(`Read ${OBJECTS[object]} records`);
    const asked = sweep === looked.state[object]?.sweeps[0] ? looked.sweeps.get(object) : undefined;
    const step = await sweepObject(ground, state, { object, first: asked });
    [state, stopped] = [step.state, step.stopped];
    byObject.set(object, step.rows);
  }
  return { state, stopped: already === undefined ? stopped : undefined, byObject, rows: sumOf(byObject) };
}

function sumOfBoth(one: ReadonlyMap<Pulled, number>, other: ReadonlyMap<Pulled, number>): ReadonlyMap<Pulled, number> {
  const sum = new Map(one);
  for (const [object, rows] of other) sum.set(object, (sum.get(object) ?? 0) + rows);
  return sum;
}

const sumOf = (byObject: ReadonlyMap<Pulled, number>) => [...byObject.values()].reduce((sum, rows) => sum + rows, 0);
