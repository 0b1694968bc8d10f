import { rateLimits } from '../rules/limits.ts';
import type { Properties } from '../rules/read-properties.ts';
import type { Request, UserProperties } from '../rules/requests.ts';
import type { App } from '../store/apps.ts';
import { spend } from '../store/meter.ts';
import type { HeapStore } from '../store/store.ts';
import type { UserRow } from '../store/users.ts';

/** The window of somebody who has not come yet. */
const unused = { since: 0, used: 0 };

/**
 * Writes the properties of users, by identity. An identity that nobody has makes a new user, without events. The last
 * value of a property wins; of one identity that is named twice in a request, the later one (believed).
 * https://developers.heap.io/reference/add-user-properties
 */
export function addUserProperties(store: HeapStore, app: App, request: Request<UserProperties>, now: number): void {
  let made = 0;
  const counted = new Set<string>();
  for (const { identity, properties: sent } of request.items) {
    const found = store.users.find(app.id, identity);
    const amount = counted.has(identity) ? 0 : 1;
    counted.add(identity);
    const window = spend(rateLimits.userProperties, found ?? unused, amount, now, identity);
    const properties = store.properties.merge(app.id, 'user', found?.properties, withoutEmail(sent));
    const email = emailOf(sent) ?? found?.email ?? null;
    if (found === undefined) {
      store.users.insert(app.id, { identity, email, joined: now, modified: now, ...window, properties });
      made += 1;
    } else store.users.update({ ...found, ...window, email, modified: now, properties } satisfies UserRow);
  }
  store.apps.addUsers(app, made);
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
