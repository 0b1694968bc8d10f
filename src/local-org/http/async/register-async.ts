import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../../base/log.ts';
import { addCompression } from '../compression.ts';
import type { Door } from '../door.ts';
import { asApiError } from '../errors.ts';
import { asyncError } from './async-error.ts';
import type { AsyncAnswer, AsyncRoute } from './async-route.ts';
import { asyncXml } from './async-xml.ts';
import { batchRoutes } from './batches.ts';
import { jobRoutes } from './jobs.ts';

export const asyncRoutes: readonly AsyncRoute[] = [...jobRoutes, ...batchRoutes];

/**
 * What a batch may hold.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_concepts_limits.htm
 */
const batchLimit = 10 * 1024 * 1024;

/** Bulk API 1.0. The token comes as `X-SFDC-Session`; whoever sends JSON is answered in JSON, all others in XML. */
export async function registerAsync(app: FastifyInstance, door: Door, log: Log): Promise<void> {
  addCompression(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: batchLimit }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error, request, reply) => {
    const { status, entries } = asApiError(error, log, `${request.method} ${request.url.split('?', 1)[0]}`);
    const json = speaksJson(request);
    return reply
      .code(status >= 500 ? status : 400)
      .type(json ? 'application/json' : 'application/xml')
      .send(asyncError(entries, json));
  });
  for (const { method, path, status, handle } of asyncRoutes) {
    app.route<{ Params: Record<string, string> }>({
      method,
      url: `/services/async/:version/${path}`,
      handler: async (request, reply) => {
        const entry = door.enterWithToken(tokenOf(request), reply);
        const json = speaksJson(request);
        const body = typeof request.body === 'string' ? request.body : '';
        const contentType = request.headers['content-type'] ?? '';
        const answer = await handle({ entry, params: request.params, body, contentType, json, reply });
        return send(reply.code(status), answer, json);
      },
    });
  }
}

function send(reply: FastifyReply, answer: AsyncAnswer, json: boolean): FastifyReply {
  if (answer.kind === 'text') return reply.type(answer.type).send(answer.text);
  return json
    ? reply.type('application/json').send(JSON.stringify(answer.content))
    : reply.type('application/xml').send(asyncXml(answer.root, answer.content));
}

function speaksJson({ headers }: FastifyRequest): boolean {
  return /^application\/json\b/i.test(headers['content-type'] ?? headers.accept ?? '');
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
  const token = headers['x-sfdc-session'];
  return typeof token === 'string' ? token : undefined;
}
