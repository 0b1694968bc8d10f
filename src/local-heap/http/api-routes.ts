import { addAccountProperties } from '../receive/add-account-properties.ts';
import { addUserProperties } from '../receive/add-user-properties.ts';
import { identify } from '../receive/identify.ts';
import { track } from '../receive/track.ts';
import { pages } from '../rules/limits.ts';
import { readAccountProperties, readIdentify, readTrack, readUserProperties } from '../rules/read-request.ts';
import type { Request } from '../rules/requests.ts';
import type { App } from '../store/apps.ts';
import type { HeapStore } from '../store/store.ts';

/** One of Heap's server-side APIs. */
export interface ApiRoute {
  readonly path: string;
  /** The page that describes it. */
  readonly page: string;
  /** The request past the door; throws Refused. */
  read(body: unknown): ReadyRequest;
}

/** A request that keeps to the rules of its form, and what it does; throws Refused (429). */
export interface ReadyRequest extends Request<unknown> {
  run(store: HeapStore, app: App, now: number): void;
}

function route<T>(
  path: string,
  page: string,
  read: (body: unknown) => Request<T>,
  run: (store: HeapStore, app: App, request: Request<T>, now: number) => void,
): ApiRoute {
  return {
    path,
    page,
    read(body) {
      const request = read(body);
      return { ...request, run: (store, app, now) => run(store, app, request, now) };
    },
  };
}

/** All that is served, under the same paths as in the United States and in the European Union. */
export const apiRoutes: readonly ApiRoute[] = [
  route('/api/add_user_properties', pages.addUserProperties, readUserProperties, addUserProperties),
  route('/api/add_account_properties', pages.addAccountProperties, readAccountProperties, addAccountProperties),
  route('/api/track', pages.track, readTrack, track),
  route('/api/v1/identify', pages.identify, readIdentify, identify),
];
