import type { TextPage } from '../../salesforce/text-rows.ts';
import { type HeldGround, holdGone, holdRows, holdValues, newestSeq } from '../held/hold.ts';
import { landFiles, landRows } from '../held/land.ts';
import type { ReadGround, Step } from '../pull-ground.ts';
import { afterPages, afterSweep } from '../state/advance-state.ts';
import { windowOf } from '../state/begin-state.ts';
import type { ObjectState, PullState, Sweep } from '../state/pull-state.ts';
import { longestRow } from './longest-row.ts';
import { readPortion } from './read-portion.ts';
import type { Pulled } from './selection.ts';
import { sweptBy } from './what-to-ask.ts';

/**
 * Reads what is to be swept of an object, oldest first, as far as the credits go; each portion that was read is kept
 * before the next one is asked for. `first` is a page that has come already.
 */
export async function sweepObject(
  ground: ReadGround,
  state: PullState,
  { object, first }: { readonly object: Pulled; readonly first: TextPage | undefined },
): Promise<Step> {
  let [now, page, rows] = [state, first, 0];
  for (let sweep = now[object]?.sweeps[0]; sweep !== undefined; sweep = now[object]?.sweeps[0]) {
    const step = await sweepPortion(ground, now, { object, sweep, page });
    ground.keep(step.state);
    [now, page, rows] = [step.state, undefined, rows + step.rows];
    if (step.stopped !== undefined) return { state: now, rows, stopped: step.stopped };
  }
  return { state: now, rows };
}

interface Portion {
  readonly object: Pulled;
  readonly sweep: Sweep;
  readonly page: TextPage | undefined;
}

async function sweepPortion(ground: ReadGround, state: PullState, { object, sweep, page }: Portion): Promise<Step> {
  const known = state[object]!;
  const selection = sweptBy(state, object, sweep);
  const withSweep = (now: Sweep): PullState => ({
    ...state,
    [object]: { ...known, sweeps: [now, ...known.sweeps.slice(1)] },
  });
  const read = await readPortion(ground, {
    sweep,
    selection,
    parts: known.portions,
    page,
    onJob: (now) => ground.keep(withSweep({ ...now, since: newestSeq(known) })),
  });
  const held = await ground.held(state);
  if (read.kind === 'bulk') {
    const rows = { files: read.files, longestRow: longestRow(state.seen[object]?.properties ?? []) };
    if (read.rows > 0) await landFiles(held.warehouse, rows, selection);
    // A job that an earlier run has started knows nothing of what was held meanwhile.
    const since = sweep.job === undefined ? newestSeq(known) : (sweep.since ?? 0);
    return ended(held, state, { object, sweep, landed: read.rows > 0, since });
  }
  const { rows, whole, stopped } = read;
  if (rows.length > 0) await landRows(held.warehouse, rows, selection);
  if (whole) return ended(held, state, { object, sweep, landed: rows.length > 0 });
  if (rows.length === 0) return { state: withSweep(read.sweep), rows: 0, stopped };
  const put = await hold(held, object, known, { ...sweep, since: undefined });
  const sweeps = [afterPages(read.sweep, rows), ...known.sweeps.slice(1)];
  const settled = state.settled && put.rows === 0;
  return { state: { ...state, settled, [object]: { ...known, ...put.held, sweeps } }, rows: put.rows, stopped };
}

/** What has landed is put to what is held, and the sweep is over. */
async function ended(
  held: HeldGround,
  state: PullState,
  {
    object,
    sweep,
    landed,
    since,
  }: { readonly object: Pulled; readonly sweep: Sweep; readonly landed: boolean; readonly since?: number },
): Promise<Step> {
  const known = state[object]!;
  const put = landed ? await hold(held, object, known, { ...sweep, since }) : { held: {}, rows: 0 };
  let [next, rows]: [ObjectState, number] = [{ ...known, ...put.held }, put.rows];
  if (sweep.kind === 'full') {
    const gone = await holdGone(held, object, next, sweep.from ?? windowOf(object, state.since));
    [next, rows] = [{ ...next, ...gone.held }, rows + gone.rows];
  }
  return { state: { ...state, settled: state.settled && rows === 0, [object]: afterSweep(next) }, rows };
}

function hold(
  held: HeldGround,
  object: Pulled,
  known: ObjectState,
  { kind, fields, since }: Pick<Sweep, 'kind' | 'fields'> & { readonly since: number | undefined },
) {
  return kind === 'fields' || kind === 'formulas'
    ? holdValues(held, object, known, fields)
    : holdRows(held, object, known, { since });
}
