import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fitsPattern } from '../../base/star-pattern.ts';
import type { FaultOf, HeapFaults } from '../faults.ts';
import type { JsonBody } from './json-body.ts';

const kinds = ['answer', 'cut', 'slow', 'hold'] as const;

type Met = FaultOf<(typeof kinds)[number]>;

/** Has requests meet the faults that were asked for, once their bodies were read. */
export function meetFaults(app: FastifyInstance, faults: HeapFaults): void {
  /** What a request met that comes after its work. */
  const later = new WeakMap<FastifyRequest, Met>();

  app.addHook('preHandler', async (request, reply) => {
    if (faults.isEmpty) return undefined;
    // What is no JSON is refused for that.
    (request.body as JsonBody).json();
    const met = faults.meet(kinds, (fault) => isFor(fault, request));
    if (met === undefined) return undefined;
    if ('when' in met.fault && met.fault.when !== undefined && met.fault.when !== 'before') {
      later.set(request, met.fault);
      return undefined;
    }
    return atOnce(met.id, met.fault, faults, request, reply);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = later.get(request);
    if (fault === undefined) return payload;
    later.delete(request);
    if (fault.kind === 'answer') {
      reply.removeHeader('content-length');
      return faultAnswer(reply, fault);
    }
    if (fault.kind === 'cut' && fault.when === 'within') cutWithin(request, reply, String(payload));
    else request.raw.socket.destroy();
    return payload;
  });
}

async function atOnce(
  id: string,
  fault: Met,
  faults: HeapFaults,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  switch (fault.kind) {
    case 'answer':
      return reply.send(faultAnswer(reply, fault));
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

function isFor({ method, path: pattern, identity }: Met, request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (pattern !== undefined && !fitsPattern(path, pattern)) return false;
  return (
    identity === undefined || namesIn((request.body as JsonBody).json()).some((name) => fitsPattern(name, identity))
  );
}

/** The identities and account ids that a request names, whether or not it is a good one. */
function namesIn(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null) return [];
  const lists = [body, ...['users', 'accounts', 'events'].flatMap((name) => listIn(body, name))];
  return lists.flatMap((one) => [textIn(one, 'identity'), textIn(one, 'account_id')]).filter((name) => name !== '');
}

const listIn = (body: object, name: string): readonly unknown[] => {
  const list: unknown = Reflect.get(body, name);
  return Array.isArray(list) ? list : [];
};

function textIn(one: unknown, name: string): string {
  const value: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** What a status says when a fault does not tell. */
const words: Readonly<Record<number, string>> = {
  400: 'Bad request',
  429: 'Too many requests',
  500: 'Internal server error',
  502: 'Bad gateway',
  503: 'Service unavailable',
};

/** Puts status and headers of a fault on a reply and gives its body. */
function faultAnswer(reply: FastifyReply, { status, message, headers = {} }: FaultOf<'answer'>): string {
  reply.code(status).type('text/plain; charset=utf-8');
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return message ?? words[status] ?? 'Error';
}

/** The head of the answer and half of its body, and then the end of the connection. */
function cutWithin(request: FastifyRequest, reply: FastifyReply, payload: string): void {
  const { socket } = request.raw;
  reply.hijack();
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${payload.length}\r\n\r\n`;
  socket.end(head + payload.slice(0, payload.length / 2));
}
