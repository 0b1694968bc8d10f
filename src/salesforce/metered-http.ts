import { AsyncLocalStorage } from 'node:async_hooks';
import { setDefaults, setDispatcher } from '@jsforce/jsforce-node/lib/request.js';
import { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import { Dispatcher, EnvHttpProxyAgent } from 'undici';
import { callKind } from './call-kind.ts';
import type { CreditMeter } from './credits.ts';

/** The client library's type of request options, without naming its deep path. */
type TransportOptions = NonNullable<Parameters<Transport['httpRequest']>[1]>;
type TransportRequest = Parameters<Transport['httpRequest']>[0];

/** One org's way to the net: each request through it is counted, the client library's own retries included. */
export interface MeteredHttp {
  /** For requests that we make ourselves. */
  readonly dispatcher: Dispatcher;
  /** For a connection of the client library. */
  readonly transport: Transport;
  /** Requests that the client library makes on its own inside `work`, as when it signs in, go this way too. */
  run<T>(work: () => T): T;
  close(): Promise<void>;
}

/**
 * The client library has one dispatcher for the whole process, and no place for one per connection. So the one we
 * give it asks which org the request under way belongs to, which an asynchronous context tells, and hands it on.
 */
const underWay = new AsyncLocalStorage<Dispatcher>();

class Switchboard extends Dispatcher {
  readonly #ofNobody = openAgent();

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return (underWay.getStore() ?? this.#ofNobody).dispatch(options, handler);
  }
}

// The library's own proxy setting would go round the dispatcher, and knows no NO_PROXY: the agent looks after proxies.
setDefaults({ followRedirect: true });
setDispatcher(new Switchboard());

export function openMeteredHttp(meter: CreditMeter): MeteredHttp {
  const agent = openAgent();
  const dispatcher = agent.compose(counting(meter));
  let closed: Promise<void> | undefined;
  return {
    dispatcher,
    transport: new MeteredTransport(dispatcher),
    run: (work) => underWay.run(dispatcher, work),
    close: () => {
      closed ??= agent.close();
      return closed;
    },
  };
}

function openAgent(): Dispatcher {
  return new EnvHttpProxyAgent({ allowH2: false, connect: { timeout: 10_000 } });
}

/** The client library tries again by itself after a broken connection or a busy server; not for long, since we have looked for the org before. */
const retry = { maxRetries: 3, minTimeout: 250, timeoutFactor: 2 };

class MeteredTransport extends Transport {
  readonly #dispatcher: Dispatcher;

  constructor(dispatcher: Dispatcher) {
    super();
    this.#dispatcher = dispatcher;
  }

  override httpRequest(request: TransportRequest, options: TransportOptions = {}) {
    return underWay.run(this.#dispatcher, () => super.httpRequest(request, { ...options, retry }));
  }
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
