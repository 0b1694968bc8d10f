import { Agent, EnvHttpProxyAgent } from 'undici';
import { isThisMachine } from './is-this-machine.ts';

/** The way to an address: through the proxies that the environment names, and straight to this machine. */
export function dispatcherFor(url: string, options: Agent.Options = {}): Agent | EnvHttpProxyAgent {
  return isThisMachine(url) ? new Agent(options) : new EnvHttpProxyAgent(options);
}
