import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { LocalHeap } from '../../src/local-heap/index.ts';

export const APP = '2388822444';

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Sends Heap's APIs what any client may send: the app_id is there unless the body names another. */
export function caller({ url }: Pick<LocalHeap, 'url'>) {
  return async (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Reply> => {
    const text = JSON.stringify({ app_id: APP, ...body });
    const response = await fetch(`${url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: headers['content-encoding'] === 'gzip' ? gzipSync(text) : text,
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
}

/** Talks to the control API, as whoever may read its key does. */
export function controller(heap: LocalHeap) {
  return async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${heap.url}/local-heap${path}`, {
      method,
      headers: {
        'x-local-heap-key': readFileSync(heap.controlKeyFile, 'utf8'),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
  };
}
