import { rateLimits } from '../rules/limits.ts';
import type { Properties } from '../rules/read-properties.ts';
import type { Request, UserProperties } from '../rules/requests.ts';
import type { App } from '../store/apps.ts';
import { spend } from '../store/meter.ts';
import type { HeapStore } from '../store/store.ts';

/** The window of somebody who has not come yet. */
const unused = { since: 0, used: 0 };

/**
 * Writes the properties of users, by identity. An identity that nobody has makes a new user, without events. The last
 * value of a property wins; of one identity that is named twice in a request, the later one (believed).
 * https://developers.heap.io/reference/add-user-properties
 */
export function addUserProperties(store: HeapStore, app: App, request: Request<UserProperties>, now: number): void {
  const asked = Map.groupBy(request.items, ({ identity }) => identity);
  // All limits are looked at before anything is written.
  const users = [...asked].map(([identity, items]) => {
    const found = store.users.find(app.id, identity);
    return { identity, items, found, ...spend(rateLimits.userProperties, found ?? unused, 1, now, identity) };
  });
  for (const { identity, items, found, since, used } of users) {
    const sent = items.length === 1 ? items[0]!.properties : lastOf(items);
    const properties = store.properties.merge(app.id, 'user', found?.properties, withoutEmail(sent));
    const email = emailOf(sent) ?? found?.email ?? null;
    const changed = { email, modified: now, since, used, properties };
    if (found === undefined) store.users.insert(app.id, { identity, joined: now, ...changed });
    else store.users.update(app.id, { ...found, ...changed });
  }
  store.apps.addUsers(app, users.filter(({ found }) => found === undefined).length);
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
