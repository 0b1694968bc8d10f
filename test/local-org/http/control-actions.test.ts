import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, soql } from './caller.ts';
import { controller } from './control-caller.ts';

let org: LocalOrg;
const clock = new ManualClock('2026-11-02T08:00:00Z');
const seed = { Account: [{ Id: idOf('001', 1), Name: 'Acme' }] };

beforeEach(async () => {
  org = await startLocalOrg({ clock, seed });
});
afterEach(() => org.close());

const ask = (token: string) =>
  fetch(`${org.url}/services/data/v67.0/limits`, { headers: { authorization: `Bearer ${token}` } });

test('sessions end for one token, one user or all, and new tokens are good', async () => {
  const users = ['admin@heap.local', 'heap-sync@heap.local'];
  const tokens = () => users.map((user) => org.accessToken(user));
  const [admin = '', sync = ''] = tokens();
  expect(org.control.expireSessions({ token: admin })).toBe(1);
  expect([(await ask(admin)).status, (await ask(sync)).status]).toEqual([401, 403]);
  expect((await ask(org.accessToken())).status).toBe(200);
  expect(org.control.expireSessions({ username: 'HEAP-sync@heap.local' })).toBe(1);
  expect((await ask(sync)).status).toBe(401);
  tokens();
  expect(org.control.expireSessions()).toBe(2);
  expect(org.control.expireSessions()).toBe(0);
});

