import { Mistake } from '../base/errors.ts';

/**
 * Metadata and the other SOAP APIs take a token in the form of a JWT from API 68.0 on; before it they answer as if the session had
 * ended. Fields are made through Metadata, so that is said before a run and not in the middle of one.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_access_tokens.htm
 */
export function checkTokenKind(accessToken: string, apiVersion: string): void {
  if (Number(apiVersion) >= 68 || !/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(accessToken)) return;
  throw new Mistake({
    trouble: 'signed-out',
    message: `The app gives access tokens in the form of a JWT, which the Metadata API does not take before API 68.0; the org offers ${apiVersion}.`,
    actions: [
      "In the app's OAuth settings, clear Issue JSON Web Token (JWT)-based access tokens for named users, and sign in again.",
    ],
    facts: { apiVersion },
  });
}

/** Scopes without which no API of data or metadata can be used. */
const API_SCOPES = ['api', 'full'];

/**
 * A token whose scopes leave the API out would be refused at the first request, in words that say little.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_tokens_scopes.htm
 */
export function checkScopes(scope: string | undefined): void {
  const scopes = scope?.split(/\s+/).filter((one) => one !== '') ?? [];
  if (scopes.length === 0 || scopes.some((one) => API_SCOPES.includes(one))) return;
  throw new Mistake({
    trouble: 'signed-out',
    message: `The app gives tokens for ${scopes.join(', ')} only, with which no API of data or metadata can be used.`,
    actions: ["In the app's OAuth settings, add the scope Manage user data via APIs (api)."],
    facts: { scopes },
  });
}
