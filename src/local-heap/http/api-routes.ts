import { addAccountProperties } from '../receive/add-account-properties.ts';
import { addUserProperties, addUsualUsers } from '../receive/add-user-properties.ts';
import { identify } from '../receive/identify.ts';
import { track } from '../receive/track.ts';
import { pages } from '../rules/limits.ts';
import { readAccountProperties, readIdentify, readTrack, readUserProperties } from '../rules/read-request.ts';
import type { Request } from '../rules/requests.ts';
import { readUsualUsers } from '../rules/usual-users.ts';
import type { App } from '../store/apps.ts';
import type { HeapStore } from '../store/store.ts';

/** One of Heap's server-side APIs. */
export interface ApiRoute {
  readonly path: string;
  /** The page that describes it. */
  readonly page: string;
  /** The request past the door; throws Refused. */
  read(body: unknown): ReadyRequest;
  /** The same from its bytes, of a request that many others are like. `undefined` for any other. */
  readUsual(body: Buffer, store: HeapStore): ReadyRequest | undefined;
}

/** A request that keeps to the rules of its form, and what it does; throws Refused (429). */
export interface ReadyRequest {
  readonly appId: string;
  /** Users, accounts or events. */
  readonly count: number;
  run(store: HeapStore, app: App, now: number): void;
}

function route<T>(
  path: string,
  page: string,
  read: (body: unknown) => Request<T>,
  run: (store: HeapStore, app: App, request: Request<T>, now: number) => void,
  readUsual: ApiRoute['readUsual'] = () => undefined,
): ApiRoute {
  return {
    path,
    page,
    read(body) {
      const request = read(body);
      return {
        appId: request.appId,
        count: request.items.length,
        run: (store, app, now) => run(store, app, request, now),
      };
    },
    readUsual,
  };
}

/** All that is served, under the same paths as in the United States and in the European Union. */
export const apiRoutes: readonly ApiRoute[] = [
  route('/api/add_user_properties', pages.addUserProperties, readUserProperties, addUserProperties, usualUsers),
  route('/api/add_account_properties', pages.addAccountProperties, readAccountProperties, addAccountProperties),
  route('/api/track', pages.track, readTrack, track),
  route('/api/v1/identify', pages.identify, readIdentify, identify),
];

function usualUsers(body: Buffer, { apps, usualNames }: HeapStore): ReadyRequest | undefined {
  const found = readUsualUsers(body, usualNames.room(3 * body.length), (appId) => {
    const app = apps.find(appId);
    return app && usualNames.of(app.id);
  });
  return (
    found && {
      appId: found.appId,
      count: found.users.size,
      run: (store, app, now) => addUsualUsers(store, app, found, now),
    }
  );
}
