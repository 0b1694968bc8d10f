import { NamedError } from '../../base/errors.ts';
import { askTogether, type Reply } from '../../salesforce/composite.ts';
import type { TextRow } from '../../salesforce/text-rows.ts';
import { type HeldGround, holdRows } from '../held/hold.ts';
import { keepDiffering } from '../held/hold-differing.ts';
import { landRows } from '../held/land.ts';
import type { ReadGround, Step } from '../pull-ground.ts';
import { afterLate, placeOf } from '../state/advance-state.ts';
import { pulledObjects } from '../state/begin-state.ts';
import type { PullState } from '../state/pull-state.ts';
import { QUERIES_AT_ONCE } from './ask-org.ts';
import { creditsFor } from './formula.ts';
import { type LatePart, lateParts, settledRange } from './late-parts.ts';
import { type Pulled, portionsOf, rangeQuery } from './selection.ts';
import { changesOf } from './what-to-ask.ts';

/** What was looked at once more. */
export interface LookedAgain extends Step {
  /** Records of each object that had come late. */
  readonly byObject: ReadonlyMap<Pulled, number>;
}

/**
 * Looks once more at minutes of which much is held, as soon as nothing appears in them any more. It knows what to expect there,
 * so that a request asks for five pages at once; and it makes do with what the hour's changes leave of the hour's credits, so that
 * a large load is looked at over some hours.
 */
export async function lookAgain(
  ground: ReadGround,
  before: PullState,
  { at, changed }: { readonly at: Date; readonly changed: number },
): Promise<LookedAgain> {
  const { credits } = ground.org;
  const byObject = new Map<Pulled, number>();
  let [state, rows] = [before, 0];
  const isLeft = () => pulledObjects(state).some((object) => settledRange(state, object, at) !== undefined);
  try {
    while (isLeft() && credits.spent < creditsFor(changed + rows) && credits.remaining() > 0) {
      const held = await ground.held(state);
      const parts = await lateParts(held, state, { at, most: QUERIES_AT_ONCE });
      const replies = await askFor(ground, state, parts);
      for (const object of new Set(parts.map((part) => part.object))) {
        const read = rowsOf(parts, replies, object);
        const range = settledRange(state, object, at);
        if (read === undefined || range === undefined) return { state, rows, byObject };
        const step = await holdLate(held, state, { object, rows: read.rows });
        const known = afterLate(step.state[object]!, range, read.next, read.rows.length);
        state = { ...step.state, [object]: known };
        rows += step.rows;
        byObject.set(object, (byObject.get(object) ?? 0) + step.rows);
      }
      ground.keep(state);
    }
  } catch (error) {
    if (!(error instanceof NamedError)) throw error;
    return { state, rows, byObject, stopped: error };
  }
  return { state, rows, byObject };
}

async function askFor(
  { org, progress }: ReadGround,
  state: PullState,
  parts: readonly LatePart[],
): Promise<ReadonlyMap<string, Reply>> {
  progress.step('Look once more at the minutes before the last pull');
  const questions = parts.map(({ object, after, until }, at) => {
    const [fields = []] = portionsOf(changesOf(state, object), state[object]!.portions);
    return [`part${at}`, { kind: 'queryAll', soql: rangeQuery(object, fields, { after, until }) }] as const;
  });
  return (await askTogether(org, 'tell what has come late', Object.fromEntries(questions))).byName;
}

/** The rows of an object, and the place up to which these are all; undefined where the org gives none. */
function rowsOf(parts: readonly LatePart[], replies: ReadonlyMap<string, Reply>, object: Pulled) {
  const rows: TextRow[] = [];
  let next: LatePart['until'] | undefined;
  for (const [at, part] of parts.entries()) {
    if (part.object !== object) continue;
    const reply = replies.get(`part${at}`);
    if (reply?.status !== 'rows') break;
    const { page } = reply;
    rows.push(...page.rows);
    // So much has come late that it does not fit the page.
    const isWhole = page.next === undefined;
    next = isWhole ? part.until : (placeOf(page.rows.at(-1)) ?? part.after);
    if (!isWhole) break;
  }
  return next && { rows, next };
}

async function holdLate(
  held: HeldGround,
  state: PullState,
  { object, rows }: { readonly object: Pulled; readonly rows: readonly TextRow[] },
): Promise<Step> {
  if (rows.length === 0) return { state, rows: 0 };
  const known = state[object]!;
  await landRows(held.warehouse, rows, changesOf(state, object));
  if ((await keepDiffering(held, object)) === 0) return { state, rows: 0 };
  const put = await holdRows(held, object, known);
  return { state: { ...state, settled: false, [object]: { ...known, ...put.held } }, rows: put.rows };
}
