import type { IncomingMessage } from 'node:http';

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE']);

/**
 * A POST stands for the method that `_HttpMethod` names, for clients that cannot send it.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_update_fields.htm
 */
export function overrideMethod(request: IncomingMessage): void {
  if (request.method !== 'POST' || request.url?.startsWith('/services/data/') !== true) return;
  const named = /[?&]_HttpMethod=([A-Za-z]+)(?:&|$)/.exec(request.url)?.[1]?.toUpperCase();
  if (named !== undefined && methods.has(named)) request.method = named;
}
