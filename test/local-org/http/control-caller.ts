import { readFileSync } from 'node:fs';
import type { LocalOrg } from '../../../src/local-org/index.ts';

/** Talks to a server's control API, as whoever may read its key does. */
export function controller(server: LocalOrg) {
  return async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${server.url}/local-org/${path}`, {
      method,
      headers: {
        'x-local-org-key': readFileSync(server.controlKeyFile, 'utf8'),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
  };
}
