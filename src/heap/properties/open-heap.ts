import { type Clock, systemClock } from '../../base/clock.ts';
import { dispatcherFor } from '../../base/dispatcher-for.ts';
import { isThisMachine } from '../../base/is-this-machine.ts';
import { type Pause, realPause } from '../../base/pause.ts';
import type { HeapLine } from './attempt-batch.ts';
import { Bodies } from './bodies.ts';
import type { Delivery, Owner } from './delivery.ts';
import { HEAP_LIMITS, LOCAL_LIMITS, type SendLimits } from './limits.ts';
import { Pace } from './pace.ts';
import type { HeapPlace } from './post.ts';
import { type SendRequest, sendLines } from './send-lines.ts';

/** Heap's server-side property API: https://developers.heap.io/reference/bulk-add-user-properties */
export interface HeapProperties {
  /**
   * Lines of JSON, one user (account) each: `{"identity":…,"properties":{…}}` (`"account_id"`). They come in portions of
   * UTF-8 with a line feed between two lines, and are never taken apart; a portion is read before the next one is asked for. Each line is answered for. Mistake when Heap refuses whatever it is sent, with nothing accepted before.
   */
  send(
    owner: Owner,
    portions: AsyncIterable<Uint8Array>,
    options?: Pick<SendRequest, 'onSettled' | 'signal'>,
  ): Promise<Delivery>;
  close(): Promise<void>;
}

export interface HeapOptions {
  readonly clock?: Clock;
  readonly pause?: Pause;
  readonly random?: () => number;
  readonly limits?: Partial<SendLimits>;
  /** Whether bodies are compressed, as far as Heap unpacks them: by default towards another machine. */
  readonly packing?: boolean;
}

export function openHeap(place: HeapPlace, options: HeapOptions = {}): HeapProperties {
  const { clock = systemClock, pause = realPause, random = Math.random } = options;
  const isLocal = isThisMachine(place.url);
  const limits = { ...(isLocal ? LOCAL_LIMITS : HEAP_LIMITS), ...options.limits };
  const agent = {
    allowH2: false,
    connections: limits.requestsInFlight,
    connect: { timeout: 10_000 },
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
  };
  const dispatcher = dispatcherFor(place.url, agent);
  const line: HeapLine = {
    place,
    limits,
    dispatcher,
    bodies: new Bodies(limits.bytesPerRequest + 1024),
    pace: new Pace(limits, { clock, pause, random }),
    clock,
    // On one machine it costs more than it saves.
    packing: (options.packing ?? !isLocal) ? 'untried' : 'off',
    proven: new Set(),
    linesPerRequest: limits.linesPerRequest,
    bytesPerRequest: limits.bytesPerRequest,
  };
  return {
    send: (owner, portions, more = {}) => sendLines(line, { owner, portions, ...more }),
    close: () => dispatcher.close(),
  };
}
