import type { Clock } from '../../../base/clock.ts';
import { type HostedOrg, type HostedOrgs, hasRunOut } from '../../hosted-org.ts';
import { refusedByPolicy } from './app-policy.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import type { JwtApp } from './jwt-apps.ts';
import { OAuthError } from './oauth-error.ts';
import { basicCredentials, runAsOf, type SecretApp } from './secret-apps.ts';
import { redeemSignUpCode } from './sign-up-codes.ts';
import type { Words } from './words.ts';

/** Who is let in, where, and by which client. */
export interface Login {
  readonly org: HostedOrg;
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
}

export interface GrantOptions {
  readonly orgs: HostedOrgs;
  readonly clock: Clock;
  readonly origin: () => string;
  /** Asked at each assertion: the server's own key pair may be made late. */
  readonly jwtApps: () => readonly JwtApp[];
  readonly secretApps: readonly SecretApp[];
}

interface Asked {
  readonly words: Words;
  /** The `Authorization` header, in which a client may give its secret. */
  readonly authorization: string | undefined;
}

type Grant = (asked: Asked) => Login | Promise<Login>;

/**
 * Ways to get an access token, by `grant_type`.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flows.htm
 */
export function grantsOf(options: GrantOptions, codes: AuthorizationCodes): Readonly<Record<string, Grant>> {
  const { orgs } = options;

  function loginOf(username: string, clientId: string): Login {
    const found = orgs.byUsername(username);
    if (found === undefined) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
    if (hasRunOut(found.org)) throw new OAuthError('inactive_org', 'organization locked/closed/suspended');
    if (!found.active) throw new OAuthError('invalid_grant', 'inactive user');
    const { username: exact } = found.org.engine.session(found.userId)?.user ?? { username };
    return { org: found.org, userId: found.userId, username: exact, clientId };
  }

  /** A login that nobody has allowed before. */
  function firstLoginOf(username: string, clientId: string): Login {
    const login = loginOf(username, clientId);
    const refusal = refusedByPolicy(login.org, clientId, login.username);
    if (refusal !== undefined) throw refusal;
    return login;
  }

  return {
    authorization_code({ words }) {
      const clientId = words['client_id'] ?? '';
      const redirectUri = words['redirect_uri'] ?? '';
      const given = { code: words['code'] ?? '', clientId, redirectUri, verifier: words['code_verifier'] };
      const signedUp = redeemSignUpCode(orgs.all(), given);
      if (signedUp !== undefined) return loginOf(signedUp, clientId);
      const now = (name: string): Date => orgs.byUsername(name)?.org.clock.now() ?? options.clock.now();
      return loginOf(codes.redeem(given, now).username, clientId);
    },
    refresh_token({ words }) {
      const token = words['refresh_token'] ?? '';
      for (const { tokens } of orgs.all()) {
        const grant = tokens.refreshGrantOf(token);
        if (grant === undefined) continue;
        if (grant.clientId !== words['client_id'])
          throw new OAuthError('invalid_client_id', 'client identifier invalid');
        return loginOf(grant.username, grant.clientId);
      }
      throw new OAuthError('invalid_grant', 'expired access/refresh token');
    },
    async 'urn:ietf:params:oauth:grant-type:jwt-bearer'({ words }) {
      // Loaded when the first assertion comes: many servers never see one.
      const { verifyAssertion } = await import('./jwt-apps.ts');
      const assertion = words['assertion'] ?? '';
      const { username, clientId } = await verifyAssertion(
        assertion,
        options.jwtApps(),
        options.origin(),
        options.clock,
      );
      return firstLoginOf(username, clientId);
    },
    client_credentials({ words, authorization }) {
      const basic = basicCredentials(authorization);
      const clientId = basic?.clientId ?? words['client_id'] ?? '';
      const runAs = runAsOf(options.secretApps, clientId, basic?.secret ?? words['client_secret'] ?? '');
      const found = orgs.byUsername(runAs);
      if (found === undefined || !found.active) {
        throw new OAuthError('invalid_grant', 'no client credentials user enabled');
      }
      return loginOf(runAs, clientId);
    },
    /**
     * Blocked in orgs made since it was announced to go.
     * https://help.salesforce.com/s/articleView?id=release-notes.rn_security_username-password_flow_blocked_by_default.htm
     */
    password() {
      throw new OAuthError('invalid_grant', 'authentication failure');
    },
  };
}
