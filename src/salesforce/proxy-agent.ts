/**
 * An agent of undici that goes through the proxies that the environment names, loaded without the rest of undici: with fetch,
 * WebSocket, mocks and caches come 45 ms of a core and 14 MB more, at each command that asks an org.
 */
import api from 'undici/lib/api/index.js';
import AnyDispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';

// What gives dispatchers `request` and its like; the whole of undici does the same as it loads.
Object.assign(AnyDispatcher.prototype, api);

export { EnvHttpProxyAgent as ProxyAgent };
