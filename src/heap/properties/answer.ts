import type { IncomingHttpHeaders } from 'node:http';

/** What Heap said to a request, or that nothing came of it. */
export type Said = Answer | { readonly kind: 'silence'; readonly why: string };

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  /** The beginning of it: plain text, as far as Heap says anything. */
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

export type Meaning =
  | 'accepted'
  /** Something in the body is off; Heap documents this one. https://developers.heap.io/reference/add-user-properties */
  | 'refused'
  | 'too-large'
  | 'cannot-unpack'
  /** Another attempt may do. */
  | 'busy'
  /** No answer of Heap's property API: whatever is sent will meet it. */
  | 'foreign';

const MEANINGS: Readonly<Record<number, Meaning>> = {
  400: 'refused',
  408: 'busy',
  413: 'too-large',
  415: 'cannot-unpack',
  422: 'refused',
  425: 'busy',
  429: 'busy',
};

export function meaningOf(said: Said): Meaning {
  if (said.kind === 'silence') return 'busy';
  if (said.status >= 200 && said.status < 300) return 'accepted';
  return MEANINGS[said.status] ?? (said.status >= 500 ? 'busy' : 'foreign');
}

/** `400 Bad request`; or why there was no answer. */
export function wordsOf(said: Said): string {
  return said.kind === 'silence' ? said.why : `${said.status} ${said.text}`.trim();
}
