import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fitsPattern } from '../../base/star-pattern.ts';
import type { FaultOf, OrgFaults } from '../engine/faults.ts';
import type { HostedOrgs } from '../hosted-org.ts';
import { faultAnswer } from './fault-answer.ts';
import { orgOfRequest } from './org-of-request.ts';

const kinds = ['answer', 'cut', 'slow', 'hold'] as const;

type Met = FaultOf<(typeof kinds)[number]>;

/** Has requests meet the faults that their org was asked for; the control API's own paths meet none. */
export function meetFaults(app: FastifyInstance, orgs: HostedOrgs, ownPaths: string): void {
  /** What a request met that comes after its work. */
  const later = new WeakMap<FastifyRequest, Met>();

  app.addHook('preHandler', async (request, reply) => {
    if (orgs.all().every(({ engine }) => engine.faults.isEmpty)) return;
    const path = pathOf(request);
    if (path.startsWith(ownPaths)) return;
    const faults = orgOfRequest(request, orgs)?.engine.faults;
    const met = faults?.meet(kinds, (fault) => isFor(fault, request.method, path));
    if (faults === undefined || met === undefined) return;
    if ('when' in met.fault && met.fault.when !== undefined && met.fault.when !== 'before') {
      later.set(request, met.fault);
      return;
    }
    return atOnce(met.id, met.fault, faults, request, reply);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = later.get(request);
    if (fault === undefined) return payload;
    later.delete(request);
    if (fault.kind === 'answer') {
      discard(payload);
      reply.removeHeader('content-length');
      return faultAnswer(reply, pathOf(request), fault);
    }
    if (fault.kind === 'cut' && fault.when === 'within') return cutWithin(payload, fault.bytes, request, reply);
    request.raw.socket.destroy();
    return payload;
  });
}

async function atOnce(
  id: string,
  fault: Met,
  faults: OrgFaults,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  switch (fault.kind) {
    case 'answer':
      return reply.send(faultAnswer(reply, pathOf(request), fault));
    case 'cut':
      request.raw.socket.destroy();
      return reply.hijack();
    case 'slow':
      await wait(fault.milliseconds);
      return undefined;
    case 'hold':
      await faults.held(id);
      return undefined;
  }
}

function isFor({ method, path: pattern }: Met, asked: string, path: string): boolean {
  return (
    (method === undefined || method.toUpperCase() === asked) && (pattern === undefined || fitsPattern(path, pattern))
  );
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '';

function discard(payload: unknown): void {
  if (payload instanceof Readable) payload.destroy();
}

/** The answer's body up to a byte, half of it unless told, and then the end of the connection. */
function cutWithin(
  payload: unknown,
  bytes: number | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Readable {
  const whole = typeof payload === 'string' || payload instanceof Uint8Array ? Buffer.from(payload) : undefined;
  if (whole !== undefined) reply.header('content-length', whole.length);
  const source: AsyncIterable<Buffer> | Buffer[] =
    whole !== undefined ? [whole] : payload instanceof Readable ? payload : [];
  return Readable.from(firstBytes(source, bytes ?? Math.floor((whole?.length ?? 2) / 2), request), {
    objectMode: false,
  });
}

async function* firstBytes(
  source: AsyncIterable<Buffer | string> | Buffer[],
  bytes: number,
  request: FastifyRequest,
): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of source) {
    const part = Buffer.from(chunk).subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) break;
  }
  // What was written goes out first.
  await new Promise((sent) => setImmediate(sent));
  request.raw.socket.destroySoon();
  await new Promise((closed) => request.raw.socket.once('close', closed));
}
