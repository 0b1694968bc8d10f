import type { NamedError, Refusal } from '../../base/errors.ts';
import type { PullSettings, Settings } from '../../config/settings.ts';
import type { ObjectDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import type { TextPage } from '../../salesforce/text-rows.ts';
import { adaptState, rereadState, withFormulas } from '../state/adapt-state.ts';
import { beginState, pulledObjects } from '../state/begin-state.ts';
import type { ObjectState, PullState } from '../state/pull-state.ts';
import { Answers } from './answers.ts';
import { lookAtOrg, type Seen } from './ask-org.ts';
import { askAround, lostFields } from './lost-fields.ts';
import { beginningOf } from './place.ts';
import { choiceOf, missingParents, seeFields } from './see-fields.ts';
import { OBJECTS, type Pulled } from './selection.ts';
import { changesOf, queriesOf, SWEEP } from './what-to-ask.ts';

export interface LookGround {
  readonly org: Org;
  readonly settings: Pick<Settings, 'join'> & { readonly pull: PullSettings };
  /** Our time, to tell whether a describe is due. */
  readonly now: Date;
}

export interface LookRequest {
  readonly before: PullState | undefined;
  /** The beginning of the window of a first pull, by the org's time of it; or of a pull that reads all once more. */
  readonly since: (setUp: Date) => Date;
  /** The whole window is to be read once more. */
  readonly again: boolean;
}

/** What the org has to tell: where there is something new, its first pages. */
export interface Looked {
  readonly state: PullState;
  readonly changes: ReadonlyMap<Pulled, TextPage>;
  /** Of the first sweep of an object. */
  readonly sweeps: ReadonlyMap<Pulled, TextPage>;
  /** The org's time. */
  readonly at: Date;
  readonly described: boolean;
  /** Why an object could not be asked for its changes. */
  readonly problems: ReadonlyMap<Pulled, NamedError>;
}

const DAY = 24 * 3_600_000;

/** Runs do not begin on the dot. */
const EARLY = 10 * 60_000;

/** How far back changes are looked for at least once the org's clock was set back: it says nothing of when that was. */
const AFTER_SETBACK = DAY;

/** Answers take a while, and come with whole seconds. */
const INEXACT = 60_000;

/**
 * Asks the org for all that may have changed, in one request as a rule. When a describe is due it goes along; when that
 * tells of other fields, or a query is refused for one, what is not answered yet is asked for once more.
 */
export async function lookForChanges(ground: LookGround, request: LookRequest): Promise<Looked> {
  const { now, org } = ground;
  const answers = new Answers();
  let { state, described } = await stateToAsk(ground, request);
  let at: Date | undefined;
  for (;;) {
    const due = !described && isDue(state.seen, now);
    const seen = await answers.ask(org, { queries: queriesOf(state), describe: due ? objectsOf(state) : [] });
    // Of the first answer: whatever a later one tells beyond it comes again.
    at ??= seen.at;
    const next = await stateAfter(ground, state, answers, { at, described, seen: due ? seen : undefined });
    described ||= next.described;
    if (next.kind === 'again') {
      state = next.state;
      continue;
    }
    const queries = queriesOf(next.state);
    const [pages, refusals] = [answers.pages(queries), answers.refusals(queries)];
    return {
      state: { ...next.state, ahead: at.getTime() - now.getTime() },
      changes: named(pages, ''),
      sweeps: named(pages, SWEEP),
      problems: new Map([...named(refusals, ''), ...named(refusals, SWEEP)]),
      at,
      described,
    };
  }
}

/** What is to be asked for. Before all, and when other fields were chosen, describe has to tell what there is. */
async function stateToAsk(
  ground: LookGround,
  { before, since, again }: LookRequest,
): Promise<Pick<Looked, 'state' | 'described'>> {
  const { settings, now } = ground;
  if (before === undefined) {
    const { fields, at } = await describeAll(ground, []);
    return { state: beginState(fields, { at, since: since(at) }), described: true };
  }
  const described = before.seen.choice !== choiceOf(settings);
  let state = before;
  if (described) {
    const { fields, at } = await describeAll(ground, before.seen.parents);
    state = adaptState(before, fields, at);
  }
  if (again) state = rereadState(state, since(new Date(state.setUp)).toISOString());
  const orgTime = new Date(now.getTime() + (state.ahead ?? 0));
  return { state: withFormulas(state, settings.pull.formulas, orgTime), described };
}

/**
 * What there is to read is looked at once a day, and as long as something is gone, since it may come back any hour: beside
 * the changes that costs no request.
 */
function isDue({ at, contact, account }: PullState['seen'], now: Date): boolean {
  const gone = [...contact.gone, ...account.gone].some(({ because }) => because === 'absent-or-hidden');
  return gone || Date.parse(at) + DAY - EARLY <= now.getTime();
}

/** What answers mean: that there is more to ask, or what there is to read. */
interface After {
  readonly kind: 'again' | 'done';
  readonly state: PullState;
  readonly described: boolean;
}

async function stateAfter(
  ground: LookGround,
  state: PullState,
  answers: Answers,
  { at, described, seen }: { readonly at: Date; readonly described: boolean; readonly seen: Seen | undefined },
): Promise<After> {
  if (seen !== undefined) {
    const { fields } = await seenIn(ground, seen);
    const adapted = adaptState(state, fields, at);
    const kind = unanswered(adapted, answers).length > 0 ? 'again' : 'done';
    if (kind === 'again') return { kind, state: adapted, described: true };
    return stateAfter(ground, adapted, answers, { at, described: true, seen: undefined });
  }
  const refusals = answers.refusals(queriesOf(state));
  const lost = described ? [] : lostFields(state, refusals);
  if (lost.length > 0) {
    const found = await askAround(ground.org, state, { lost, answers, describe: objectsOf(state) });
    const adapted = adaptState(state, (await seenIn(ground, found.seen)).fields, at);
    const missing = unanswered(adapted, answers).filter((object) => !found.quiet.has(object));
    if (missing.length > 0) return { kind: 'again', state: adapted, described: true };
    return stateAfter(ground, adapted, answers, { at, described: true, seen: undefined });
  }
  const parted = partedFurther(state, refusals);
  if (parted !== undefined) return { kind: 'again', state: parted, described };
  const back = setBack(state, { at, now: ground.now });
  if (back !== undefined) return { kind: 'again', state: back, described };
  return { kind: 'done', state, described };
}

/** The objects whose changes were not asked for as they are to be read. */
function unanswered(state: PullState, answers: Answers): readonly Pulled[] {
  const queries = queriesOf(state);
  return pulledObjects(state).filter((object) => !answers.has(queries[object]));
}

function named<T>(all: ReadonlyMap<string, T>, behind: string): ReadonlyMap<Pulled, T> {
  return new Map(
    (Object.keys(OBJECTS) as Pulled[]).flatMap((object) => {
      const found = all.get(`${object}${behind}`);
      return found === undefined ? [] : [[object, found] as const];
    }),
  );
}

function objectsOf(state: Pick<PullState, 'seen'>): readonly string[] {
  return [...new Set([...Object.values(OBJECTS), ...state.seen.parents])];
}

async function describeAll(ground: LookGround, parents: readonly string[]) {
  const describe = [...new Set([...Object.values(OBJECTS), ...parents])];
  return seenIn(ground, await lookAtOrg(ground.org, { queries: {}, describe }));
}

/** What there is to read by these descriptions, and by those of objects that chosen fields lead to. */
async function seenIn({ org, settings }: LookGround, { described, at }: Seen) {
  const missing = missingParents(settings, described);
  const more = missing.length === 0 ? undefined : await lookAtOrg(org, { queries: {}, describe: missing });
  const all: ReadonlyMap<string, ObjectDescription> = new Map([...described, ...(more?.described ?? [])]);
  return { fields: seeFields(settings, all, { at, username: org.username }), at };
}

/** More portions for the objects whose query the org finds too complicated; undefined when there is none, or no more to part. */
function partedFurther(state: PullState, refusals: ReadonlyMap<string, Refusal>): PullState | undefined {
  const parted = pulledObjects(state).filter((object) =>
    [object, `${object}${SWEEP}`].some((name) => refusals.get(name)?.code === 'QUERY_TOO_COMPLICATED'),
  );
  const further = parted.filter((object) => state[object]!.portions < changesOf(state, object).fields.length);
  if (further.length === 0) return undefined;
  return changed(state, further, (object) => ({ ...object, portions: object.portions * 2 }));
}

/**
 * An org's clock that was set back gives changes stamps that were passed already. It shows less than before, or has lost time
 * against ours; where ours has gained it instead, some changes are read twice.
 */
function setBack(state: PullState, { at, now }: { readonly at: Date; readonly now: Date }): PullState | undefined {
  const ahead = at.getTime() - now.getTime();
  const lost = (state.ahead ?? ahead) - ahead;
  const since = (readAt: string): number => {
    const ours = now.getTime() - (Date.parse(readAt) - (state.ahead ?? ahead));
    return at.getTime() - Math.max(AFTER_SETBACK, ours + INEXACT);
  };
  const behind = pulledObjects(state).filter((object) => {
    const { readAt, next } = state[object]!;
    if (readAt === undefined || (lost <= INEXACT && at.getTime() + INEXACT >= Date.parse(readAt))) return false;
    return Date.parse(next.stamp) > since(readAt);
  });
  if (behind.length === 0) return undefined;
  return {
    ...changed(state, behind, (object) => {
      const from = new Date(since(object.readAt ?? '')).toISOString();
      return { ...object, next: beginningOf(from), recent: null, readAt: from };
    }),
    ahead,
  };
}

function changed(
  state: PullState,
  objects: readonly Pulled[],
  change: (object: ObjectState) => ObjectState,
): PullState {
  return { ...state, ...Object.fromEntries(objects.map((object) => [object, change(state[object]!)])) };
}
