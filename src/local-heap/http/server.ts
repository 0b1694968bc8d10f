import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { hostnameOf, isLoopback } from '../../base/loopback.ts';
import type { HeapFaults } from '../faults.ts';
import { sizes } from '../rules/limits.ts';
import { Refused } from '../rules/refused.ts';
import type { HeapStore } from '../store/store.ts';
import { type ApiRoute, apiRoutes } from './api-routes.ts';
import { type ControlOptions, registerControl } from './control/register-control.ts';
import { JsonBody } from './json-body.ts';
import { meetFaults } from './meet-faults.ts';
import { unpackBodies } from './unpack-bodies.ts';

export interface ServerOptions extends ControlOptions {
  readonly store: HeapStore;
  readonly clock: Clock;
  readonly faults: HeapFaults;
  readonly log: Log;
  readonly acceptGzip: boolean;
}

/**
 * The HTTP side. Refusals are plain text, as Heap's own:
 * https://github.com/heap/heap-node/blob/master/lib/api_error.js
 */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { log, acceptGzip, faults } = options;
  const app = fastify({
    bodyLimit: sizes.bodyBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    schemaController: noSchemas,
    frameworkErrors: (error, request, reply) => refuse(asRefused(error, log, request.url), reply),
  });
  app.setErrorHandler((error, { method, url }, reply) => {
    // What came and was refused before it was understood is in the log as well.
    const refused = asRefused(error, log, `${method} ${url}`);
    note(options, { path: url, appId: '', items: 0, refused });
    return refuse(refused, reply);
  });
  app.setNotFoundHandler(({ method, url }, reply) =>
    refuse(new Refused(404, `There is no ${method} ${url.split('?', 1)[0]}: Heap takes POST at ${paths}.`), reply),
  );
  // A web page whose name was pointed here after it had been loaded would else be let through by its browser.
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (isLoopback(hostnameOf(headers.host ?? ''))) return undefined;
    return reply
      .code(403)
      .type(plain)
      .send('The local Heap answers under names of this machine only, such as localhost.');
  });
  app.removeAllContentTypeParsers();
  // As bytes: a text that is put together of many pieces takes more memory, and for longer.
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => new JsonBody(body),
  );
  await app.register(async (part) => {
    unpackBodies(part, faults, acceptGzip);
    meetFaults(part, faults);
    for (const route of apiRoutes) {
      part.post<{ Body: JsonBody }>(route.path, ({ body }, reply) => answer(options, route, body, reply));
    }
  });
  await app.register(async (part) => registerControl(part, options));
  return app;
}

const plain = 'text/plain; charset=utf-8';
const paths = apiRoutes.map(({ path }) => path).join(', ');

/** 200 and an empty object: any 2xx is a success, and no page says what its body is. Believed. */
function answer(options: ServerOptions, route: ApiRoute, body: JsonBody, reply: FastifyReply): FastifyReply {
  const { store, clock } = options;
  const { path } = route;
  if (store.isBusy) return refuse({ status: 503, message: 'The local Heap is taking in what it begins with.' }, reply);
  let facts = { path, appId: '', items: 0 };
  try {
    let request = route.readUsual(body.bytes, store);
    if (request === undefined) {
      facts = { ...facts, appId: appIdIn(body.json()) };
      request = route.read(body.json());
    }
    facts = { path, appId: request.appId, items: request.count };
    store.transaction(() => {
      const now = clock.now().getTime();
      request.run(store, store.apps.findOrMake(request.appId), now);
      store.users.sweep();
      store.requests.add({ ...facts, time: now, status: 200 });
    });
    return reply.send({});
  } catch (error) {
    const refused = asRefused(error, options.log, path);
    note(options, { ...facts, refused });
    return refuse(refused, reply);
  }
}

/** For the log, of a body that was refused. */
function appIdIn(body: unknown): string {
  const appId = typeof body === 'object' && body !== null && 'app_id' in body ? body.app_id : '';
  return typeof appId === 'string' || typeof appId === 'number' ? String(appId).slice(0, sizes.identity) : '';
}

interface Noted {
  readonly path: string;
  readonly appId: string;
  readonly items: number;
  readonly refused: Answered;
}

function note({ store, clock }: ServerOptions, { path, appId, items, refused }: Noted): void {
  if (store.isBusy || !apiRoutes.some((route) => route.path === path)) return;
  const { status, message } = refused;
  store.transaction(() =>
    store.requests.add({ time: clock.now().getTime(), appId, path, items, status, said: message }),
  );
}

type Answered = { readonly status: number; readonly message: string; readonly retryAfter?: number | undefined };

function refuse({ status, message, retryAfter }: Answered, reply: FastifyReply): FastifyReply {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply.code(status).type(plain).send(message);
}

/** What the server's own refusals are, in our words, by the code of the error. */
const byCode: Readonly<Record<string, Answered>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 400, message: 'The Content-Type has to be application/json.' },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, message: 'The body is too large.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, message: 'The body did not match its Content-Length.' },
  FST_ERR_BAD_URL: { status: 400, message: 'The address is not a valid URL.' },
  ECONNRESET: { status: 400, message: 'The request broke off.' },
  Z_DATA_ERROR: { status: 400, message: 'The body is not what its Content-Encoding says.' },
  Z_BUF_ERROR: { status: 400, message: 'The body ends before its packed content does.' },
};

/** Any error as an answer. One that nobody foresaw is logged. */
function asRefused(error: unknown, log: Log, where: string): Answered {
  if (error instanceof Refused) return error;
  const known = byCode[(error as Partial<FastifyError>)?.code ?? ''];
  if (known !== undefined) return known;
  log.warn('local heap: unexpected error', {
    where,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return { status: 500, message: 'Something went wrong in the local Heap.' };
}

/**
 * No route has a schema: bodies are read where they are understood. Without a word on it Fastify loads two compilers.
 */
const noSchemas = {
  compilersFactory: { buildValidator: () => () => () => true, buildSerializer: () => () => JSON.stringify },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;
