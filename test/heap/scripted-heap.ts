import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { ManualClock } from '../../src/base/clock.ts';
import { type HeapOptions, type HeapProperties, openHeap } from '../../src/heap/properties/open-heap.ts';

export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly appId: unknown;
  /** Users (accounts) by identity (account id). */
  readonly entries: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** By the clock of the test. */
  readonly at: Date;
}

export interface Reply {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScriptedHeap extends AsyncDisposable {
  readonly heap: HeapProperties;
  readonly url: string;
  readonly clock: ManualClock;
  /** In the order in which they came. */
  readonly posted: readonly Posted[];
  /** What was waited between requests, in milliseconds. */
  readonly waits: readonly number[];
}

/** A server that says what a test tells it to, for what the local Heap never does; and a clock that waits move. */
export async function scriptedHeap(
  reply: (posted: Posted, request: number) => Reply | 'hang-up' | 'silence',
  options: HeapOptions & { readonly appId?: string } = {},
): Promise<ScriptedHeap> {
  const clock = new ManualClock('2026-07-01T08:00:00Z');
  const posted: Posted[] = [];
  const waits: number[] = [];
  const server = createServer(async (request, response) => {
    const bytes = await buffer(request);
    const body = JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString());
    const entries = new Map<string, Readonly<Record<string, unknown>>>(
      (body.users ?? body.accounts).map((one: Record<string, unknown>) => [
        one['identity'] ?? one['account_id'],
        one['properties'],
      ]),
    );
    const seen = { path: request.url ?? '', headers: request.headers, appId: body.app_id, entries, at: clock.now() };
    posted.push(seen);
    const said = reply(seen, posted.length);
    if (said === 'hang-up') return request.socket.destroy();
    if (said === 'silence') return undefined;
    response.writeHead(said.status, said.headers).end(said.text ?? '');
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pause = async (milliseconds: number) => {
    waits.push(milliseconds);
    clock.advance(milliseconds);
  };
  const heap = openHeap({ url, appId: options.appId ?? '11' }, { clock, pause, random: () => 0.5, ...options });
  return {
    heap,
    url,
    clock,
    posted,
    waits,
    async [Symbol.asyncDispose]() {
      await heap.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A user's line as the warehouse makes it. */
export function userLine(identity: string, properties: Readonly<Record<string, unknown>> = { Tier: 'Gold' }): string {
  return JSON.stringify({ identity, properties });
}

/** Users u0@acme.example and so on. */
export function userLines(count: number): string[] {
  return Array.from({ length: count }, (_, at) => userLine(`u${at}@acme.example`));
}

/** Lines as a warehouse gives them. */
export async function* portions(lines: readonly string[], size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < lines.length; at += size) yield Buffer.from(lines.slice(at, at + size).join('\n'));
}
