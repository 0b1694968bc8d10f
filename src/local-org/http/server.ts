import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify';
import type { Log } from '../../base/log.ts';
import { openMarket } from '../engine/packages/market.ts';
import type { HostedOrgs } from '../hosted-org.ts';
import type { OrgHouse } from '../house/org-house.ts';
import { registerAsync } from './async/register-async.ts';
import { registerBrowser } from './browser/register-browser.ts';
import { registerBulk } from './bulk/register-bulk.ts';
import { checkHost } from './check-host.ts';
import { controlPath, registerControl } from './control/register-control.ts';
import { openDoor } from './door.ts';
import { errorBody } from './error-body.ts';
import { asApiError } from './errors.ts';
import { firstWords } from './first-words.ts';
import { parseJson } from './json-body.ts';
import { limitLongRequests } from './long-requests.ts';
import { meetFaults } from './meet-faults.ts';
import { registerMetadataRest } from './metadata-rest.ts';
import { overrideMethod } from './method-override.ts';
import { methodTrouble } from './method-trouble.ts';
import { type OAuthOptions, registerOAuth } from './oauth/register-oauth.ts';
import { OneTimePasswords } from './one-time-passwords.ts';
import { registerRest } from './rest/register-rest.ts';
import { registerSoap } from './soap/register-soap.ts';
import { checkVersion, notThere } from './versions.ts';
import { warmUp } from './warm-up.ts';

export interface ServerOptions extends Omit<OAuthOptions, 'oneTimePasswords'> {
  readonly orgs: HostedOrgs;
  readonly house: OrgHouse;
  readonly log: Log;
  /** Other machines are served too, under whatever name they know this one by. */
  readonly beyondThisMachine: boolean;
  /** The secret of the control API. */
  readonly controlKey: () => string;
  readonly patience?: Patience;
}

/** Milliseconds that a request may take to come, before its connection is closed. */
export interface Patience {
  readonly headers: number;
  /** Headers and body. */
  readonly request: number;
}

export interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
}

/** A deploy of 39 MB is 52 MB in the base64 of its envelope. */
const bodyLimit = 60 * 1024 * 1024;
/** What logins send. */
const largestForm = 1024 * 1024;
/** How long a request's headers, and the whole of it, may take to come: a job's data is sent by slow lines too. */
const usualPatience: Patience = { headers: 20_000, request: 10 * 60_000 };
/** A query travels in the address, and may be 100,000 characters long. */
const longestAddress = 128 * 1024;

/** The HTTP side of all orgs that one process serves. */
export async function buildServer(
  options: ServerOptions,
): Promise<{ readonly app: FastifyInstance; readonly routes: readonly RegisteredRoute[] }> {
  const { patience = usualPatience } = options;
  const app = fastify({
    bodyLimit,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: patience.request,
    http: {
      maxHeaderSize: longestAddress,
      headersTimeout: patience.headers,
      connectionsCheckingInterval: patience.headers / 4,
    },
    // A login by access token leaves a slash at the end of the address, and clients put another before the path.
    rewriteUrl: (request) => {
      overrideMethod(request);
      return (request.url ?? '/').replace(/^\/{2,}/, '/');
    },
    schemaController: noSchemas,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: longestAddress, querystringParser: firstWords },
    // An address that cannot be decoded leads to no route, and so to no error handler.
    frameworkErrors: (error, { url, method }, reply) => refuse(error, url, method, reply),
  });
  const routes: RegisteredRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (url.startsWith(controlPath)) return;
    for (const one of [method].flat()) routes.push({ method: one, path: url });
  });
  function refuse(error: unknown, url: string, method: string, reply: FastifyReply): FastifyReply {
    const path = url.split('?', 1)[0] ?? '';
    const said = asApiError(error, options.log, `${method} ${path}`);
    const { type, text } = errorBody(path, said.entries);
    return reply.code(said.status).type(type).send(text);
  }
  app.setErrorHandler((error, { method, url }, reply) => refuse(error, url, method, reply));
  const tellOnce = tellingOnce(options.log);
  app.setNotFoundHandler(({ url, method }) => {
    checkVersion(url);
    tellOnce(`${method} ${url.split('?', 1)[0]}`);
    throw methodTrouble(routes, method, url) ?? notThere();
  });
  if (!options.beyondThisMachine) checkHost(app);
  limitLongRequests(app, options.orgs);
  meetFaults(app, options.orgs, controlPath);
  // Fastify would take any text for a body; Salesforce refuses a type that a resource does not read.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(body.toString()));
    } catch (error) {
      done(error as Error);
    }
  });

  warmUp(app);
  const market = openMarket(() => options.orgs.all().map(({ engine }) => engine));
  const door = openDoor(options.orgs, market, options.origin, tellOnce);
  const oneTimePasswords = new OneTimePasswords();
  await app.register(async (part) => {
    await part.register(formbody, { bodyLimit: largestForm });
    await registerOAuth(part, { ...options, oneTimePasswords });
    await part.register(async (pages) => registerBrowser(pages, { ...options, market, oneTimePasswords }));
  });
  await app.register(async (part) => registerControl(part, options));
  await app.register((part) => registerRest(part, door));
  await app.register((part) => registerBulk(part, door));
  await app.register((part) => registerAsync(part, door, options.log));
  await app.register(async (part) => registerMetadataRest(part, door));
  await app.register(async (part) => registerSoap(part, door));
  return { app, routes };
}

/** No route has a schema: bodies are read where they are understood. Without a word on it Fastify loads two compilers. */
const noSchemas = {
  compilersFactory: { buildValidator: () => () => () => true, buildSerializer: () => () => JSON.stringify },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

/** So many different ones are remembered; whoever asks for more of them is not told of. */
const mostTold = 1000;

/** Says once of each resource that it is asked for and not offered. Ids in an address do not make another one of it. */
function tellingOnce(log: Log): (asked: string) => void {
  const told = new Set<string>();
  return (asked) => {
    const resource = asked.slice(0, 200).replace(/\/[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?(?=\/|$)/g, '/:id');
    if (told.has(resource) || told.size >= mostTold) return;
    told.add(resource);
    log.info('local org: asked for what it does not offer', { resource });
  };
}
