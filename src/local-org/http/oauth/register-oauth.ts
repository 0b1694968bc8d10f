import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../base/clock.ts';
import { unguessable } from '../../engine/ids.ts';
import type { HostedOrg, HostedOrgs } from '../../hosted-org.ts';
import { bearerToken } from '../door.ts';
import { AuthorizationCodes } from './authorization-codes.ts';
import { identityOf, userInfoOf } from './identity.ts';
import { isLoopback, type JwtApp, verifyAssertion } from './jwt-apps.ts';
import { OAuthError } from './oauth-error.ts';

export interface OAuthOptions {
  readonly orgs: HostedOrgs;
  readonly clock: Clock;
  readonly origin: () => string;
  /** Asked at each assertion: the org's own key pair may be made late. */
  readonly jwtApps: () => readonly JwtApp[];
  /** Whom a login without a hint lets in. */
  readonly defaultUsername: string;
}

type Words = Readonly<Record<string, string | undefined>>;

interface Login {
  readonly org: HostedOrg;
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
}

/**
 * Logins, and who a token stands for. The login page needs no password: the org is reached from this machine only,
 * and a code is sent to an address of this machine only.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm
 */
export async function registerOAuth(app: FastifyInstance, options: OAuthOptions): Promise<void> {
  const { orgs, origin } = options;
  const codes = new AuthorizationCodes(options.clock);

  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof OAuthError)) throw error;
    return reply.code(error.status).send({ error: error.error, error_description: error.message });
  });

  app.get('/services/oauth2/authorize', async (request, reply) => {
    const words = wordsOf(request);
    const redirect = URL.parse(words['redirect_uri'] ?? '');
    if (redirect === null || !isLoopback(redirect.hostname) || !isLoopback(request.hostname.replace(/:\d+$/, ''))) {
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
    }
    if (words['state'] !== undefined) redirect.searchParams.set('state', words['state']);
    const user = orgs.byUsername(words['login_hint'] || options.defaultUsername);
    const trouble =
      words['response_type'] !== 'code'
        ? (['unsupported_response_type', 'response type not supported'] as const)
        : user === undefined || !user.active
          ? (['access_denied', 'end-user denied authorization'] as const)
          : undefined;
    if (trouble !== undefined) {
      redirect.searchParams.set('error', trouble[0]);
      redirect.searchParams.set('error_description', trouble[1]);
    } else {
      const code = codes.issue({
        username: words['login_hint'] || options.defaultUsername,
        clientId: words['client_id'] ?? '',
        redirectUri: words['redirect_uri'] ?? '',
        challenge: words['code_challenge'],
      });
      redirect.searchParams.set('code', code);
    }
    return reply.redirect(redirect.href, 302);
  });

  const grants: Readonly<Record<string, (words: Words) => Login | Promise<Login>>> = {
    authorization_code: (words) => {
      const clientId = words['client_id'] ?? '';
      const redirectUri = words['redirect_uri'] ?? '';
      const { username } = codes.redeem(words['code'] ?? '', clientId, redirectUri, words['code_verifier']);
      return loginOf(username, clientId);
    },
    refresh_token: (words) => {
      const token = words['refresh_token'] ?? '';
      for (const org of orgs.all()) {
        const grant = org.tokens.refreshGrantOf(token);
        if (grant === undefined) continue;
        if (grant.clientId !== words['client_id'])
          throw new OAuthError('invalid_client_id', 'client identifier invalid');
        return loginOf(grant.username, grant.clientId);
      }
      throw new OAuthError('invalid_grant', 'expired access/refresh token');
    },
    'urn:ietf:params:oauth:grant-type:jwt-bearer': async (words) => {
      const assertion = words['assertion'] ?? '';
      const { username, clientId } = await verifyAssertion(assertion, options.jwtApps(), origin(), options.clock);
      return loginOf(username, clientId);
    },
  };

  function loginOf(username: string, clientId: string): Login {
    const found = orgs.byUsername(username);
    if (found === undefined) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
    if (!found.active) throw new OAuthError('invalid_grant', 'inactive user');
    const { username: exact } = found.org.engine.session(found.userId)?.user ?? { username };
    return { org: found.org, userId: found.userId, username: exact, clientId };
  }

  app.post('/services/oauth2/token', async (request, reply) => {
    const words = wordsOf(request);
    const grantType = words['grant_type'] ?? '';
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
    if (grant === undefined) throw new OAuthError('unsupported_grant_type', 'grant type not supported');
    const { org, userId, username, clientId } = await grant(words);
    reply.header('cache-control', 'no-store');
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
      issued_at: String(options.clock.now().getTime()),
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
        if (whoAsks(request) === undefined) return badToken(reply);
        return { frontdoor_uri: `${origin()}/secur/frontdoor.jsp?otp=${unguessable(40)}` };
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

/** The words of the query and of a form, the form's going first. */
function wordsOf(request: FastifyRequest): Words {
  const words: Record<string, string> = {};
  for (const part of [request.query, request.body]) {
    if (typeof part !== 'object' || part === null) continue;
    for (const [name, value] of Object.entries(part)) if (typeof value === 'string') words[name] = value;
  }
  return words;
}
