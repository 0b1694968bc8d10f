import { rateLimits } from '../rules/limits.ts';
import type { Request, TrackedEvent, Who } from '../rules/requests.ts';
import type { App } from '../store/apps.ts';
import type { HeapStore } from '../store/store.ts';

/**
 * Keeps events. An identity that nobody has makes a new user; a user_id that nobody has makes an anonymous one
 * (believed). An event whose idempotency key is known changes nothing.
 * https://developers.heap.io/reference/track-1, https://developers.heap.io/reference/bulk-track
 */
export function track(store: HeapStore, app: App, { bulk, items }: Request<TrackedEvent>, now: number): void {
  const byUser = Map.groupBy(items, ({ who }) => nameOf(who));
  const limit = bulk ? rateLimits.bulkTrackIdentity : rateLimits.track;
  for (const [who, events] of byUser) store.meters.spend(app.id, limit, who, events.length, now);
  if (bulk) store.meters.spend(app.id, rateLimits.bulkTrackApp, `app_id ${app.appId}`, items.length, now);
  const users = new Map([...byUser].map(([name, [event]]) => [name, userIdOf(store, app, event!.who, now)]));
  for (const { who, name, time = now, sessionId = null, key = null, properties } of items) {
    if (key !== null && store.events.hasKey(app.id, key)) continue;
    store.events.insert(app.id, {
      userId: users.get(nameOf(who))!,
      name,
      time,
      sessionId,
      key,
      properties: store.properties.merge(app.id, 'event', undefined, properties),
    });
  }
}

/** As limits count them and refusals name them; a user_id is none's identity. */
const nameOf = (who: Who): string => (who.kind === 'identity' ? `identity ${who.identity}` : `user_id ${who.userId}`);

/** Whom an event belongs to: instead of a user_id that was identified, the one that it became. */
function userIdOf(store: HeapStore, app: App, who: Who, now: number): number {
  const { users, migrations } = store;
  const userId = who.kind === 'identity' ? undefined : (migrations.of(app.id, who.userId) ?? who.userId);
  const found = who.kind === 'identity' ? users.find(app.id, who.identity) : users.findByUserId(app.id, userId!);
  if (found !== undefined) return found.userId;
  store.apps.addUsers(app, 1);
  const identity = who.kind === 'identity' ? who.identity : null;
  return users.insert(app.id, {
    identity,
    joined: now,
    modified: now,
    ...(userId === undefined ? {} : { userId }),
  });
}
