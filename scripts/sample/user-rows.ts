import { june, midnight } from './calendar.ts';
import { type Row, timeForms } from './export-tables.ts';
import type { HeapUser } from './people.ts';

/** All that Heap knew on 20 June: some with values that changed later, twenty twice, and the ids that were merged. */
export function oldestUsers(users: readonly HeapUser[]): Row[] {
  const known = users.filter(({ joined }) => joined.getTime() < midnight(june(21)));
  const current = known.map((user, at) =>
    row(user, june(1) + (at % 20), {
      email: user.oldEmail ?? user.email,
      ...(changesPlan(at) ? { plan: 'free' } : {}),
    }),
  );
  const outdated = known
    .filter((_, at) => at % 100 === 7)
    .slice(0, 20)
    .map((user) => row(user, june(1) - 10, { plan: 'trial', email: `outdated.${user.id}@elsewhere.example` }));
  const merged = known.flatMap((user) => user.before.map((id) => anonymousRow(user, id)));
  return [...current, ...merged, ...outdated];
}

/** Those who came after 20 June, and those of whom something changed. */
export function changedUsers(users: readonly HeapUser[]): Row[] {
  return users
    .filter((user, at) => user.joined.getTime() >= midnight(june(21)) || user.oldEmail !== undefined || changesPlan(at))
    .filter(({ joined }) => joined.getTime() < midnight(june(30)))
    .map((user) => row(user, june(29), {}));
}

/** Those who came or were given a seat type on the last day. */
export function lateUsers(users: readonly HeapUser[]): Row[] {
  return users
    .filter((user, at) => user.joined.getTime() >= midnight(june(30)) || at % 40 === 3)
    .map((user, at) => row(user, june(30), { seat_type: at % 2 === 0 ? 'full' : 'light' }));
}

/** Who has become whom until that day: mostly in one step, some in two, one in a circle. */
export function migrations(users: readonly HeapUser[], until: number): Row[] {
  return users
    .filter(({ knownFrom, before }) => before.length > 0 && knownFrom <= until)
    .flatMap((user) => {
      const time = timeForms.microseconds(midnight(user.knownFrom));
      const ids = [...user.before, user.id, ...(user.looping ? [user.before[0]!] : [])];
      return ids.slice(1).map((to, at) => ({ from_user_id: ids[at], to_user_id: to, time }));
    });
}

/** The oldest dump's user_migrations had a row that later ones no longer have: it does not count. */
export function withdrawnMigration(users: readonly HeapUser[]): Row {
  const [from, to] = users.filter(({ weight, before }) => weight > 0 && before.length === 0);
  return { from_user_id: from!.id, to_user_id: to!.id, time: timeForms.microseconds(midnight(0)) };
}

function changesPlan(at: number): boolean {
  return at % 17 === 5;
}

function row(user: HeapUser, modifiedOn: number, changes: Row): Row {
  return {
    user_id: user.id,
    identity: user.identity,
    handle: user.handle,
    email: user.email,
    joindate: timeForms.microseconds(user.joined.getTime()),
    last_modified: timeForms.microseconds(Math.max(midnight(modifiedOn), user.joined.getTime())),
    plan: user.plan,
    salesforce_account_id: user.accountId,
    ...changes,
  };
}

function anonymousRow(user: HeapUser, id: number): Row {
  const joined = timeForms.microseconds(user.joined.getTime() - 86_400_000);
  return { user_id: id, joindate: joined, last_modified: joined, plan: 'free' };
}
