import type { HostedOrg } from '../../hosted-org.ts';
import { OAuthError } from './oauth-error.ts';

/**
 * The refusal of a client that nobody installed in the org, or of a user whom no administrator approved for it; undefined
 * when it may be used, as it may unless a test asked otherwise.
 * https://help.salesforce.com/s/articleView?id=005132365 Observed: what users of clients report.
 * https://github.com/forcedotcom/cli/issues/3260 Observed: the words for who is not approved.
 */
export function refusedByPolicy({ engine }: HostedOrg, clientId: string, username: string): OAuthError | undefined {
  const { faults } = engine;
  if (faults.meet(['app-not-installed'], (fault) => [undefined, clientId].includes(fault.clientId)) !== undefined)
    return new OAuthError('invalid_client', 'app must be installed into org');
  const closed = faults.meet(
    ['app-not-approved'],
    (fault) => [undefined, clientId].includes(fault.clientId) && isUser(fault.username, username),
  );
  if (closed === undefined) return undefined;
  return new OAuthError('invalid_app_access', 'user is not admin approved to access this app');
}

function isUser(named: string | undefined, username: string): boolean {
  return named === undefined || named.toLowerCase() === username.toLowerCase();
}
