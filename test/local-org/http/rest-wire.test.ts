import { request } from 'node:http';
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller, data, soql } from './caller.ts';

let org: LocalOrg;
let call: Call;
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme' }] } });
  call = caller(org);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

interface Raw {
  readonly status: number | undefined;
  readonly coding: string | undefined;
  readonly body: Buffer;
}

/** As it is on the wire: fetch would unpack it. */
function raw(method: string, path: string, headers: Readonly<Record<string, string>>, body?: Buffer): Promise<Raw> {
  return new Promise((done, fail) => {
    const authorization = `Bearer ${org.accessToken()}`;
    const sent = request(`${org.url}${data}/${path}`, { method, headers: { authorization, ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        done({ status: answer.statusCode, coding: answer.headers['content-encoding'], body: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

test('large answers come compressed to whoever accepts it', async () => {
  const packed = await raw('GET', 'sobjects/Account/describe', { 'accept-encoding': 'gzip, deflate' });
  expect(packed.coding).toBe('gzip');
  expect(JSON.parse(gunzipSync(packed.body).toString())).toMatchObject({ name: 'Account' });
  for (const accepted of ['identity', 'gzip;q=0']) {
    expect((await raw('GET', 'sobjects/Account/describe', { 'accept-encoding': accepted })).coding).toBeUndefined();
  }
  expect(
    (await raw('GET', `sobjects/Account/${acme}?fields=Name`, { 'accept-encoding': 'gzip' })).coding,
  ).toBeUndefined();
});

test('bodies may be compressed', async () => {
  const row = Buffer.from(JSON.stringify({ Name: 'Packed' }));
  for (const [coding, body] of [
    ['gzip', gzipSync(row)],
    ['deflate', deflateSync(row)],
  ] as const) {
    const headers = { 'content-type': 'application/json', 'content-encoding': coding };
    expect((await raw('POST', 'sobjects/Account', headers, body)).status).toBe(201);
  }
});

test('a body that is not compressed as it says, or in an unknown way, is refused', async () => {
  const type = { 'content-type': 'application/json' };
  const broken = await raw('POST', 'sobjects/Account', { ...type, 'content-encoding': 'gzip' }, Buffer.from('{}'));
  expect(broken.status).toBe(400);
  const unknown = await raw('POST', 'sobjects/Account', { ...type, 'content-encoding': 'br' }, Buffer.from('{}'));
  expect(unknown.status).toBe(415);
});

test('a small body that unpacks beyond the limit is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(61 * 1024 * 1024, ' '));
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  expect((await raw('POST', 'sobjects/Account', headers, bomb)).status).toBe(413);
});

test('a POST stands for the method that its address names', async () => {
  expect((await call('POST', `sobjects/Account/${acme}?_HttpMethod=PATCH`, { Name: 'Patched' })).status).toBe(204);
  expect((await call('GET', `sobjects/Account/${acme}?fields=Name`)).json.Name).toBe('Patched');
  expect((await call('POST', `sobjects/Account/${acme}?_HttpMethod=DELETE`)).status).toBe(204);
  expect((await call('POST', `sobjects/Account/${acme}?_HttpMethod=BREW`)).status).toBe(405);
});

test('a row that was made says where it is', async () => {
  const { json, headers } = await call('POST', 'sobjects/Account', { Name: 'New' });
  expect(headers.get('location')).toBe(`${data}/sobjects/Account/${json.id}`);
});

test('HEAD tells whether a row with a key is there', async () => {
  await call('POST', 'sobjects/Contact', { LastName: 'Keyed', Email: 'keyed@acme.example' });
  const there = await raw('HEAD', 'sobjects/Contact/Email/keyed@acme.example', {});
  const missing = await raw('HEAD', 'sobjects/Contact/Email/nobody@acme.example', {});
  expect([there.status, there.body.length, missing.status]).toEqual([200, 0, 404]);
});

test('headers about the client and its options are taken', async () => {
  const headers = {
    'Sforce-Call-Options': 'client=SampleCaseSensitiveToken/100, defaultNamespace=battle',
    'Sforce-Auto-Assign': 'FALSE',
  };
  expect((await call('GET', soql('SELECT Id FROM Account'), undefined, headers)).status).toBe(200);
});

test("a user's password is set by whoever may, and refused when it is too simple", async () => {
  const me = (await call('GET', '/services/oauth2/userinfo')).json.user_id;
  const path = `sobjects/User/${me}/password`;
  expect((await call('GET', path)).json).toEqual({ isExpired: false });
  expect((await call('POST', path, { NewPassword: 'sailor-7-moon' })).status).toBe(204);
  expect((await call('POST', path, { NewPassword: 'short' })).json[0].errorCode).toBe('INVALID_NEW_PASSWORD');
  expect((await call('DELETE', path)).json.NewPassword.length).toBeGreaterThan(7);
  expect((await caller(org, 'heap-sync@heap.local')('GET', path)).status).toBe(403);
});
