import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../../../base/loopback.ts';
import { type HostedOrg, type HostedOrgs, hasRunOut } from '../../hosted-org.ts';
import { isHere } from '../check-host.ts';
import { refusedByPolicy } from './app-policy.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { OAuthError } from './oauth-error.ts';
import { wordsOf } from './words.ts';

/**
 * The login page, which needs no password: it is for people at this machine only, and sends a code to an address of
 * this machine only. Gives the address that it leads back to.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
 */
export function authorize(
  request: FastifyRequest,
  orgs: HostedOrgs,
  codes: AuthorizationCodes,
  defaultUsername: string,
): string {
  const words = wordsOf(request);
  const redirect = redirectOf(words['redirect_uri']);
  if (redirect === undefined || !isHere(request)) {
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
  }
  if (words['state'] !== undefined) redirect.searchParams.set('state', words['state']);
  const username = words['login_hint'] || defaultUsername;
  const clientId = words['client_id'] ?? '';
  const user = orgs.byUsername(username);
  const trouble = words['response_type'] !== 'code' ? noCode : refusalOf(user, clientId, username);
  if (trouble !== undefined || user === undefined) {
    redirect.searchParams.set('error', (trouble ?? denied).error);
    redirect.searchParams.set('error_description', (trouble ?? denied).message);
    return redirect.href;
  }
  const code = codes.issue(
    { username, clientId, redirectUri: words['redirect_uri'] ?? '', challenge: words['code_challenge'] },
    user.org.clock.now(),
  );
  redirect.searchParams.set('code', code);
  return redirect.href;
}

const noCode = new OAuthError('unsupported_response_type', 'response type not supported');
const denied = new OAuthError('access_denied', 'end-user denied authorization');

function refusalOf(
  user: { readonly org: HostedOrg; readonly active: boolean } | undefined,
  clientId: string,
  username: string,
): OAuthError | undefined {
  if (user === undefined || !user.active || hasRunOut(user.org)) return denied;
  return refusedByPolicy(user.org, clientId, username);
}

function redirectOf(address: string | undefined): URL | undefined {
  const url = URL.parse(address ?? '');
  const isWeb = url !== null && (url.protocol === 'http:' || url.protocol === 'https:');
  return isWeb && isLoopback(url.hostname) ? url : undefined;
}
