import type { LocalOrg } from '../../../src/local-org/index.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
  readonly json: any;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

export const data = '/services/data/v67.0';

/** Talks to a local org as one user, with plain fetch. A path that begins without a slash is below the data API. */
export function caller(org: LocalOrg, username = 'admin@heap.local'): Call {
  return async (method, path, body, headers = {}) => {
    const url = path.startsWith('/') ? `${org.url}${path}` : `${org.url}${data}/${path}`;
    const isText = typeof body === 'string';
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${org.accessToken(username)}`,
        ...(body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
}

export const soql = (text: string): string => `query?q=${encodeURIComponent(text)}`;
