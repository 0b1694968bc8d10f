import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, soql } from './caller.ts';

let org: LocalOrg;

beforeAll(async () => {
  org = await startLocalOrg();
});
afterAll(() => org.close());

const form = (words: Record<string, string>) =>
  fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(words) });

const redirectUri = 'http://localhost:1717/OauthRedirect';

async function authorize(words: Record<string, string> = {}): Promise<URL> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'PlatformCLI',
    redirect_uri: redirectUri,
    state: 'abc',
    prompt: 'login',
    ...words,
  });
  const response = await fetch(`${org.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location') ?? '');
}

async function assertion(claims: Record<string, unknown> = {}, changes: { key?: string; issuer?: string } = {}) {
  const key = await importPKCS8(changes.key ?? readFileSync(org.jwt.privateKeyFile, 'utf8'), 'RS256');
  const jwt = new SignJWT({
    iss: changes.issuer ?? org.jwt.clientId,
    sub: 'admin@heap.local',
    aud: org.url,
    exp: Date.now() + 300,
    ...claims,
  });
  return jwt.setProtectedHeader({ alg: 'RS256' }).sign(key);
}

const jwtLogin = (signed: string) =>
  form({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signed });

test('an access token names its org, and is the same at each asking', () => {
  const token = org.accessToken('admin@heap.local');
  expect(token).toMatch(/^00D\w{12}![.\w]{60,}$/);
  expect(token.slice(0, 15)).toBe(org.organizationId.slice(0, 15));
  expect(org.accessToken()).toBe(token);
  expect(org.accessToken('heap-sync@heap.local')).not.toBe(token);
});

test('a token for a user who does not exist is refused by name', () => {
  expect(() => org.accessToken('nobody@heap.local')).toThrow(/nobody@heap\.local/);
});

test('the code flow with a challenge lets the default user in and keeps the state', async () => {
  const verifier = 'a-verifier-of-some-length';
  const location = await authorize({ code_challenge: createHash('sha256').update(verifier).digest('base64url') });
  expect(`${location.origin}${location.pathname}`).toBe(redirectUri);
  expect(location.searchParams.get('state')).toBe('abc');
  const words = {
    grant_type: 'authorization_code',
    code: location.searchParams.get('code') ?? '',
    client_id: 'PlatformCLI',
    redirect_uri: redirectUri,
  };
  const response = await form({ ...words, code_verifier: verifier });
  expect(response.status).toBe(200);
  const answer = (await response.json()) as Record<string, string>;
  expect(answer).toMatchObject({ instance_url: org.url, token_type: 'Bearer', access_token: org.accessToken() });
  expect(answer['id']).toMatch(new RegExp(`^${org.url}/id/${org.organizationId}/005\\w{15}$`));
  expect(answer).not.toHaveProperty('expires_in');

  const again = await form({ ...words, code_verifier: verifier });
  expect([again.status, await again.json()]).toEqual([
    400,
    { error: 'invalid_grant', error_description: 'invalid authorization code' },
  ]);

  const refreshed = await form({
    grant_type: 'refresh_token',
    refresh_token: answer['refresh_token'] ?? '',
    client_id: 'PlatformCLI',
  });
  expect(await refreshed.json()).toMatchObject({ access_token: org.accessToken() });
});

test('a wrong verifier, a wrong client and a wrong address get nothing for a code', async () => {
  const challenge = createHash('sha256').update('right').digest('base64url');
  const attempts = [
    { code_verifier: 'wrong', error: 'invalid_grant' },
    { code_verifier: 'right', client_id: 'Other', error: 'invalid_client_id' },
    { code_verifier: 'right', redirect_uri: 'http://localhost:1/x', error: 'redirect_uri_mismatch' },
  ];
  for (const { error, ...words } of attempts) {
    const code = (await authorize({ code_challenge: challenge })).searchParams.get('code') ?? '';
    const response = await form({
      grant_type: 'authorization_code',
      code,
      client_id: 'PlatformCLI',
      redirect_uri: redirectUri,
      ...words,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  }
});

test('a code is sent to this machine only', async () => {
  const query = new URLSearchParams({ response_type: 'code', client_id: 'x', redirect_uri: 'https://evil.example/cb' });
  const response = await fetch(`${org.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([400, null]);
});

