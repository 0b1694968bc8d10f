/**
 * An agent of undici that goes through the proxies that the environment names, loaded without the rest of undici: with fetch,
 * WebSocket, mocks and caches come 45 ms of a core and 14 MB more, at each command that asks an org.
 */
import { setFlagsFromString } from 'node:v8';
import api from 'undici/lib/api/index.js';
import AnyDispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';

// undici reads the heads of answers by WebAssembly, which V8 would compile a second time for speed: that takes 80 ms of a core and 40 MB,
// and a few thousand answers never win it back. To be set before the first of them.
for (const flag of ['--no-wasm-dynamic-tiering', '--no-wasm-tier-up']) setFlagsFromString(flag);

// What gives dispatchers `request` and its like; the whole of undici does the same as it loads.
Object.assign(AnyDispatcher.prototype, api);

export { EnvHttpProxyAgent as ProxyAgent };
