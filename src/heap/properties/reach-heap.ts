import { request } from 'undici';
import { dispatcherFor } from '../../base/dispatcher-for.ts';
import { whyOf } from './post.ts';

export type Reached =
  | { readonly status: 'answers'; readonly http: number }
  | { readonly status: 'silent'; readonly why: string };

/**
 * Whether Heap answers at an address. Its APIs only take data in, and none of them tells whether an app id is right; so this
 * asks with GET for what is only ever sent with POST, names no app, and any answer will do.
 * https://developers.heap.io/reference/bulk-add-user-properties
 */
export async function reachHeap(url: string): Promise<Reached> {
  const options = { connect: { timeout: 10_000 }, headersTimeout: 20_000, bodyTimeout: 20_000 };
  const dispatcher = dispatcherFor(url, options);
  try {
    const answer = await request(`${url}/api/add_user_properties`, {
      dispatcher,
      method: 'GET',
      headers: { 'user-agent': 'heap-salesforce' },
    });
    await answer.body.dump();
    return { status: 'answers', http: answer.statusCode };
  } catch (error) {
    return { status: 'silent', why: whyOf(error) };
  } finally {
    await dispatcher.close();
  }
}
