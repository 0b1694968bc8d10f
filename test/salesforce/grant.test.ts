import { afterEach, expect, it, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type Log, silentLog } from '../../src/base/log.ts';
import { audienceOf } from '../../src/salesforce/ask-for-token.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { reach } from '../../src/salesforce/wire.ts';
import { withLocalOrg } from '../support/local-org.ts';
import { type Asked, type Script, type ScriptedOrg, scriptedOrg, token } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
let org: Org | undefined;
afterEach(async () => {
  if (org) await closeOrg(org);
  await server?.close();
  [org, server] = [undefined, undefined];
});

const rows = { body: { totalSize: 0, done: true, records: [] } };
const ended = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };
const granted =
  (more: object) =>
  ({ headers }: Asked) => ({
    body: { access_token: token, instance_url: `http://${headers.host}`, ...more },
  });

async function connect(script: Script, log: Log = silentLog): Promise<Org> {
  server = await scriptedOrg(script);
  const grant = { loginUrl: server.url, clientId: 'app', clientSecret: '', refreshToken: 'first' } as const;
  const credits = creditsInMemory({ perRun: 100, perDay: 100 });
  const target = { kind: 'grant', grant: { kind: 'refresh-token', ...grant } } as const;
  org = await connectOrg({ target, credits, log, clock: systemClock });
  return org;
}

it('a token in the form of a JWT, which Metadata does not take, is refused before a run', async () => {
  const access_token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJl';
  const script = { 'POST /services/oauth2/token': granted({ access_token }) };
  await expect(connect(script)).rejects.toMatchObject({
    trouble: 'signed-out',
    message: expect.stringContaining('does not take before API 68.0; the org offers 66.0'),
    actions: [expect.stringContaining('JWT)-based access tokens')],
  });
});

it('and taken from the version on in which Metadata takes it', async () => {
  const access_token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJl';
  const versions = { 'GET /services/data': { body: [{ version: '68.0' }] } };
  const script = { ...versions, 'POST /services/oauth2/token': granted({ access_token }) };
  expect((await connect(script)).apiVersion).toBe('68.0');
});

it('an app without the scope of the APIs is refused before a run', async () => {
  const script = { 'POST /services/oauth2/token': granted({ scope: 'refresh_token openid' }) };
  await expect(connect(script)).rejects.toMatchObject({
    message: expect.stringContaining('tokens for refresh_token, openid only'),
    actions: [expect.stringContaining('Manage user data via APIs (api)')],
  });
});

it('a refresh token that the app rotates is kept for the run, and a warning says that the one given is used up', async () => {
  const warnings: string[] = [];
  let minted = 0;
  const signedIn = await connect(
    {
      'POST /services/oauth2/token': (asked) => {
        minted += 1;
        const access_token = `${token}${minted}`;
        return granted({ access_token, refresh_token: `next${minted}` })(asked);
      },
      'GET /services/data/queryAll': ({ headers }) => (headers.authorization === `Bearer ${token}1` ? ended : rows),
    },
    { ...silentLog, warn: (text: string) => void warnings.push(text) },
  );
  await queryAll(signedIn, 'SELECT Id FROM Account', { deletedToo: true });
  const sent = server
    ?.askedFor('/services/oauth2/token')
    .map(({ body }) => new URLSearchParams(body).get('refresh_token'));
  expect(sent).toEqual(['first', 'next1']);
  expect(warnings.join('\n')).toContain('rotates refresh tokens');
  expect(warnings.join('\n')).not.toMatch(/first|next1/);
});

it('a renewal that never helps is given up after three', async () => {
  const signedIn = await connect({ 'POST /services/oauth2/token': granted({}), 'GET /services/data/queryAll': ended });
  for (let time = 0; time < 3; time++) {
    await expect(queryAll(signedIn, 'SELECT Id FROM Account', { deletedToo: true })).rejects.toMatchObject({
      trouble: 'signed-out',
    });
  }
  await expect(queryAll(signedIn, 'SELECT Id FROM Account', { deletedToo: true })).rejects.toMatchObject({
    message: expect.stringContaining('renewing it did not help'),
  });
  expect(server?.askedFor('/services/oauth2/token')).toHaveLength(4);
});

it('a login server that is busy for a moment is asked again, and one that is none is named', async () => {
  const busy = { status: 503, body: 'busy' };
  const answers = [busy, { body: { access_token: token, instance_url: 'http://127.0.0.1:9' } }];
  await expect(connect({ 'POST /services/oauth2/token': answers })).rejects.toMatchObject({
    trouble: 'unreachable',
    facts: { instanceUrl: 'http://127.0.0.1:9' },
  });
  expect(server?.askedFor('/services/oauth2/token')).toHaveLength(2);
  await server?.close();
  await expect(connect({ 'POST /services/oauth2/token': { body: '<html>' } })).rejects.toMatchObject({
    message: expect.stringContaining('gives no token as Salesforce does'),
  });
});

it('the client library asks for its next token the same way, in the middle of Metadata calls', async () => {
  await withLocalOrg(async (local) => {
    const { clientId, privateKeyFile } = local.jwt;
    const { readFile } = await import('node:fs/promises');
    const key = await readFile(privateKeyFile, 'utf8');
    const grant = { kind: 'jwt', loginUrl: local.url, clientId, username: 'admin@heap.local', key } as const;
    const credits = creditsInMemory({ perRun: 100, perDay: 100 });
    org = await connectOrg({ target: { kind: 'grant', grant }, credits, log: silentLog, clock: systemClock });
    const listed = await reach(org, 'list objects', async (connection) => {
      local.control.expireSessions();
      return connection.metadata.list({ type: 'CustomObject' });
    });
    expect(listed.length).toBeGreaterThan(0);
  });
});

test.each([
  ['https://login.salesforce.com', 'https://login.salesforce.com'],
  ['https://test.salesforce.com', 'https://test.salesforce.com'],
  ['https://acme.my.salesforce.com', 'https://login.salesforce.com'],
  ['https://acme--uat.sandbox.my.salesforce.com', 'https://test.salesforce.com'],
  ['https://acme--uat.my.salesforce.com', 'https://test.salesforce.com'],
  ['https://app-1234.scratch.my.salesforce.com', 'https://test.salesforce.com'],
  ['https://acme-dev-ed.develop.my.salesforce.com', 'https://login.salesforce.com'],
  ['https://cs42.salesforce.com', 'https://test.salesforce.com'],
  ['http://localhost:7437', 'http://localhost:7437'],
])('an assertion for %s is for %s', (loginUrl, audience) => {
  expect(audienceOf(loginUrl)).toBe(audience);
});
