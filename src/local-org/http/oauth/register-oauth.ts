import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unguessable } from '../../engine/ids.ts';
import type { HostedOrg } from '../../hosted-org.ts';
import { bearerToken } from '../door.ts';
import type { OneTimePasswords } from '../one-time-passwords.ts';
import { AuthorizationCodes } from './authorization-codes.ts';
import { authorize } from './authorize.ts';
import { type GrantOptions, grantsOf } from './grants.ts';
import { identityOf, userInfoOf } from './identity.ts';
import { OAuthError } from './oauth-error.ts';
import { wordsOf } from './words.ts';

export interface OAuthOptions extends GrantOptions {
  /** Whom a login without a hint lets in. */
  readonly defaultUsername: string;
  readonly oneTimePasswords: OneTimePasswords;
}

/**
 * Logins, and who a token stands for.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm
 */
export async function registerOAuth(app: FastifyInstance, options: OAuthOptions): Promise<void> {
  const { orgs, origin, oneTimePasswords } = options;
  const codes = new AuthorizationCodes();
  const grants = grantsOf(options, codes);

  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof OAuthError)) throw error;
    return reply.code(error.status).send({ error: error.error, error_description: error.message });
  });

  app.get('/services/oauth2/authorize', async (request, reply) =>
    reply.redirect(authorize(request, orgs, codes, options.defaultUsername), 302),
  );

  app.post('/services/oauth2/token', async (request, reply) => {
    const words = wordsOf(request);
    const grantType = words['grant_type'] ?? '';
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
    if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
    reply.header('cache-control', 'no-store');
    const { org, userId, username, clientId } = await grant({ words, authorization: request.headers.authorization });
    return {
      access_token: org.tokens.accessToken(userId, username, clientId),
      ...(grantType === 'authorization_code'
        ? { refresh_token: org.tokens.refreshToken(userId, username, clientId) }
        : {}),
      signature: unguessable(43),
      scope: 'refresh_token web api',
      instance_url: origin(),
      id: `${origin()}/id/${org.engine.organizationId}/${userId}`,
      token_type: 'Bearer',
      issued_at: String(org.clock.now().getTime()),
    };
  });

  for (const method of ['GET', 'POST'] as const) {
    app.route({
      method,
      url: '/services/oauth2/userinfo',
      handler: (request, reply) => {
        const found = whoAsks(request);
        return found === undefined ? badToken(reply) : reply.send(userInfoOf(found.org.engine, found.userId, origin()));
      },
    });
    app.route({
      method,
      url: '/services/oauth2/revoke',
      handler: (request, reply) => {
        const token = wordsOf(request)['token'] ?? bearerToken(request) ?? '';
        if (!orgs.all().some((org) => org.tokens.revoke(token)))
          throw new OAuthError('unsupported_token_type', 'this token type is not supported');
        return reply.code(200).send();
      },
    });
    app.route({
      method,
      url: '/services/oauth2/singleaccess',
      handler: (request, reply) => {
        const found = whoAsks(request);
        if (found === undefined) return badToken(reply);
        const front = new URL('/secur/frontdoor.jsp', origin());
        front.searchParams.set('otp', oneTimePasswords.give(found));
        const page = wordsOf(request)['redirect_uri'];
        if (page !== undefined) front.searchParams.set('startURL', page);
        return { frontdoor_uri: front.href };
      },
    });
  }

  app.post('/services/oauth2/introspect', async (request) => {
    const token = wordsOf(request)['token'] ?? '';
    for (const org of orgs.all()) {
      const grant = org.tokens.grantOf(token);
      if (grant === undefined) continue;
      const { userId, username, clientId, issued } = grant;
      const at = Math.floor(Date.parse(issued) / 1000);
      const sub = `${origin()}/id/${org.engine.organizationId}/${userId}`;
      const kind = org.tokens.userOf(token) === undefined ? 'refresh_token' : 'access_token';
      return {
        active: true,
        scope: 'refresh_token web api',
        client_id: clientId,
        username,
        sub,
        token_type: kind,
        iat: at,
        nbf: at,
      };
    }
    return { active: false };
  });

  app.get<{ Params: { org: string; user: string } }>('/id/:org/:user', (request, reply) => {
    const found = whoAsks(request);
    if (found === undefined) return badToken(reply);
    const { org, user } = request.params;
    if (org.slice(0, 15) !== found.org.engine.organizationId.slice(0, 15))
      return reply.code(403).type('text/plain').send('Wrong_Org');
    const identity = identityOf(found.org.engine, user, origin());
    return identity === undefined ? reply.code(404).type('text/plain').send('Bad_Id') : reply.send(identity);
  });

  function whoAsks(request: FastifyRequest): { readonly org: HostedOrg; readonly userId: string } | undefined {
    const words = wordsOf(request);
    const token = bearerToken(request) ?? words['access_token'] ?? words['oauth_token'];
    const found = token === undefined ? undefined : orgs.byToken(token);
    return found?.org.engine.session(found.userId) === undefined ? undefined : found;
  }
}

/** Not 401: a client that reads 401 here would log in again without end. */
function badToken(reply: FastifyReply): FastifyReply {
  return reply.code(403).type('text/plain').send('Bad_OAuth_Token');
}
