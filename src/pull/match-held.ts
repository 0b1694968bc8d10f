import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { checkUniqueness, isUniqueEnough, readUniqueness } from '../metrics/people/key-uniqueness.ts';
import { loadUsers, usersFile } from '../metrics/people/load-users.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { DeliverHeldGround } from './deliver-held.ts';
import { type HeldGround, seqOf, showAllHeld } from './held/hold.ts';
import { matchPeople, type PeopleMatched } from './match/match-people.ts';
import { narrowHeld } from './narrow/narrow-held.ts';
import type { PullingSettings } from './pull-ground.ts';
import type { LookedAt } from './pull-report.ts';
import { unusedName } from './sent/unused-name.ts';
import type { MatchGround, PullState } from './state/pull-state.ts';

/** What decides who is told beside what is held: marks that change when it does. */
export interface MatchMarks {
  readonly users: string;
  readonly rules: string;
}

export interface HeldMatched {
  readonly people: PeopleMatched;
  readonly lookedAt: LookedAt;
  /** What the next match can go on from, once Heap has answered for all that was found. */
  ground(): Promise<Omit<MatchGround, 'again'>>;
}

/**
 * Finds who is told of what is held: looks at those whom changes since the last match can touch, where that is known and they
 * are few, else at all, of which `onAll` is told before. Leaves what `matchPeople` leaves, over what it has looked at; `showAllHeld` shows all again.
 */
export async function matchHeld(
  request: DeliverHeldGround,
  state: PullState,
  now: MatchMarks,
  onAll: () => void,
): Promise<HeldMatched> {
  const { settings, folder, scratch } = request;
  const held = await request.held(state);
  const { warehouse } = held;
  const before = groundOf(state, now);
  const keys = before && (await narrowed(request, held, state, before));
  if (keys === undefined) onAll();
  const all = keys === undefined ? await warehouse.sideBySide(() => loadAll(request, warehouse)) : undefined;
  let checked: MatchGround['keys'] | undefined;
  const match = () =>
    matchPeople({
      warehouse,
      folder: scratch,
      join: settings.join,
      pull: settings.pull,
      joinType: state.seen.joinType,
      sentAccounts: state.sent.account.map((name) => join(folder, name)),
      async onKeys() {
        if (all !== undefined) checked = await checkKey(warehouse, settings);
      },
    });
  // Nothing else is done meanwhile, and what few changes touch is too little to share.
  const people = await (all === undefined ? match() : warehouse.sideBySide(match));
  return {
    people,
    lookedAt: all === undefined ? 'touched' : 'all',
    async ground() {
      const repeats =
        all === undefined ? before!.repeats : (await warehouse.count('SELECT 1 FROM repeated_identity')) > 0;
      const users = all === undefined ? before!.users : await all.keepUsers();
      return { ...filesOf(state), users, repeats, keys: (checked ?? keys)! };
    },
  };
}

function filesOf(state: PullState): Pick<MatchGround, 'contact' | 'account' | 'relation'> {
  const { contact, account, relation } = state;
  return { contact: contact.files, account: account.files, relation: relation?.files ?? [] };
}

/** What was matched last, when nothing but held records has changed since, and all files of then are held still. */
function groundOf(state: PullState, { users, rules }: MatchMarks): MatchGround | undefined {
  const { matched } = state;
  if (matched?.ground === undefined || matched.users !== users || matched.rules !== rules) return undefined;
  const { ground } = matched;
  const now = filesOf(state);
  const isHeldStill = (['contact', 'account', 'relation'] as const).every((object) =>
    ground[object].every((name, at) => now[object][at] === name),
  );
  return isHeldStill ? ground : undefined;
}

/** What changes can touch, as all that there is to look at; undefined when that is too much. */
async function narrowed(
  { settings, folder, progress }: DeliverHeldGround,
  held: HeldGround,
  state: PullState,
  before: MatchGround,
): Promise<MatchGround['keys'] | undefined> {
  progress.step('Find the people whom changes touch');
  const since = (object: 'contact' | 'account' | 'relation') => ({
    seq: Math.max(0, ...before[object].map(seqOf)),
    files: before[object].map((name) => join(folder, name)),
    again: object === 'relation' ? [] : before.again[object],
  });
  const users = join(folder, before.users);
  await held.warehouse.load({ kind: 'files', name: 'heap_users', format: 'parquet', files: [users] });
  const { join: keys, pull } = settings;
  const now = await narrowHeld({
    warehouse: held.warehouse,
    contact: since('contact'),
    account: since('account'),
    relation: since('relation'),
    property: keys.contact.heap,
    joinType: state.seen.joinType,
    repeats: before.repeats,
    keys: before.keys,
  });
  if (now === undefined || isUniqueEnough(now, pull.uniqueness)) return now;
  // All of them tell which key it is.
  await showAllHeld(held, state);
  return undefined;
}

interface LoadedAll {
  /** Keeps the users for the next time. Gives the name of the file. */
  keepUsers(): Promise<string>;
}

async function loadAll(
  { settings, progress, source, scratch, folder, runId }: DeliverHeldGround,
  warehouse: Warehouse,
): Promise<LoadedAll> {
  progress.step('Find the people that Heap knows');
  await loadUsers(await source(), warehouse, { join: settings.join, progress, folder: scratch });
  await warehouse.release();
  return {
    async keepUsers() {
      const name = unusedName(`users-${runId}`);
      await rename(usersFile(scratch), join(folder, name));
      return name;
    },
  };
}

/** What is held tells as well as the org whether the key tells contacts apart. */
async function checkKey(warehouse: Warehouse, { join: keys, pull }: PullingSettings): Promise<MatchGround['keys']> {
  const found = await readUniqueness(warehouse, {
    from: '(SELECT * FROM contact_bearer WHERE fate = 0)',
    id: 'record_id',
    value: 'key',
    kind: 'exact',
    likely: 'SELECT h FROM repeated_key',
  });
  checkUniqueness(found, { join: keys, least: pull.uniqueness });
  return { withKey: found.withKey, alone: found.alone };
}
