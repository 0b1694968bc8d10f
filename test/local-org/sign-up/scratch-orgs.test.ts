import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLocalOrg } from '../../../src/local-org/index.ts';
import { data } from '../http/caller.ts';
import { asSfAsks, type Hub, hubOf, openHub } from './hub.ts';

let hub: Hub;
const day = 24 * 3_600_000;

beforeEach(async () => {
  hub = await openHub();
});
afterEach(() => hub.server.close());

const scratchOf = (request: { readonly ScratchOrg: string }) => hub.server.orgs.find(request.ScratchOrg);
const token = (accessToken: string) => ({ headers: { authorization: `Bearer ${accessToken}` } });

test('a request becomes an org of its own, with its own user, whom the code lets in once', async () => {
  const request = await hub.signUp({ AdminEmail: 'ada@example.com', DurationDays: 3, Description: 'For a test' });
  expect(request).toMatchObject({
    Status: 'Active',
    ScratchOrg: expect.stringMatching(/^00D\w{12}$/),
    SignupUsername: expect.stringMatching(/^test-[a-z]{12}@example\.com$/),
    SignupEmail: 'ada@example.com',
    SignupInstance: expect.stringMatching(/S$/),
    LoginUrl: hub.server.url,
    ErrorCode: null,
  });
  const login = await hub.enter(request);
  expect([login.status, login.json.id]).toEqual([200, expect.stringContaining(`/id/${request.ScratchOrg}`)]);
  expect((await hub.enter(request)).json.error).toBe('invalid_grant');
  const org = scratchOf(request)!;
  const inside = hubOf(hub.server, org);
  expect(await inside.rows('SELECT Username, Email, Name FROM User')).toMatchObject([
    { Username: request.SignupUsername, Email: 'ada@example.com', Name: 'User User' },
  ]);
  expect((await inside.rows('SELECT Name, IsSandbox, TrialExpirationDate FROM Organization'))[0]).toMatchObject({
    Name: 'Heap Usage',
    IsSandbox: true,
    TrialExpirationDate: expect.stringContaining(request.ExpirationDate),
  });
  expect(
    await hub.rows('SELECT ScratchOrg, OrgName, Description, ScratchOrgInfoId FROM ActiveScratchOrg'),
  ).toMatchObject([
    { ScratchOrg: request.ScratchOrg, OrgName: 'Heap Usage', Description: 'For a test', ScratchOrgInfoId: request.Id },
  ]);
  await inside.call('POST', 'sobjects/Account', { Name: 'Only there' });
  expect(await hub.rows('SELECT Id FROM Account')).toEqual([]);
  expect((await inside.call('GET', 'query?q=SELECT+Id+FROM+ScratchOrgInfo')).json[0].errorCode).toBe('INVALID_TYPE');
});

test('an org has the edition, the features and the name that were asked for', async () => {
  const plain = scratchOf(await hub.signUp({ Edition: 'enterprise', Username: 'Ada@Example.COM' }))!;
  expect([plain.edition, plain.administrator]).toEqual(['Enterprise Edition', 'ada@example.com']);
  const closed = hubOf(hub.server, scratchOf(await hub.signUp({ Edition: 'Group' }))!);
  expect((await closed.call('GET', 'limits')).json[0].errorCode).toBe('API_DISABLED_FOR_ORG');
  const features = 'api;ContactsToMultipleAccounts;AddCustomTabs:10';
  const open = hubOf(hub.server, scratchOf(await hub.signUp({ Edition: 'Group', Features: features }))!);
  expect((await open.call('GET', 'limits')).json.DataStorageMB.Max).toBe(200);
  expect((await open.call('GET', 'sobjects/AccountContactRelation/describe')).status).toBe(200);
});

