import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayControl } from '../../../base/control-key.ts';
import type { Log } from '../../../base/log.ts';
import type { OrgHouse } from '../../house/org-house.ts';
import { asApiError } from '../errors.ts';

/** Where the control API lives: away from every path of Salesforce's. */
export const controlPath = '/local-org';

/** The header that the control API's secret comes in. */
export const controlHeader = 'x-local-org-key';

export interface ControlOptions {
  readonly house: OrgHouse;
  readonly log: Log;
  readonly controlKey: () => string;
}

/**
 * The control API, for whoever may read the server's own files: from this machine only, whatever address is served,
 * and with the secret that lies among those files.
 */
export function registerControl(app: FastifyInstance, { house, log, controlKey }: ControlOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    const given = request.headers[controlHeader];
    if (mayControl(given, controlKey(), { ...request.headers, address: request.socket.remoteAddress }))
      return undefined;
    return reply.code(403).send({ message: `The control API asks for its secret in the header ${controlHeader}.` });
  });
  app.setErrorHandler((error, { method, url }, reply) => {
    const { status, message } = asApiError(error, log, `${method} ${url.split('?', 1)[0]}`);
    return reply.code(status).send({ message });
  });
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // Loaded when it is first asked for: most servers never are.
    const { answerControl } = await import('./answer-control.ts');
    const { method, body } = request;
    // Taken apart before it is decoded: a name may hold a slash.
    const path = request.url.split('?', 1)[0]!.slice(controlPath.length);
    const steps = path.split('/').flatMap((step) => (step === '' ? [] : [decodeURIComponent(step)]));
    const query = request.query as Readonly<Record<string, string>>;
    const answer = await answerControl(house, { method, steps, query, body });
    return reply.code(answer.status).send(answer.body);
  };
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    for (const url of [controlPath, `${controlPath}/*`]) app.route({ method, url, bodyLimit: 60 * 2 ** 20, handler });
  }
}