test('a refresh token that is taken back refreshes no more, and its sessions end', async () => {
  const words = { client_id: 'PlatformCLI', redirect_uri: 'http://localhost:1717/OauthRedirect' };
  const query = new URLSearchParams({ response_type: 'code', ...words });
  const there = await fetch(`${org.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
  const code = new URL(there.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const token = async (said: Record<string, string>) => {
    const body = new URLSearchParams({ ...words, ...said });
    return (await (await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body })).json()) as Record<
      string,
      string
    >;
  };
  const { refresh_token = '', access_token = '' } = await token({ grant_type: 'authorization_code', code });
  org.control.expireSessions();
  const { access_token: fresh = '' } = await token({ grant_type: 'refresh_token', refresh_token });
  expect([(await ask(access_token)).status, (await ask(fresh)).status]).toEqual([401, 200]);
  expect(org.control.revokeRefreshTokens({ username: 'admin@heap.local' })).toBe(1);
  expect(await token({ grant_type: 'refresh_token', refresh_token })).toMatchObject({
    error_description: 'expired access/refresh token',
  });
  expect((await ask(fresh)).status).toBe(401);
});

test('the allocation is used up, or nearly so', async () => {
  const call = caller(org);
  org.control.useRequests({ left: 1 });
  const last = await call('GET', 'limits');
  expect([last.status, last.headers.get('sforce-limit-info')]).toEqual([200, 'api-usage=15000/15000']);
  const refused = await call('GET', 'limits');
  expect([refused.status, refused.json[0].errorCode]).toEqual([403, 'REQUEST_LIMIT_EXCEEDED']);
  org.control.useRequests({ used: 10 });
  expect((await call('GET', 'limits')).headers.get('sforce-limit-info')).toBe('api-usage=11/15000');
});

test('the clock moves by so much or to a time, and rows and allocation follow it', async () => {
  const call = caller(org);
  org.control.useRequests({ left: 0 });
  expect((await call('GET', 'limits')).status).toBe(403);
  expect(org.control.moveClock({ by: 25 * 3_600_000 })).toEqual(new Date('2026-11-03T09:00:00Z'));
  expect((await call('GET', 'limits')).status).toBe(200);
  org.control.moveClock({ to: new Date('2030-01-01T00:00:00Z') });
  const { id } = (await call('POST', 'sobjects/Account', { Name: 'Later' })).json;
  const row = await call('GET', `sobjects/Account/${id}?fields=CreatedDate`);
  expect(row.json.CreatedDate).toBe('2030-01-01T00:00:00.000+0000');
  await org.reset();
  expect(org.control.moveClock({ by: 0 })).toEqual(new Date('2026-11-02T08:00:00Z'));
});

test('rows change behind the back of every client', async () => {
  const [made] = org.control.write({
    object: 'Account',
    operation: 'insert',
    rows: [{ Name: 'Unseen', CreatedDate: '2020-02-02T00:00:00.000Z' }],
  });
  expect(made).toMatchObject({ status: 'done', created: true });
  const outcomes = org.control.write({
    object: 'Account',
    operation: 'update',
    rows: [{ Id: idOf('001', 1), Name: 'Renamed' }, { Id: idOf('001', 99) }],
  });
  expect(outcomes).toMatchObject([{ status: 'done' }, { status: 'refused' }]);
  const names = await caller(org)('GET', soql('SELECT Name, CreatedDate FROM Account ORDER BY Name'));
  expect(names.json.records).toMatchObject([
    { Name: 'Renamed' },
    { Name: 'Unseen', CreatedDate: '2020-02-02T00:00:00.000+0000' },
  ]);
  expect(() => org.control.write({ object: 'Nonsense', operation: 'insert', rows: [] })).toThrow(/Nonsense/);
});

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** The account gets a field that nobody may see yet. */
const zip = zipSync({
  'package.xml': text(
    '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>Account.Behind__c</members><name>CustomField</name></types><version>67.0</version></Package>',
  ),
  'objects/Account.object': text(
    '<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><fields><fullName>Behind__c</fullName><label>Behind</label><length>20</length><type>Text</type></fields></CustomObject>',
  ),
});

test('the schema changes behind the back of every client', async () => {
  expect(org.control.deploy(zip)).toMatchObject({ success: true, status: 'Succeeded' });
  const [row] = org.control.write({ object: 'Account', operation: 'insert', rows: [{ Name: 'New', Behind__c: 'x' }] });
  expect(row).toMatchObject({ status: 'done' });
  const unseen = await caller(org)('GET', soql('SELECT Behind__c FROM Account'));
  expect([unseen.status, unseen.json[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
});

test('each action is offered over the control API too', async () => {
  const control = controller(org);
  const token = org.accessToken();
  const at = (name: string, body: unknown) => control('POST', `orgs/${org.organizationId}/${name}`, body);
  expect((await at('expire-sessions', { token })).json).toEqual({ ended: 1 });
  expect((await at('revoke-refresh-tokens', {})).json).toEqual({ ended: 0 });
  expect((await at('time-out-sessions', { minutes: 120 })).status).toBe(204);
  expect((await at('time-out-sessions', { minutes: null })).status).toBe(204);
  expect((await at('use-requests', { left: 3 })).status).toBe(204);
  expect((await at('move-clock', { to: '2027-01-01T00:00:00Z' })).json).toEqual({ now: '2027-01-01T00:00:00.000Z' });
  const written = await at('write', { object: 'Account', operation: 'insert', rows: [{ Name: 'By wire' }] });
  expect(written.json.outcomes).toMatchObject([{ status: 'done' }]);
  expect((await at('deploy', { zip: Buffer.from(zip).toString('base64') })).json).toMatchObject({ success: true });
  expect((await at('snapshot', { name: 'one' })).json).toEqual({ snapshots: ['one'] });
  expect((await at('restore', { name: 'one' })).status).toBe(204);
  expect((await at('drop-snapshot', { name: 'one' })).json).toEqual({ dropped: true });
  expect((await at('reset', {})).status).toBe(204);
  const listed = Object.keys((await control('GET', '')).json.actions);
  expect(listed).toHaveLength(11);
});

test('what is wrong with an action is told', async () => {
  const control = controller(org);
  const asked: readonly [string, unknown, number, RegExp][] = [
    ['use-requests', {}, 400, /used or left/],
    ['use-requests', { left: -1 }, 400, /left: .*>=0/],
    ['move-clock', { to: 'tomorrow' }, 400, /2026-11-01T08:00:00Z/],
    ['move-clock', { to: '9999-12-31T00:00:00Z' }, 400, /no year from 1700 to 4000/],
    ['move-clock', { by: 9e15 }, 400, /no year from 1700 to 4000/],
    ['write', { object: 'Account', operation: 'destroy', rows: [{}] }, 400, /"insert"\|"update"/],
    ['write', { object: 'Nonsense', operation: 'insert', rows: [{ Name: 'x' }] }, 404, /no object Nonsense/],
    ['deploy', { zip: '@' }, 400, /zip/],
    ['restore', { name: 'none' }, 404, /no snapshot none/],
    ['restore', { name: '../x' }, 400, /cannot be called/],
    ['nonsense', {}, 404, /no POST at/],
  ];
  for (const [name, body, status, message] of asked) {
    const reply = await control('POST', `orgs/first/${name}`, body);
    expect([name, reply.status]).toEqual([name, status]);
    expect(reply.json.message).toMatch(message);
  }
  expect((await control('POST', 'orgs/Nowhere/reset', {})).status).toBe(404);
});
