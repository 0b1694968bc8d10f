import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import type { Said } from './answer.ts';
import type { Owner } from './delivery.ts';

/** Where Heap is, and which environment is meant. */
export interface HeapPlace {
  /** `https://heapanalytics.com`, without a slash at the end. */
  readonly url: string;
  readonly appId: string;
}

const CALLS: Readonly<Record<Owner, { readonly path: string; readonly list: string }>> = {
  user: { path: '/api/add_user_properties', list: 'users' },
  account: { path: '/api/add_account_properties', list: 'accounts' },
};

/** What stands around the lines: `{"app_id":"11","users":[…]}`. https://developers.heap.io/reference/bulk-add-user-properties */
export function aroundLines({ appId }: HeapPlace, owner: Owner): readonly [before: string, after: string] {
  return [`{"app_id":${JSON.stringify(appId)},"${CALLS[owner].list}":[`, ']}'];
}

export interface Post {
  readonly dispatcher: Dispatcher;
  readonly place: HeapPlace;
  readonly owner: Owner;
  readonly body: Buffer;
  readonly packed: boolean;
  readonly signal?: AbortSignal | undefined;
}

const pack = promisify(gzip);

/** One request. Trouble on the way is an answer too; only what is called off is thrown. */
export async function post({ dispatcher, place, owner, body, packed, signal }: Post): Promise<Said> {
  // Names repeat in each line, so that even the fastest level makes a tenth of it.
  const sent = packed ? await pack(body, { level: constants.Z_BEST_SPEED }) : body;
  try {
    const answer = await request(`${place.url}${CALLS[owner].path}`, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'heap-salesforce',
        ...(packed ? { 'content-encoding': 'gzip' } : {}),
      },
      body: sent,
      signal: signal ?? null,
    });
    const text = (await answer.body.text()).slice(0, 500).trim();
    return { kind: 'answer', status: answer.statusCode, text, headers: answer.headers };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'silence', why: whyOf(error) };
  }
}

/** The innermost reason: `connect ECONNREFUSED 127.0.0.1:8123`. */
export function whyOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  if (error instanceof Error) return error.cause instanceof Error ? whyOf(error.cause) : error.message;
  return String(error);
}
