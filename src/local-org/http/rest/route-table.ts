import type { RestRoute } from './route.ts';

/** A route, and what its path holds in the open places. */
export interface RouteMatch {
  readonly route: RestRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a path inside a composite request; named steps go before open ones, as in the server's own table. */
export class RouteTable {
  readonly routes: readonly RestRoute[];
  readonly #patterns: readonly { readonly route: RestRoute; readonly pattern: RegExp }[];

  constructor(routes: readonly RestRoute[]) {
    this.routes = routes;
    this.#patterns = routes
      .map((route) => ({ route, pattern: new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`) }))
      .sort((a, b) => opens(a.route.path) - opens(b.route.path));
  }

  match(method: string, path: string): RouteMatch | undefined {
    for (const { route, pattern } of this.#patterns) {
      if (route.method !== method) continue;
      const found = pattern.exec(path);
      if (found === null) continue;
      const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decoded(value)] as const);
      return { route, params: Object.fromEntries(params) };
    }
    return undefined;
  }
}

function opens(path: string): number {
  return path.split('/').filter((step) => step.startsWith(':')).length;
}

/** A lone percent sign stands for itself. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