test('a login hint picks the user, and an unknown one is denied at the redirect', async () => {
  const location = await authorize({ login_hint: 'heap-sync@heap.local' });
  const response = await form({
    grant_type: 'authorization_code',
    code: location.searchParams.get('code') ?? '',
    client_id: 'PlatformCLI',
    redirect_uri: redirectUri,
  });
  expect(await response.json()).toMatchObject({ access_token: org.accessToken('heap-sync@heap.local') });
  const denied = await authorize({ login_hint: 'nobody@heap.local' });
  expect(denied.searchParams.get('error')).toBe('access_denied');
  expect(denied.searchParams.get('code')).toBeNull();
});

test('an assertion signed with the org key logs its subject in, though its end is given in milliseconds', async () => {
  const response = await jwtLogin(await assertion({ sub: 'heap-sync@heap.local' }));
  expect(response.status).toBe(200);
  const answer = (await response.json()) as Record<string, string>;
  expect(answer['access_token']).toBe(org.accessToken('heap-sync@heap.local'));
  expect(answer).not.toHaveProperty('refresh_token');
});

test('assertions that should not be believed are refused in words of their own', async () => {
  const { generateKeyPairSync } = await import('node:crypto');
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  const attempts: [Promise<string>, string, string][] = [
    [assertion({}, { key: String(other) }), 'invalid_grant', 'invalid assertion'],
    [assertion({}, { issuer: 'someone' }), 'invalid_client_id', 'client identifier invalid'],
    [assertion({ sub: 'nobody@heap.local' }), 'invalid_grant', "user hasn't approved this consumer"],
    [assertion({ aud: 'https://elsewhere.example' }), 'invalid_grant', 'Audience validation failed'],
    [assertion({ exp: 1000 }), 'invalid_grant', 'expired authorization code'],
    [Promise.resolve('no.jwt.atall'), 'invalid_grant', 'invalid assertion'],
  ];
  for (const [signed, error, description] of attempts) {
    const response = await jwtLogin(await signed);
    expect([response.status, await response.json()]).toEqual([400, { error, error_description: description }]);
  }
});

test('a grant of another kind is not supported', async () => {
  const response = await form({ grant_type: 'nonsense', username: 'x' });
  expect(await response.json()).toEqual({
    error: 'unsupported_grant_type',
    error_description: 'grant type not supported',
  });
});

test('userinfo and the identity address tell who a token stands for', async () => {
  const call = caller(org);
  const info = await call('GET', '/services/oauth2/userinfo');
  expect(info.json).toMatchObject({ organization_id: org.organizationId, preferred_username: 'admin@heap.local' });
  const identity = await call('GET', `/id/${org.organizationId}/${info.json.user_id}`);
  expect(identity.json).toMatchObject({ user_id: info.json.user_id, username: 'admin@heap.local' });
  const bad = await call('GET', '/services/oauth2/userinfo', undefined, { authorization: 'Bearer nonsense' });
  expect([bad.status, bad.text]).toEqual([403, 'Bad_OAuth_Token']);
});

test('introspection knows a live token, and revoking ends it', async () => {
  const own = await startLocalOrg();
  try {
    const token = own.accessToken();
    const ask = async (path: string) =>
      fetch(`${own.url}/services/oauth2/${path}`, { method: 'POST', body: new URLSearchParams({ token }) });
    expect(await (await ask('introspect')).json()).toMatchObject({ active: true, username: 'admin@heap.local' });
    expect((await ask('revoke')).status).toBe(200);
    expect(await (await ask('introspect')).json()).toEqual({ active: false });
    const refused = await fetch(`${own.url}/services/data/v67.0/${soql('SELECT Id FROM User')}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([refused.status, await refused.json()]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ]);
    expect(own.accessToken()).not.toBe(token);
  } finally {
    await own.close();
  }
});

test('single access gives an address to open', async () => {
  const { json } = await caller(org)('GET', '/services/oauth2/singleaccess');
  expect(json.frontdoor_uri).toMatch(new RegExp(`^${org.url}/secur/frontdoor\\.jsp\\?otp=`));
});
