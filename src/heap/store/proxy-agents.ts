import type { Agent } from 'node:http';

const NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

interface Agents {
  readonly httpAgent?: Agent;
  readonly httpsAgent?: Agent;
}

/**
 * Agents that go through the proxies of HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, past them where NO_PROXY says so; none where no proxy
 * is named. The AWS SDK knows no proxies by itself:
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html
 */
export async function proxyAgents(): Promise<Agents> {
  if (NAMES.every((name) => (process.env[name] ?? '') === '')) return {};
  const { ProxyAgent } = await import('proxy-agent');
  // Without TLS each request names the whole address to the proxy, which the agent does on new connections alone.
  return { httpAgent: new ProxyAgent(), httpsAgent: new ProxyAgent({ keepAlive: true, maxSockets: 50 }) };
}