test.each([
  [{ Edition: 'Gold' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', /Edition: bad value for restricted picklist/],
  [{ Edition: undefined }, 'REQUIRED_FIELD_MISSING', /\[Edition\]/],
  [{ Edition: 'Partner Developer' }, 'INSUFFICIENT_ACCESS_OR_READONLY', /Partner Edition/],
  [{ Features: 'API;Warp' }, 'INVALID_INPUT', /^Warp is not a valid Features value\.$/],
  [{ Features: 'AddCustomTabs' }, 'INVALID_INPUT', /^AddCustomTabs is not a valid Features value\.$/],
  [{ Features: 'API:2' }, 'INVALID_INPUT', /^API:2 is not/],
  [{ DurationDays: 31 }, 'NUMBER_OUTSIDE_VALID_RANGE', /1 to 30/],
  [{ AdminEmail: 'nobody' }, 'INVALID_EMAIL_ADDRESS', /nobody/],
  [{ OrgNmae: 'x' }, 'INVALID_FIELD', /No such column 'OrgNmae'/],
])('%o is refused at once, and nothing is made', async (wanted, code, message) => {
  expect(await hub.signUp(wanted)).toMatchObject({ errorCode: code, message: expect.stringMatching(message) });
  expect([await hub.rows('SELECT Id FROM ScratchOrgInfo'), hub.server.orgs.list().length]).toEqual([[], 1]);
});

test.each([
  [{ AdminEmail: 'ada..l@example.com' }, 'S-1006'],
  [{ Country: 'XX' }, 'S-2006'],
  [{ Namespace: 'heap' }, 'S-1017'],
  [{ Namespace: '1heap' }, 'S-1026'],
  [{ Username: 'admin@heap.local' }, 'C-1007'],
  [{ Edition: undefined, SourceOrg: '00DHp0000000001' }, 'SH-0002'],
  [{ Edition: undefined, Snapshot: 'base' }, 'T-0002'],
])('%o comes to nothing, by its code', async (wanted, code) => {
  expect(await hub.signUp(wanted)).toMatchObject({ Status: 'Error', ErrorCode: code, ScratchOrg: null });
  expect([await hub.rows('SELECT Id FROM ActiveScratchOrg'), hub.server.orgs.list().length]).toEqual([[], 1]);
});

test('sample data and a country are there when they were asked for', async () => {
  const inside = hubOf(hub.server, scratchOf(await hub.signUp({ HasSampleData: true, Country: 'DE' }))!);
  expect(await inside.rows("SELECT Account.Name FROM Contact WHERE LastName = 'Gonzalez'")).toMatchObject([
    { Account: { Name: 'Edge Communications' } },
  ]);
  expect((await inside.rows('SELECT Country FROM Organization'))[0].Country).toBe('DE');
});

test('a sign-up can be made to wait', async () => {
  const fault = hub.server.control.addFault({ kind: 'sign-up-waits' });
  const { id } = (await hub.call('POST', 'sobjects/ScratchOrgInfo', asSfAsks)).json;
  const status = async () => (await hub.call('GET', `sobjects/ScratchOrgInfo/${id}`)).json.Status;
  expect([await status(), await status(), hub.server.orgs.list().length]).toEqual(['New', 'New', 1]);
  hub.server.control.removeFault(fault);
  await hub.call('GET', 'limits');
  expect(await status()).toBe('Active');
});

test('a namespace that is linked to the Dev Hub may be asked for', async () => {
  hub.server.control.write({ object: 'NamespaceRegistry', operation: 'insert', rows: [{ NamespacePrefix: 'heap' }] });
  const inside = hubOf(hub.server, scratchOf(await hub.signUp({ Namespace: 'heap' }))!);
  expect((await inside.rows('SELECT NamespacePrefix FROM Organization'))[0].NamespacePrefix).toBe('heap');
});

test('a Developer Edition has three at a time and six a day, and says so', async () => {
  const small = await openHub({ kind: 'developer', devHub: true });
  try {
    const left = async () => {
      const { ActiveScratchOrgs: active, DailyScratchOrgs: daily } = (await small.call('GET', 'limits')).json;
      return [active.Max, active.Remaining, daily.Max, daily.Remaining];
    };
    expect(await left()).toEqual([3, 3, 6, 6]);
    for (let round = 0; round < 2; round++) {
      for (let count = 0; count < 3; count++) expect((await small.signUp()).Status).toBe('Active');
      if (round === 0) {
        expect(await small.signUp()).toMatchObject({
          errorCode: 'LIMIT_EXCEEDED',
          message: expect.stringMatching(/reached its active scratch org limit/),
        });
        expect(await left()).toEqual([3, 0, 6, 3]);
      }
      for (const { Id } of await small.rows('SELECT Id FROM ActiveScratchOrg'))
        await small.call('DELETE', `sobjects/ActiveScratchOrg/${Id}`);
    }
    expect(await small.signUp()).toMatchObject({
      errorCode: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/reached its daily scratch org signup limit/),
    });
    expect(await left()).toEqual([3, 3, 6, 0]);
    small.server.control.moveClock({ by: day + 1 });
    expect((await small.signUp()).Status).toBe('Active');
  } finally {
    await small.server.close();
  }
});

test('an org goes with its row, and with the row that asked for it', async () => {
  const [one, other] = [await hub.signUp(), await hub.signUp()];
  const accessToken = scratchOf(one)!.accessToken();
  const [row] = await hub.rows(`SELECT Id FROM ActiveScratchOrg WHERE SignupUsername = '${one.SignupUsername}'`);
  expect((await hub.call('DELETE', `sobjects/ActiveScratchOrg/${row.Id}`)).status).toBe(204);
  expect((await hub.call('GET', `sobjects/ScratchOrgInfo/${one.Id}`)).json).toMatchObject({
    Status: 'Deleted',
    DeletedBy: expect.stringMatching(/^005/),
    DeletedDate: expect.any(String),
  });
  expect((await fetch(`${hub.server.url}${data}`, token(accessToken))).status).toBe(401);
  await hub.call('DELETE', `sobjects/ScratchOrgInfo/${other.Id}`);
  expect(await hub.rows('SELECT Id FROM ActiveScratchOrg')).toEqual([]);
  expect(hub.server.orgs.list()).toHaveLength(1);
});

test('what was asked for and taken back in the same request makes no org', async () => {
  const wanted = {
    OrgName: 'x',
    Edition: 'Developer',
    ConnectedAppConsumerKey: 'k',
    ConnectedAppCallbackUrl: 'http://x',
  };
  const body = {
    allOrNone: true,
    records: [
      { attributes: { type: 'ScratchOrgInfo' }, ...wanted },
      { attributes: { type: 'ScratchOrgInfo' }, ...wanted, Features: 'Warp' },
    ],
  };
  expect((await hub.call('POST', 'composite/sobjects', body)).json[0].success).toBe(false);
  await hub.call('GET', 'limits');
  expect([await hub.rows('SELECT Id FROM ScratchOrgInfo'), hub.server.orgs.list().length]).toEqual([[], 1]);
});

test('an org runs out by its own clock: nobody gets in any more', async () => {
  const request = await hub.signUp({ DurationDays: 1 });
  const org = scratchOf(request)!;
  const { refresh_token, access_token } = (await hub.enter(request)).json;
  org.control.moveClock({ by: day });
  const refused = await fetch(`${hub.server.url}${data}/limits`, token(access_token));
  expect([refused.status, await refused.json()]).toMatchObject([401, [{ errorCode: 'INVALID_SESSION_ID' }]]);
  const words = { grant_type: 'refresh_token', refresh_token, client_id: 'PlatformCLI' };
  const again = await fetch(`${hub.server.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(words),
  });
  expect(await again.json()).toEqual({
    error: 'inactive_org',
    error_description: 'organization locked/closed/suspended',
  });
});

test('an org runs out by the clock of its Dev Hub, which tells of it and has room for another one', async () => {
  const request = await hub.signUp({ DurationDays: 1 });
  hub.server.control.moveClock({ by: day });
  expect(await hub.rows('SELECT Id FROM ActiveScratchOrg')).toEqual([]);
  expect((await hub.call('GET', `sobjects/ScratchOrgInfo/${request.Id}`)).json.Status).toBe('Deleted');
  expect((await hub.call('GET', 'limits')).json.ActiveScratchOrgs.Remaining).toBe(40);
  expect((await hub.enter(request)).json.error).toBe('invalid_grant');
  const next = await hub.signUp({ DurationDays: 1 });
  expect(Date.parse(next.ExpirationDate) - Date.parse(request.ExpirationDate)).toBe(day);
  expect((await hub.enter(next)).status).toBe(200);
});

test('a Dev Hub that goes back to a snapshot ends what it does not know of any more', async () => {
  hub.server.snapshot('before');
  await hub.signUp();
  await hub.server.restore('before');
  await hub.call('GET', 'limits');
  expect(hub.server.orgs.list()).toHaveLength(1);
  const request = await hub.signUp();
  hub.server.snapshot('with');
  await hub.server.orgs.delete(request.ScratchOrg);
  await hub.call('GET', 'limits');
  expect(await hub.rows('SELECT Id FROM ActiveScratchOrg')).toEqual([]);
  await hub.server.restore('with');
  await hub.call('GET', 'limits');
  expect((await hub.call('GET', `sobjects/ScratchOrgInfo/${request.Id}`)).json.Status).toBe('Deleted');
});

test('kept scratch orgs outlive a restart with their codes, and a Dev Hub takes its own along', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-'));
  try {
    const first = await openHub({ folder });
    const request = await first.signUp();
    const second = first.server.orgs.create({ name: 'Another hub', kind: 'production' });
    await hubOf(first.server, second).signUp();
    expect(readdirSync(join(folder, 'orgs'))).toHaveLength(3);
    await first.server.orgs.delete('Another hub');
    expect(readdirSync(join(folder, 'orgs'))).toHaveLength(1);
    await first.server.close();
    const again = hubOf(await startLocalOrg({ folder }));
    expect((await again.enter({ ...request, LoginUrl: again.server.url })).status).toBe(200);
    const org = again.server.orgs.find(request.ScratchOrg)!;
    expect([org.kind, org.administrator]).toEqual(['scratch', request.SignupUsername]);
    expect(await hubOf(again.server, org).rows('SELECT Username FROM User')).toMatchObject([
      { Username: request.SignupUsername },
    ]);
    await again.server.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
