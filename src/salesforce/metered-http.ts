import { AsyncLocalStorage } from 'node:async_hooks';
import type { Dispatcher } from 'undici';
import { callKind } from './call-kind.ts';
import type { CreditMeter } from './credit-meter.ts';
import { ProxyAgent } from './proxy-agent.ts';

/** One org's way to the net: each request through it is counted, the client library's own retries included. */
export interface MeteredHttp {
  /** For requests that we make ourselves. */
  readonly dispatcher: Dispatcher;
  /** Requests that the client library makes on its own inside `work`, as when it signs in, go this way too. */
  run<T>(work: () => T): T;
  close(): Promise<void>;
}

/** Which org the request under way belongs to, told by an asynchronous context. */
const underWay = new AsyncLocalStorage<Dispatcher>();

/** The dispatcher of the org that the request under way belongs to; undefined outside of `run`. */
export function dispatcherUnderWay(): Dispatcher | undefined {
  return underWay.getStore();
}

export function openMeteredHttp(meter: CreditMeter): MeteredHttp {
  const agent = openAgent();
  const dispatcher = agent.compose(counting(meter));
  let closed: Promise<void> | undefined;
  return {
    dispatcher,
    run: (work) => underWay.run(dispatcher, work),
    close: () => {
      closed ??= agent.close();
      return closed;
    },
  };
}

export function openAgent(): Dispatcher {
  return new ProxyAgent({ allowH2: false, connect: { timeout: 10_000 } });
}

function counting(meter: CreditMeter): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) =>
    function dispatchCounted(options, handler) {
      const kind = callKind(options.path);
      if (kind === undefined) return dispatch(options, handler);
      meter.admit();
      const place = new Place(meter);
      try {
        return dispatch(options, countingHandler(handler, place, kind));
      } catch (error) {
        place.giveBack();
        throw error;
      }
    };
}

/** The place that a request under way holds; it is booked or given back once. */
class Place {
  readonly #meter: CreditMeter;
  #settled = false;

  constructor(meter: CreditMeter) {
    this.#meter = meter;
  }

  book(kind: Parameters<CreditMeter['book']>[0], limitInfo?: string): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#meter.book(kind, limitInfo);
  }

  giveBack(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#meter.release();
  }
}

function countingHandler(
  handler: Dispatcher.DispatchHandler,
  place: Place,
  kind: Parameters<CreditMeter['book']>[0],
): Dispatcher.DispatchHandler {
  let left = false;
  return {
    onRequestStart(...facts) {
      left = true;
      handler.onRequestStart?.(...facts);
    },
    onRequestUpgrade: (...facts) => handler.onRequestUpgrade?.(...facts),
    onResponseStart(controller, status, headers, text) {
      if (status >= 200) {
        const limitInfo = headers['sforce-limit-info'];
        place.book(kind, Array.isArray(limitInfo) ? limitInfo[0] : limitInfo);
      }
      return handler.onResponseStart?.(controller, status, headers, text);
    },
    onResponseData: (...facts) => handler.onResponseData?.(...facts),
    onResponseEnd: (...facts) => handler.onResponseEnd?.(...facts),
    onResponseError(...facts) {
      // A request that broke off after it left may have been counted over there: better one too many than one too few.
      if (left) place.book(kind);
      else place.giveBack();
      return handler.onResponseError?.(...facts);
    },
  };
}
