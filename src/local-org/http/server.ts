import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../../base/log.ts';
import { ApiError } from '../engine/api-error.ts';
import type { HostedOrgs } from '../hosted-org.ts';
import { registerBulk } from './bulk/register-bulk.ts';
import { openDoor } from './door.ts';
import { answerWithError } from './errors.ts';
import { registerMetadataRest } from './metadata-rest.ts';
import { methodTrouble } from './method-trouble.ts';
import { type OAuthOptions, registerOAuth } from './oauth/register-oauth.ts';
import { registerRest } from './rest/register-rest.ts';
import { registerSoap } from './soap/register-soap.ts';
import { checkVersion, notThere } from './versions.ts';

export interface ServerOptions extends OAuthOptions {
  readonly orgs: HostedOrgs;
  readonly log: Log;
}

export interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
}

/** A deploy of 39 MB is 52 MB in the base64 of its envelope. */
const bodyLimit = 60 * 1024 * 1024;
/** A query travels in the address, and may be 100,000 characters long. */
const longestAddress = 128 * 1024;

/** The HTTP side of all orgs that one process serves. */
export async function buildServer(
  options: ServerOptions,
): Promise<{ readonly app: FastifyInstance; readonly routes: readonly RegisteredRoute[] }> {
  const app = fastify({
    bodyLimit,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    http: { maxHeaderSize: longestAddress },
    // A login by access token leaves a slash at the end of the address, and clients put another before the path.
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/{2,}/, '/'),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: longestAddress },
  });
  const routes: RegisteredRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, path: url });
  });
  app.setErrorHandler(answerWithError(options.log));
  app.setNotFoundHandler(({ url, method }) => {
    checkVersion(url);
    throw methodTrouble(routes, method, url) ?? notThere();
  });
  // Fastify would take any text for a body; Salesforce refuses a type that a resource does not read.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const [error, value] = parseJson(body.toString());
    done(error, value);
  });

  const door = openDoor(options.orgs, options.origin);
  await app.register(async (part) => {
    await part.register(formbody);
    await registerOAuth(part, options);
  });
  await app.register((part) => registerRest(part, door));
  await app.register((part) => registerBulk(part, door));
  await app.register(async (part) => registerMetadataRest(part, door));
  await app.register(async (part) => registerSoap(part, door));
  return { app, routes };
}

/** A request without a body may still name a type for it. */
function parseJson(text: string): [ApiError | null, unknown?] {
  if (text.trim() === '') return [null, undefined];
  try {
    return [null, JSON.parse(text)];
  } catch (error) {
    return [
      new ApiError(400, 'JSON_PARSER_ERROR', error instanceof Error ? error.message : 'The body is not valid JSON'),
    ];
  }
}
