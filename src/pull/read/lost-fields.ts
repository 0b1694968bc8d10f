import type { Refusal } from '../../base/errors.ts';
import type { Org } from '../../salesforce/org.ts';
import type { TextPage } from '../../salesforce/text-rows.ts';
import { pulledObjects } from '../state/begin-state.ts';
import type { PullState } from '../state/pull-state.ts';
import type { Answers } from './answers.ts';
import type { Seen } from './ask-org.ts';
import { stampOf } from './place.ts';
import { type Pulled, rangeQuery } from './selection.ts';
import { changesOf, queriesOf, SWEEP } from './what-to-ask.ts';

/** Codes of an object or a field that is no longer what it was. */
const OTHERWISE = new Set(['INVALID_FIELD', 'INVALID_TYPE', 'NOT_FOUND']);

/** A query that the org has refused, for a field or an object that is gone. */
interface Lost {
  readonly object: Pulled;
  /** Of the field, as far as the org has named it: of several that are gone it names the first. */
  readonly field: string | undefined;
}

export function lostFields(state: PullState, refusals: ReadonlyMap<string, Refusal>): readonly Lost[] {
  return pulledObjects(state).flatMap((object) =>
    [object, `${object}${SWEEP}`].flatMap((name) => {
      const refusal = refusals.get(name);
      if (refusal === undefined || !OTHERWISE.has(refusal.code)) return [];
      return [{ object, field: /No such column '([^']+)'/.exec(refusal.message)?.[1] }];
    }),
  );
}

/**
 * Asks what there is to read, and in the same request for the changes without the field that the org has named. Where more than
 * that one is gone, that is refused once more: so it is also asked which records changed, by what is always to be seen. `quiet` are
 * the objects of which none did: they need not be asked again within the hour.
 */
export async function askAround(
  org: Org,
  state: PullState,
  {
    lost,
    answers,
    describe,
  }: { readonly lost: readonly Lost[]; readonly answers: Answers; readonly describe: readonly string[] },
): Promise<{ readonly seen: Seen; readonly quiet: ReadonlySet<Pulled> }> {
  const refused = new Set(lost.map(({ object }) => object));
  const guesses = queriesOf(lost.reduce(withoutField, state));
  const queries = [...refused].flatMap((object) => {
    const { own } = changesOf(state, object);
    const bare = rangeQuery(object, [...new Set(Object.values(own))], { after: state[object]!.next });
    return [[object, guesses[object]!] as const, [`${object}Bare`, bare] as const];
  });
  const seen = await answers.ask(org, { queries: Object.fromEntries(queries), describe });
  return { seen, quiet: new Set([...refused].filter((object) => isQuiet(state, object, seen.pages))) };
}

function withoutField(state: PullState, { object, field }: Lost): PullState {
  const level = state.seen[object];
  if (field === undefined || level === undefined) return state;
  const isOther = ({ field: path }: { readonly field: string }) =>
    path.split('.').at(-1)?.toLowerCase() !== field.toLowerCase();
  return { ...state, seen: { ...state.seen, [object]: { ...level, properties: level.properties.filter(isOther) } } };
}

/** Whether all that lies behind the place of an object is held already. */
function isQuiet(state: PullState, object: Pulled, pages: ReadonlyMap<string, TextPage>): boolean {
  const page = pages.get(`${object}Bare`);
  const { recent } = state[object]!;
  if (page === undefined || page.next !== undefined || recent === null) return false;
  const held = new Set(recent.map(([id, stamp]) => `${id} ${stamp}`));
  return page.rows.every((row) => held.has(`${row['Id']} ${stampOf(String(row['SystemModstamp']))}`));
}
