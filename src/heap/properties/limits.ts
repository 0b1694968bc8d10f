/** How much is sent to Heap at a time, and how fast. */
export interface SendLimits {
  /** Users (accounts) in a request: https://developers.heap.io/reference/bulk-add-user-properties */
  readonly linesPerRequest: number;
  /**
   * Bytes of a body before it is compressed. Heap names no limit; a megabyte is what web servers take that were told
   * nothing (nginx: client_max_body_size 1m), and holds a thousand users of twenty properties.
   */
  readonly bytesPerRequest: number;
  /** Requests that may name one identity within the span: https://developers.heap.io/reference/add-user-properties */
  readonly requestsPerIdentity: number;
  readonly identitySpanMs: number;
  readonly requestsInFlight: number;
  /** Of all identities together, for which Heap names no limit; undefined for as fast as it goes. */
  readonly requestsPerSecond: number | undefined;
  /** Attempts at one request before the rest is left for another run. */
  readonly attempts: number;
  /** The longest wait that Heap may ask for before the rest is left for another run. */
  readonly longestWaitMs: number;
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

/** Modest towards Heap, which others use too: five thousand users a second at most. */
export const HEAP_LIMITS: SendLimits = {
  linesPerRequest: 1000,
  bytesPerRequest: 1_000_000,
  requestsPerIdentity: 30,
  identitySpanMs: 30_000,
  requestsInFlight: 4,
  requestsPerSecond: 5,
  attempts: 8,
  longestWaitMs: 15 * 60_000,
  timeoutMs: 60_000,
};

/** The local Heap serves nobody else. */
export const LOCAL_LIMITS: SendLimits = { ...HEAP_LIMITS, requestsPerSecond: undefined };
