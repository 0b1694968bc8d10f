import { createPublicKey } from 'node:crypto';
import { decodeJwt, errors, jwtVerify } from 'jose';
import type { Clock } from '../../../base/clock.ts';
import { isLoopback } from '../../../base/loopback.ts';
import { OAuthError } from './oauth-error.ts';

/** A client that may log users in by assertions signed with its key. */
export interface JwtApp {
  readonly clientId: string;
  /** PEM: a certificate or a public key. */
  readonly certificate: string;
}

/** Audiences that the JWT bearer flow documents, beside the address the client talks to. */
const documentedAudiences = ['https://login.salesforce.com', 'https://test.salesforce.com'];

/**
 * Who a JWT assertion asks to be. The CLI gives `exp` in milliseconds, and Salesforce takes it.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
 */
export async function verifyAssertion(
  assertion: string,
  apps: readonly JwtApp[],
  origin: string,
  clock: Clock,
): Promise<{ readonly username: string; readonly clientId: string }> {
  const app = apps.find(({ clientId }) => clientId === issuerOf(assertion));
  if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  const verified = await jwtVerify(assertion, createPublicKey(app.certificate), {
    algorithms: ['RS256'],
    currentDate: clock.now(),
    clockTolerance: '3 minutes',
    requiredClaims: ['sub', 'exp'],
  }).catch((error: unknown) => {
    const expired = error instanceof errors.JWTExpired;
    throw new OAuthError('invalid_grant', expired ? 'expired authorization code' : 'invalid assertion');
  });
  const { sub, aud } = verified.payload;
  const audiences = (Array.isArray(aud) ? aud : [aud ?? '']).map((one) => one.replace(/\/+$/, ''));
  if (!audiences.some((one) => documentedAudiences.includes(one) || sameLoopback(one, origin))) {
    throw new OAuthError('invalid_grant', 'Audience validation failed');
  }
  return { username: sub ?? '', clientId: app.clientId };
}

function issuerOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).iss;
  } catch {
    throw new OAuthError('invalid_grant', 'invalid assertion');
  }
}

/** `http://localhost:PORT`, `http://127.0.0.1:PORT` and `http://x.localhost:PORT` are one address; a path after it counts as well. */
function sameLoopback(audience: string, origin: string): boolean {
  const url = URL.parse(audience);
  return url !== null && url.port === URL.parse(origin)?.port && isLoopback(url.hostname);
}
