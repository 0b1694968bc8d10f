import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data } from './caller.ts';

let org: LocalOrg;
const clock = new ManualClock('2026-11-02T08:00:00Z');

beforeAll(async () => {
  org = await startLocalOrg({
    clock,
    secretApps: [
      { clientId: 'nightly', clientSecret: 'kept to ourselves', runAs: 'heap-sync@heap.local' },
      { clientId: 'homeless', clientSecret: 's', runAs: 'nobody@heap.local' },
    ],
  });
});
afterAll(() => org.close());

const client = { client_id: 'PlatformCLI', redirect_uri: 'http://localhost:1717/OauthRedirect' };

async function authorize(words: Record<string, string> = {}): Promise<string> {
  const query = new URLSearchParams({ response_type: 'code', ...client, ...words });
  const response = await fetch(`${org.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

async function token(words: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${org.url}/services/oauth2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(words),
  });
  return { status: response.status, ...((await response.json()) as Record<string, string>) } as Record<string, unknown>;
}

const redeem = async (words: Record<string, string> = {}, asked: Record<string, string> = {}) =>
  token({ grant_type: 'authorization_code', code: await authorize(asked), ...client, ...words });

const refresh = (refresh_token: unknown, client_id = client.client_id) =>
  token({ grant_type: 'refresh_token', refresh_token: String(refresh_token), client_id });

const refused = (error: string, error_description: string) => ({ status: 400, error, error_description });

test('a user may have allowed a client five times; once more, and the oldest refresh token has expired', async () => {
  const grants = [];
  for (let time = 0; time < 5; time++) grants.push((await redeem())['refresh_token']);
  const ofAnother = (await redeem({}, { login_hint: 'heap-sync@heap.local' }))['refresh_token'];
  expect((await refresh(grants[0])).status).toBe(200);
  await redeem();
  expect(await refresh(grants[0])).toEqual(refused('invalid_grant', 'expired access/refresh token'));
  for (const grant of [...grants.slice(1), ofAnother]) expect((await refresh(grant)).status).toBe(200);
});

test('a refresh token is good for the client that it was given to', async () => {
  const { refresh_token } = await redeem();
  expect(await refresh(refresh_token, 'Other')).toEqual(refused('invalid_client_id', 'client identifier invalid'));
});

test('a code with a challenge wants its verifier', async () => {
  const code_challenge = createHash('sha256').update('the-verifier').digest('base64url');
  for (const words of [{}, { code_verifier: '' }, { code_verifier: code_challenge }, { code_verifier: 'other' }]) {
    expect(await redeem(words as Record<string, string>, { code_challenge })).toEqual(
      refused('invalid_grant', 'invalid code verifier'),
    );
  }
  expect((await redeem({ code_verifier: 'the-verifier' }, { code_challenge })).status).toBe(200);
});

test('a code is good for a quarter of an hour of its org', async () => {
  const code = await authorize();
  org.control.moveClock({ by: 16 * 60_000 });
  expect(await token({ grant_type: 'authorization_code', code, ...client })).toEqual(
    refused('invalid_grant', 'expired authorization code'),
  );
});

test('a client with a secret runs as its user, by words or by header', async () => {
  const words = { grant_type: 'client_credentials', client_id: 'nightly', client_secret: 'kept to ourselves' };
  const byWords = await token(words);
  expect(byWords).toMatchObject({ status: 200, token_type: 'Bearer', instance_url: org.url });
  expect(byWords['access_token']).toBe(org.accessToken('heap-sync@heap.local'));
  expect('refresh_token' in byWords).toBe(false);
  const authorization = `Basic ${Buffer.from('nightly:kept to ourselves').toString('base64')}`;
  expect((await token({ grant_type: 'client_credentials' }, { authorization })).status).toBe(200);
  expect(await token({ ...words, client_secret: 'x' })).toEqual(
    refused('invalid_client', 'invalid client credentials'),
  );
  expect(await token({ ...words, client_id: 'x' })).toEqual(refused('invalid_client_id', 'client identifier invalid'));
  expect(await token({ ...words, client_id: 'homeless', client_secret: 's' })).toEqual(
    refused('invalid_grant', 'no client credentials user enabled'),
  );
});

test('no password lets anybody in', async () => {
  expect(await token({ grant_type: 'password', username: 'admin@heap.local', password: 'x' })).toEqual(
    refused('invalid_grant', 'authentication failure'),
  );
});

test('an expired session is told in each API’s own way, and a refresh goes on', async () => {
  const { refresh_token, access_token } = await redeem();
  org.control.expireSessions();
  const authorization = `Bearer ${access_token}`;
  const rest = await fetch(`${org.url}${data}`, { headers: { authorization } });
  expect([rest.status, await rest.json()]).toEqual([
    401,
    [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
  ]);
  const userinfo = await fetch(`${org.url}/services/oauth2/userinfo`, { headers: { authorization } });
  expect([userinfo.status, await userinfo.text()]).toEqual([403, 'Bad_OAuth_Token']);
  const fresh = (await refresh(refresh_token))['access_token'];
  expect(fresh).not.toBe(access_token);
  expect(fresh).toBe(org.accessToken());
  expect((await caller(org)('GET', '')).status).toBe(200);
});

test('a token ends with the one that was used to get it', async () => {
  const { refresh_token, access_token } = await redeem();
  const revoke = await fetch(`${org.url}/services/oauth2/revoke?token=${refresh_token}`);
  expect([revoke.status, await revoke.text()]).toEqual([200, '']);
  const introspect = await fetch(`${org.url}/services/oauth2/introspect`, {
    method: 'POST',
    body: new URLSearchParams({ token: String(access_token) }),
  });
  expect(await introspect.json()).toEqual({ active: false });
});
