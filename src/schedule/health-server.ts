import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostnameOf, isLoopback } from '../base/loopback.ts';
import { portInUse } from '../base/port-in-use.ts';

interface Answer {
  readonly type: string;
  readonly body: string;
}

/** By path. */
export type HealthRoutes = Readonly<Record<string, () => Promise<Answer>>>;

export interface HealthServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Answers on this machine only, and only under names of this machine: a web page that found its way here gets nothing. */
export async function serveHealth(port: number, routes: HealthRoutes): Promise<HealthServer> {
  const server = createServer((request, response) => void answer(routes, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portInUse(error, port, 'the scheduler’s health')));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(routes: HealthRoutes, { method, url = '/', headers }: IncomingMessage, response: ServerResponse) {
  const send = (status: number, type: string, body: string) =>
    void response
      .writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      .end(method === 'HEAD' ? '' : body);
  if (!isLoopback(hostnameOf(headers.host ?? '')))
    return send(403, 'text/plain', 'Under names of this machine only.\n');
  const path = url.split('?', 1)[0] ?? '/';
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return send(404, 'text/plain', `There are ${Object.keys(routes).join(' and ')}.\n`);
  if (method !== 'GET' && method !== 'HEAD') return send(405, 'text/plain', 'GET only.\n');
  try {
    const { type, body } = await route();
    return send(200, type, body);
  } catch (error) {
    return send(503, 'text/plain', `${error instanceof Error ? error.message : String(error)}\n`);
  }
}
