import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { idOf, type RunningOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { data, soql } from '../http/caller.ts';
import { gadget, zipOf } from '../metadata/an-org.ts';
import { type Hub, hubOf, openHub } from './hub.ts';

let production: Hub;
const day = 24 * 3_600_000;
const seed = {
  Account: [
    { Id: idOf('001', 1), Name: 'Acme' },
    { Id: idOf('001', 2), Name: 'Bolt' },
  ],
  Contact: [{ Id: idOf('003', 1), LastName: 'Lovelace', AccountId: idOf('001', 1) }],
};
const gadgetFile = { 'objects/Gadget__c.object': gadget('') };

beforeEach(async () => {
  production = await openHub({ edition: 'Unlimited Edition', seed });
  production.server.control.deploy(zipOf(gadgetFile, ['CustomObject']));
});
afterEach(() => production.server.close());

const infos = 'tooling/sobjects/SandboxInfo';
const tooling = async (query: string) => (await production.call('GET', `tooling/${soql(query)}`)).json.records;
const processes = () =>
  tooling('SELECT Id, Status, SandboxName, SandboxOrganization, EndDate FROM SandboxProcess ORDER BY CreatedDate DESC');

/** Asks for a sandbox; gives its Id and its org once it is there. */
async function make(name: string, more: Readonly<Record<string, unknown>> = { LicenseType: 'Developer' }) {
  const made = await production.call('POST', infos, { SandboxName: name, ...more });
  expect(made).toMatchObject({ status: 201, json: { id: expect.stringMatching(/^0GQ/), success: true } });
  return { id: String(made.json.id), org: await orgOf(name) };
}

async function orgOf(name: string): Promise<RunningOrg> {
  const [{ Status, SandboxOrganization }] = (await processes()).filter(
    ({ SandboxName }: { readonly SandboxName: string }) => SandboxName === name,
  );
  expect(Status).toBe('Completed');
  return production.server.orgs.find(SandboxOrganization)!;
}

const accounts = (org: RunningOrg) => hubOf(production.server, org).rows('SELECT Id, Name FROM Account ORDER BY Name');
const isIn = async (accessToken: string) =>
  (await fetch(`${production.server.url}${data}`, { headers: { authorization: `Bearer ${accessToken}` } })).ok;

test('a Developer sandbox has the metadata and users of its production org, and none of its rows', async () => {
  const { org } = await make('dev1');
  const inside = hubOf(production.server, org);
  expect([org.kind, org.edition, org.organizationId === production.server.organizationId]).toEqual([
    'sandbox',
    'Unlimited Edition',
    false,
  ]);
  expect(await inside.rows('SELECT Id, IsSandbox, TrialExpirationDate, InstanceName FROM Organization')).toMatchObject([
    { Id: org.organizationId, IsSandbox: true, TrialExpirationDate: null, InstanceName: expect.stringMatching(/S$/) },
  ]);
  expect(await accounts(org)).toEqual([]);
  expect((await inside.call('GET', 'sobjects/Gadget__c/describe')).status).toBe(200);
  expect(await inside.rows('SELECT Username, Email FROM User ORDER BY Username')).toMatchObject([
    { Username: 'admin@heap.local.dev1', Email: 'admin@heap.local' },
    { Username: 'heap-sync@heap.local.dev1', Email: 'heap-sync@heap.local.invalid' },
  ]);
  const limits = (await inside.call('GET', 'limits')).json;
  expect([limits.DataStorageMB.Max, limits.DailyApiRequests.Max]).toEqual([200, 5_000_000]);
  expect((await inside.call('GET', 'query?q=SELECT+Id+FROM+ScratchOrgInfo')).status).toBe(400);
  await inside.call('POST', 'sobjects/Account', { Name: 'Only there' });
  expect((await accounts(production.server)).map(({ Name }) => Name)).toEqual(['Acme', 'Bolt']);
});

test('a Full sandbox has all rows under their own Ids, a Partial one some, and neither tracks its source', async () => {
  const { org } = await make('full', { LicenseType: 'FULL' });
  expect(await accounts(org)).toMatchObject([
    { Id: idOf('001', 1), Name: 'Acme' },
    { Id: idOf('001', 2), Name: 'Bolt' },
  ]);
  const partial = await make('part', { LicenseType: 'Partial' });
  expect(await hubOf(production.server, partial.org).rows('SELECT AccountId FROM Contact')).toMatchObject([
    { AccountId: idOf('001', 1) },
  ]);
  const describe = 'tooling/sobjects/SourceMember/describe';
  const { org: developer } = await make('dev1');
  const statuses = [org, partial.org, developer].map(async (one) =>
    hubOf(production.server, one)
      .call('GET', describe)
      .then(({ status }) => status),
  );
  expect(await Promise.all(statuses)).toEqual([404, 404, 200]);
});

test('whoever asked is let in by a code, as the user with the sandbox’s name behind', async () => {
  const { org } = await make('dev1');
  const asked = { sandboxName: 'dev1', callbackUrl: 'http://localhost:1717/OauthRedirect' };
  const { json } = await production.call('POST', 'tooling/sandboxAuth', asked);
  expect(json).toMatchObject({ authUserName: 'admin@heap.local.dev1', loginUrl: production.server.url });
  const login = await production.enter({
    AuthCode: json.authCode,
    LoginUrl: json.loginUrl,
    ConnectedAppConsumerKey: 'PlatformCLI',
    ConnectedAppCallbackUrl: asked.callbackUrl,
  });
  expect(login.json.id).toContain(`/id/${org.organizationId}/`);
  const unknown = await production.call('POST', 'tooling/sandboxAuth', { ...asked, sandboxName: 'nowhere' });
  expect(unknown.status).toBe(404);
});

test('a refresh puts another org in the place of the old one, whose tokens die', async () => {
  const { id, org } = await make('full', { LicenseType: 'FULL' });
  const token = org.accessToken();
  await hubOf(production.server, org).call('POST', 'sobjects/Account', { Name: 'Lost with it' });
  await production.call('POST', 'sobjects/Account', { Name: 'Later' });
  const early = await production.call('PATCH', `${infos}/${id}`, { AutoActivate: true });
  expect([early.status, early.json[0].errorCode]).toEqual([400, 'LIMIT_EXCEEDED']);
  production.server.control.moveClock({ by: 29 * day });
  expect((await production.call('PATCH', `${infos}/${id}`, { AutoActivate: true })).status).toBe(204);
  const fresh = await orgOf('full');
  expect(fresh.organizationId).not.toBe(org.organizationId);
  expect([await isIn(token), await isIn(fresh.accessToken())]).toEqual([false, true]);
  expect((await accounts(fresh)).map(({ Name }) => Name)).toEqual(['Acme', 'Bolt', 'Later']);
  expect(fresh.usernames()).toContain('admin@heap.local.full');
  expect(await processes()).toHaveLength(2);
});

test('a refresh can wait to be activated, or be discarded', async () => {
  const { id, org } = await make('dev1');
  const processId = async () => (await processes())[0].Id;
  for (const [action, status] of [
    ['DISCARD', 'Discarded'],
    ['ACTIVATE', 'Completed'],
  ] as const) {
    production.server.control.moveClock({ by: day });
    await production.call('PATCH', `${infos}/${id}`, { AutoActivate: false });
    expect((await processes())[0]).toMatchObject({ Status: 'Pending Activation', EndDate: null });
    expect(await isIn(org.accessToken())).toBe(true);
    const again = await production.call('PATCH', `${infos}/${id}`, {});
    expect(again.json[0].errorCode).toBe('INVALID_STATUS');
    const path = `tooling/sobjects/SandboxProcess/${await processId()}`;
    expect((await production.call('PATCH', path, { RefreshAction: action })).status).toBe(204);
    expect((await processes())[0]).toMatchObject({ Status: status });
  }
  expect(production.server.snapshots()).toEqual([]);
  expect((await orgOf('dev1')).organizationId).not.toBe(org.organizationId);
});

test('a clone copies a sandbox, and a deleted sandbox is gone', async () => {
  const source = await make('dev1');
  await hubOf(production.server, source.org).call('POST', 'sobjects/PermissionSet', { Name: 'Mine', Label: 'Mine' });
  const clone = await make('dev2', { SourceId: source.id });
  const inside = hubOf(production.server, clone.org);
  expect(await inside.rows("SELECT Name FROM PermissionSet WHERE Name = 'Mine'")).toHaveLength(1);
  expect(clone.org.usernames()).toContain('admin@heap.local.dev1.dev2');
  expect((await production.call('DELETE', `${infos}/${source.id}`)).status).toBe(204);
  expect((await processes()).map(({ Status }: { readonly Status: string }) => Status).toSorted()).toEqual([
    'Completed',
    'Deleted',
  ]);
  expect(production.server.orgs.list().map(({ name }) => name)).toEqual(['Heap Local Org', 'dev2']);
});

test('a sandbox that was thrown away behind its back is none any more', async () => {
  const { org } = await make('dev1');
  production.server.snapshot('with');
  await production.server.orgs.delete(org.organizationId);
  await production.call('GET', 'limits');
  expect((await processes()).map(({ Status }: { readonly Status: string }) => Status)).toEqual(['Deleted']);
  await production.server.restore('with');
  await production.call('GET', 'limits');
  expect(await tooling('SELECT Id FROM SandboxInfo')).toEqual([]);
  expect((await make('dev1')).org.usernames()).toContain('admin@heap.local.dev1');
});

test('only members of the group that was named may log in', async () => {
  const { id } = (await production.call('POST', 'sobjects/Group', { Name: 'Testers' })).json;
  const { org } = await make('dev1', { LicenseType: 'Developer', ActivationUserGroupId: id });
  expect(
    await hubOf(production.server, org).rows('SELECT UserId, IsFrozen FROM UserLogin ORDER BY UserId'),
  ).toMatchObject([{ IsFrozen: false }, { IsFrozen: true }]);
});

test.each([
  [{ SandboxName: 'dev1' }, 'REQUIRED_FIELD_MISSING', /LicenseType/],
  [{ LicenseType: 'Developer' }, 'REQUIRED_FIELD_MISSING', /SandboxName/],
  [{ SandboxName: 'dev1', LicenseType: 'Gold' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', /Gold/],
  [{ SandboxName: 'much too long', LicenseType: 'Full' }, 'FIELD_INTEGRITY_EXCEPTION', /much too long/],
  [{ SandboxName: 'taken', LicenseType: 'Developer' }, 'DUPLICATE_VALUE', /^duplicate value found: SandboxName/],
  [{ SandboxName: 'second', LicenseType: 'Partial' }, 'LIMIT_EXCEEDED', /PARTIAL/],
  [{ SandboxName: 'dev1', SourceId: idOf('0GQ', 9) }, 'INVALID_CROSS_REFERENCE_KEY', /0GQ/],
  [{ SandboxName: 'dev1', LicenseType: 'Full', ApexClassId: idOf('01p', 1) }, 'INVALID_CROSS_REFERENCE_KEY', /01p/],
  [{ SandboxName: 'dev1', LicenseType: 'Full', Nothing: 1 }, 'INVALID_FIELD', /Nothing/],
])('%o is refused, and nothing is copied', async (sent, code, message) => {
  await make('taken', { LicenseType: 'Partial' });
  const refused = await production.call('POST', infos, sent);
  expect(refused).toMatchObject({ status: 400, json: [{ errorCode: code, message: expect.stringMatching(message) }] });
  expect(production.server.orgs.list()).toHaveLength(2);
});

test('only production orgs have sandboxes, and only for those who may change everything', async () => {
  const { org } = await make('dev1');
  expect(
    (await hubOf(production.server, org).call('GET', `tooling/${soql('SELECT Id FROM SandboxInfo')}`)).json[0]
      .errorCode,
  ).toBe('INVALID_TYPE');
  const sync = production.server.accessToken('heap-sync@heap.local');
  const response = await fetch(`${production.server.url}${data}/${infos}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sync}`, 'content-type': 'application/json' },
    body: JSON.stringify({ SandboxName: 'mine', LicenseType: 'Developer' }),
  });
  expect([403, 404]).toContain(response.status);
});

test('a kept sandbox outlives a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandboxes-'));
  const own = production;
  try {
    production = await openHub({ folder, edition: 'Unlimited Edition', seed });
    const { org } = await make('full', { LicenseType: 'FULL' });
    await production.server.close();
    const again = hubOf(await startLocalOrg({ folder }));
    const kept = again.server.orgs.find(org.organizationId)!;
    expect([kept.kind, kept.administrator]).toEqual(['sandbox', 'admin@heap.local.full']);
    expect(await hubOf(again.server, kept).rows('SELECT Name FROM Account ORDER BY Name')).toHaveLength(2);
    await kept.reset();
    expect(await hubOf(again.server, kept).rows('SELECT IsSandbox FROM Organization')).toMatchObject([
      { IsSandbox: true },
    ]);
    await again.server.close();
  } finally {
    production = own;
    rmSync(folder, { recursive: true, force: true });
  }
});
