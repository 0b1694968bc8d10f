import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayControl } from '../../../base/control-key.ts';
import type { Log } from '../../../base/log.ts';
import type { HeapPlace } from '../../heap-control.ts';
import { JsonBody } from '../json-body.ts';

/** Where the control API lives: away from every path of Heap's. */
export const controlPath = '/local-heap';

/** The header that the control API's secret comes in. */
export const controlHeader = 'x-local-heap-key';

export interface ControlOptions {
  readonly place: HeapPlace;
  readonly log: Log;
  readonly controlKey: () => string;
}

/**
 * The control API, for whoever may read the server's own files: from this machine only, and with the secret that lies
 * among those files. It shows what Heap itself shows nobody.
 */
export function registerControl(app: FastifyInstance, { place, log, controlKey }: ControlOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const { headers, socket, url } = request;
    // Whether it is a local Heap that answers anybody may ask.
    if (url === `${controlPath}/ping`) return undefined;
    if (mayControl(headers[controlHeader], controlKey(), { ...headers, address: socket.remoteAddress }))
      return undefined;
    return reply.code(403).send({ message: `The control API asks for its secret in the header ${controlHeader}.` });
  });
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // Loaded when it is first asked for: most servers never are.
    const { answerControl } = await import('./answer-control.ts');
    const { method } = request;
    const body = request.body instanceof JsonBody ? request.body.json() : request.body;
    // Taken apart before it is decoded: a name may hold a slash.
    const path = request.url.split('?', 1)[0]!.slice(controlPath.length);
    const steps = path.split('/').flatMap((step) => (step === '' ? [] : [decodeURIComponent(step)]));
    const query = request.query as Readonly<Record<string, string>>;
    const answer = await answerControl(place, log, { method, steps, query, body });
    return reply.code(answer.status).type('application/json').send(JSON.stringify(answer.body));
  };
  app.get(`${controlPath}/ping`, async () => ({ server: 'local-heap' }));
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    for (const url of [controlPath, `${controlPath}/*`]) app.route({ method, url, handler });
  }
}
