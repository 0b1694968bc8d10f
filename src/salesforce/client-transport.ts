import { setDefaults, setDispatcher } from '@jsforce/jsforce-node/lib/request.js';
import { Transport } from '@jsforce/jsforce-node/lib/transport.js';
import { Dispatcher } from 'undici';
import { dispatcherUnderWay, type MeteredHttp, openAgent } from './metered-http.ts';
import { wholeAnswers } from './whole-answers.ts';

/** The client library's type of request options, without naming its deep path. */
type TransportOptions = NonNullable<Parameters<Transport['httpRequest']>[1]>;
type TransportRequest = Parameters<Transport['httpRequest']>[0];

/**
 * The client library has one dispatcher for the whole process, and no place for one per connection. So the one we
 * give it asks which org the request under way belongs to, which an asynchronous context tells, and hands it on.
 */
class Switchboard extends Dispatcher {
  readonly #ofNobody = openAgent();

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return (dispatcherUnderWay() ?? this.#ofNobody).dispatch(options, wholeAnswers(handler));
  }
}

// The library's own proxy setting would go round the dispatcher, and knows no NO_PROXY: the agent looks after proxies.
setDefaults({ followRedirect: true });
setDispatcher(new Switchboard());

/** The client library tries again by itself after a broken connection or a busy server; not for long, since we have looked for the org before. */
const retry = { maxRetries: 3, minTimeout: 250, timeoutFactor: 2 };

/** How a connection of the client library reaches the net: by the metered way of its org. */
export class MeteredTransport extends Transport {
  readonly #http: MeteredHttp;

  constructor(http: MeteredHttp) {
    super();
    this.#http = http;
  }

  override httpRequest(request: TransportRequest, options: TransportOptions = {}) {
    return this.#http.run(() => super.httpRequest(request, { ...options, retry }));
  }
}
