import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { Mistake } from '../base/errors.ts';
import type { OAuthGrant } from '../base/oauth-grant.ts';
import { askAgain } from './ask-again.ts';
import type { MeteredHttp } from './metered-http.ts';
import { isUnreachable } from './refusals.ts';
import { signInRefusal } from './sign-in-refusal.ts';

export interface Granted {
  readonly accessToken: string;
  readonly instanceUrl: string;
  /** Separated by blanks. */
  readonly scope?: string | undefined;
  /** Another one than was asked with, where the app rotates them. */
  readonly refreshToken?: string | undefined;
}

const answerShape = z.object({
  access_token: z.string().min(1),
  instance_url: z.url({ protocol: /^https?$/ }),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
});
const refusalShape = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * Asks for an access token, at the address of the grant and nowhere else. Costs no credit.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm
 */
export async function askForToken(
  grant: OAuthGrant,
  { http, clock }: { readonly http: Pick<MeteredHttp, 'dispatcher'>; readonly clock: Clock },
): Promise<Granted> {
  const answer = await askAgain(async () => post(http, grant.loginUrl, await wordsOf(grant, clock)), {
    pauses: [250, 1000, 4000],
    isBusy: ({ status }) => status === 429 || status >= 500,
    isPassing: isUnreachable,
  });
  return grantedBy(grant, answer);
}

interface TokenAnswer {
  readonly status: number;
  readonly text: string;
}

async function post(
  { dispatcher }: Pick<MeteredHttp, 'dispatcher'>,
  loginUrl: string,
  words: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const { statusCode, body } = await dispatcher.request({
    origin: loginUrl,
    path: '/services/oauth2/token',
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(words).toString(),
    headersTimeout: 20_000,
  });
  return { status: statusCode, text: await body.text() };
}

function grantedBy(grant: OAuthGrant, { status, text }: TokenAnswer): Granted {
  const parsed = parsedJson(text);
  const granted = answerShape.safeParse(parsed);
  if (status === 200 && granted.success) {
    const { access_token, instance_url, scope, refresh_token } = granted.data;
    return { accessToken: access_token, instanceUrl: instance_url, scope, refreshToken: refresh_token };
  }
  const refused = refusalShape.safeParse(parsed);
  if (refused.success) {
    throw signInRefusal(grant, { code: refused.data.error, message: refused.data.error_description ?? '', status });
  }
  throw new Mistake({
    trouble: 'unreachable',
    message: `${grant.loginUrl} answers (HTTP ${status}), but gives no token as Salesforce does.`,
    actions: [
      'Check the login URL: https://login.salesforce.com, https://test.salesforce.com, or the My Domain address.',
    ],
    facts: { loginUrl: grant.loginUrl, status },
  });
}

async function wordsOf(grant: OAuthGrant, clock: Clock): Promise<Readonly<Record<string, string>>> {
  const { clientId } = grant;
  switch (grant.kind) {
    case 'jwt':
      return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await assertionOf(grant, clock) };
    case 'refresh-token': {
      const secret = grant.clientSecret === '' ? {} : { client_secret: grant.clientSecret };
      return { grant_type: 'refresh_token', refresh_token: grant.refreshToken, client_id: clientId, ...secret };
    }
    case 'client-credentials':
      return { grant_type: 'client_credentials', client_id: clientId, client_secret: grant.clientSecret };
  }
}

type JwtGrant = Extract<OAuthGrant, { kind: 'jwt' }>;

/** Good for three minutes. https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm */
async function assertionOf(grant: JwtGrant, clock: Clock): Promise<string> {
  const until = Math.floor(clock.now().getTime() / 1000) + 180;
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(grant.clientId)
    .setSubject(grant.username)
    .setAudience(audienceOf(grant.loginUrl))
    .setExpirationTime(until)
    .sign(privateKeyOf(grant.key));
}

/** Whom the assertion is for: the login server of production or of sandboxes, whichever the address belongs to. */
export function audienceOf(loginUrl: string): string {
  const { hostname } = new URL(loginUrl);
  if (!/\.(?:salesforce|force)\.com$/.test(hostname)) return loginUrl;
  const isTest = /^test\.|^cs\d+\.|--|\.(?:sandbox|scratch)\./.test(hostname);
  return isTest ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
}

function privateKeyOf(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // The cause could quote the key.
    throw badKey('cannot be read: it is damaged, no private key, or has a passphrase');
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && bits >= 2048) return key;
  throw badKey(`is of another kind (${key.asymmetricKeyType ?? 'unknown'}${bits === 0 ? '' : `, ${bits} bits`})`);
}

function badKey(how: string): Mistake {
  return new Mistake({
    trouble: 'signed-out',
    message: `The private key that the sign-in by JWT is to use ${how}.`,
    actions: [
      'Make an RSA key of 2048 bits or more without a passphrase, and its certificate: openssl req -x509 -newkey rsa:2048 -nodes -days 730 -keyout heap.key -out heap.crt -subj /CN=heap-salesforce',
      'Upload heap.crt to the External Client App.',
    ],
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
