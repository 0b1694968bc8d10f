import { ApiError } from '../engine/api-error.ts';

interface Route {
  readonly method: string;
  readonly path: string;
}

/**
 * The refusal of a method that a resource does not have; undefined when no resource is at that address.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
export function methodTrouble(routes: readonly Route[], method: string, url: string): ApiError | undefined {
  const path = url.split('?', 1)[0]!;
  const allowed = routes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method);
  if (allowed.length === 0) return undefined;
  const names = [...new Set(allowed)].join(',');
  return new ApiError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are ${names}`);
}

/** `/sobjects/:object/*` as a pattern of addresses. */
function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/:\w+/g, '[^/]+')
    .replaceAll('*', '.*');
  return new RegExp(`^${source}/?$`);
}
