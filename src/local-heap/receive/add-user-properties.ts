import { rateLimits } from '../rules/limits.ts';
import type { Properties } from '../rules/read-properties.ts';
import type { Request, UserProperties } from '../rules/requests.ts';
import type { UsualUsers } from '../rules/usual-users.ts';
import type { App } from '../store/apps.ts';
import { spend } from '../store/meter.ts';
import type { HeapStore } from '../store/store.ts';
import type { UserRow } from '../store/users.ts';

/**
 * Writes the properties of users, by identity. An identity that nobody has makes a new user, without events. The last
 * value of a property wins; of one identity that is named twice in a request, the later one (believed).
 * https://developers.heap.io/reference/add-user-properties
 */
export function addUserProperties(store: HeapStore, app: App, request: Request<UserProperties>, now: number): void {
  const asked = Map.groupBy(request.items, ({ identity }) => identity);
  write(store, app, now, asked, (items, found) => {
    const sent = items.length === 1 ? items[0]!.properties : lastOf(items);
    const properties = store.properties.merge(app.id, 'user', found?.properties, withoutEmail(sent));
    return { email: emailOf(sent) ?? found?.email ?? null, properties };
  });
  if (request.bulk) store.usualNames.learn(app.id, mostNames(request.items));
}

/** The same for a request that is read in the usual form. */
export function addUsualUsers(store: HeapStore, app: App, { users, texts }: UsualUsers, now: number): void {
  store.usualNames.noteTexts(app.id, texts);
  write(store, app, now, users, (sent, found) => ({
    email: found?.email ?? null,
    properties: store.properties.mergeKept(found?.properties, sent),
  }));
}

/** The window of somebody who has not come yet. */
const unused = { since: 0, used: 0 };

function write<T>(
  store: HeapStore,
  app: App,
  now: number,
  asked: ReadonlyMap<string, T>,
  change: (sent: T, found: UserRow | undefined) => Pick<UserRow, 'email' | 'properties'>,
): void {
  // All limits are looked at before anything is written.
  const users = [...asked].map(([identity, sent]) => {
    const found = store.users.find(app.id, identity);
    return { identity, sent, found, window: spend(rateLimits.userProperties, found ?? unused, 1, now, identity) };
  });
  let made = 0;
  for (const { identity, sent, found, window } of users) {
    const { since, used } = window;
    const { email, properties } = change(sent, found);
    if (found === undefined) {
      store.users.insert(app.id, { identity, email, joined: now, modified: now, since, used, properties });
      made += 1;
    } else store.users.update(app.id, { ...found, email, modified: now, since, used, properties });
  }
  store.apps.addUsers(app, made);
}

/** The names that requests like this one have, as far as one of its users tells; `email` is kept elsewhere. */
function mostNames(items: readonly UserProperties[]): readonly string[] {
  const lists = items.map(({ properties }) => Object.keys(properties));
  return lists.reduce((most, names) => (names.length > most.length ? names : most)).filter((name) => name !== 'email');
}

/** Of each property the last value. */
function lastOf(items: readonly UserProperties[]): Properties {
  return Object.fromEntries(items.flatMap(({ properties }) => Object.entries(properties)));
}

/** `email` in lower case is Heap's own property; in any other casing it is a property like others. */
function emailOf({ email }: Properties): string | undefined {
  return email === undefined ? undefined : String(email);
}

function withoutEmail(sent: Properties): Properties {
  if (sent['email'] === undefined) return sent;
  const { email: _, ...others } = sent;
  return others;
}
