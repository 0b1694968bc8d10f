import { NamedError } from '../../base/errors.ts';
import type { TextPage } from '../../salesforce/text-rows.ts';
import { type HeldGround, holdGone, holdRows, holdValues } from '../held/hold.ts';
import { landFiles, landRows } from '../held/land.ts';
import type { ReadGround, Step } from '../pull-ground.ts';
import { afterPages, afterSweep } from '../state/advance-state.ts';
import { windowOf } from '../state/begin-state.ts';
import type { ObjectState, PullState, Sweep } from '../state/pull-state.ts';
import { lookAtOrg } from './ask-org.ts';
import { readBulk } from './read-bulk.ts';
import { readPages } from './read-pages.ts';
import { priceOfReading } from './read-price.ts';
import { OBJECTS, type Pulled, portionsOf, rangeQuery, type Selection } from './selection.ts';
import { goesByBulk, sweptBy } from './what-to-ask.ts';

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
    let step: Step;
    try {
      step = await sweepPortion(ground, now, { object, sweep, page });
    } catch (error) {
      if (!(error instanceof NamedError)) throw error;
      return { state: now, rows, stopped: error };
    }
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
  const portions = portionsOf(selection, known.portions);
  const first =
    page ??
    (sweep.job === undefined && !goesByBulk(sweep) ? await firstPage(ground, selection, portions, sweep) : undefined);
  const total = first === undefined ? sweep.total : sweep.done + first.totalSize;
  const withTotal: Sweep = total === undefined ? sweep : { ...sweep, total };
  const inHand = first && { rows: first.rows.length, more: first.next !== undefined };
  const price = priceOfReading(Math.max(0, (total ?? 0) - sweep.done), portions.length, inHand);
  const held = await ground.held(state);
  const fits = price.requests <= ground.org.credits.remaining();
  if (sweep.job !== undefined || (price.way === 'bulk' && fits)) {
    const landed = await landByBulk(ground, state, held, { object, sweep: withTotal, selection, portions });
    return ended(held, state, { object, sweep: withTotal, rows: landed });
  }
  const { rows, whole, stopped } = await readPages({
    org: ground.org,
    object,
    first: first ?? (await firstPage(ground, selection, portions, withTotal)),
    portions,
    onRows: (count) => tell(ground, object, sweep.done + count, total),
  });
  const landed = rows.length === 0 ? 0 : await landRows(held.warehouse, rows, selection);
  if (whole) return ended(held, state, { object, sweep: withTotal, rows: landed });
  const next = { ...known, ...(landed > 0 && (await hold(held, object, known, sweep))) };
  const sweeps = [afterPages(withTotal, rows), ...known.sweeps.slice(1)];
  const settled = state.settled && landed === 0;
  return { state: { ...state, settled, [object]: { ...next, sweeps } }, rows: landed, stopped };
}

async function firstPage(
  { org }: ReadGround,
  { object }: Selection,
  [fields = []]: readonly (readonly string[])[],
  { next: after, until }: Sweep,
): Promise<TextPage> {
  const { pages, refusals } = await lookAtOrg(org, {
    queries: { page: rangeQuery(object, fields, { after, until }) },
    describe: [],
  });
  const page = pages.get('page');
  if (page === undefined) throw refusals.get('page') ?? new Error('A query was neither answered nor refused.');
  return page;
}

async function landByBulk(
  ground: ReadGround,
  state: PullState,
  held: HeldGround,
  facts: {
    readonly object: Pulled;
    readonly sweep: Sweep;
    readonly selection: Selection;
    readonly portions: readonly (readonly string[])[];
  },
): Promise<number> {
  const { object, sweep, selection, portions } = facts;
  const known = state[object]!;
  const files = await readBulk({
    org: ground.org,
    object,
    portions,
    range: { after: sweep.next, until: sweep.until },
    folder: ground.scratch,
    job: sweep.job,
    onJob: (job) =>
      ground.keep({ ...state, [object]: { ...known, sweeps: [{ ...sweep, job }, ...known.sweeps.slice(1)] } }),
    progress: ground.progress,
  });
  return landFiles(held.warehouse, files, selection);
}

/** What has landed is put to what is held, and the sweep is over. */
async function ended(
  held: HeldGround,
  state: PullState,
  { object, sweep, rows }: { readonly object: Pulled; readonly sweep: Sweep; readonly rows: number },
): Promise<Step> {
  const known = state[object]!;
  let next: ObjectState = { ...known, ...(rows > 0 && (await hold(held, object, known, sweep))) };
  let gone = 0;
  if (sweep.kind === 'full') {
    const looked = await holdGone(held, object, next, windowOf(object, state.since));
    [next, gone] = [{ ...next, ...looked.held }, looked.gone];
  }
  const settled = state.settled && rows + gone === 0;
  return { state: { ...state, settled, [object]: afterSweep(next) }, rows: rows + gone };
}

function hold(held: HeldGround, object: Pulled, known: ObjectState, { kind, fields }: Sweep) {
  return kind === 'fields' || kind === 'formulas'
    ? holdValues(held, object, known, fields)
    : holdRows(held, object, known);
}

function tell({ progress }: ReadGround, object: Pulled, done: number, total: number | undefined): void {
  const number = (value: number) => value.toLocaleString('en-US');
  progress.update(`${number(done)}${total === undefined ? '' : ` of ${number(total)}`} records of ${OBJECTS[object]}`);
}
