import { userIdsPerIdentity } from '../rules/limits.ts';
import type { Identification, Request } from '../rules/requests.ts';
import type { App } from '../store/apps.ts';
import { type Coded, pairsOf } from '../store/property-book.ts';
import type { HeapStore } from '../store/store.ts';
import type { UserRow } from '../store/users.ts';

/**
 * Says who an anonymous user is: its events move to the user of that identity. A user_id has one identity ever, so that
 * another one later does nothing; nor does the eleventh user_id of an identity within a month. Both are answered as if
 * they had been taken.
 * https://developers.heap.io/reference/identify-1
 */
export function identify(store: HeapStore, app: App, request: Request<Identification>, now: number): void {
  const { users, migrations } = store;
  for (const { userId, identity, time = now } of request.items) {
    const anonymous = users.findByUserId(app.id, userId);
    if (migrations.of(app.id, userId) !== undefined || (anonymous && anonymous.identity !== null)) continue;
    const known = users.find(app.id, identity);
    const recent = known && migrations.count(app.id, known.userId, now - userIdsPerIdentity.milliseconds);
    if ((recent ?? 0) >= userIdsPerIdentity.max) continue;
    const target = known ?? made(store, app, identity, time, now);
    migrations.insert(app.id, { fromUserId: userId, toUserId: target.userId, time: now });
    if (anonymous === undefined) continue;
    store.events.move(app.id, userId, target.userId);
    users.update(app.id, merged(target, anonymous, now));
    users.remove(app.id, anonymous);
    store.apps.addUsers(app, -1);
  }
}

function made(store: HeapStore, app: App, identity: string, joined: number, now: number): UserRow {
  store.users.insert(app.id, { identity, joined: Math.min(joined, now), modified: now });
  store.apps.addUsers(app, 1);
  return store.users.find(app.id, identity)!;
}

/** What the identified user has, and what only the anonymous one had: the first joining date counts. Believed. */
function merged(target: UserRow, anonymous: UserRow, now: number): UserRow {
  const own: Coded = JSON.parse(target.properties);
  const has = new Set(pairsOf(own).map(([id]) => id));
  const more = pairsOf(JSON.parse(anonymous.properties)).filter(([id]) => !has.has(id));
  return {
    ...target,
    email: target.email ?? anonymous.email,
    joined: Math.min(target.joined, anonymous.joined),
    modified: now,
    properties: JSON.stringify([...own, ...more.flat()]),
  };
}
