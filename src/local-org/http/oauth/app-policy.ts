import type { HostedOrg } from '../../hosted-org.ts';
import { OAuthError } from './oauth-error.ts';

/**
 * The refusal of a client that nobody installed in the org; undefined when it may be used, as it may unless a test
 * asked otherwise.
 * https://help.salesforce.com/s/articleView?id=005132365 Observed: what users of clients report.
 */
export function notInstalled({ engine }: HostedOrg, clientId: string): OAuthError | undefined {
  const met = engine.faults.meet(['app-not-installed'], (fault) => [undefined, clientId].includes(fault.clientId));
  return met === undefined ? undefined : new OAuthError('invalid_client', 'app must be installed into org');
}
