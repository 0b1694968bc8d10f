import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Listing, UnmatchedUser } from '../../src/push/people/list-matching.ts';
import type { Duplicate } from '../../src/push/people/read-people.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import type { PlainRow } from '../support/plain-export.ts';
import { type PlainContact, type PlainRecord, plainPeople } from '../support/plain-people.ts';
import { openSmallGround, type SmallGround } from '../support/small-ground.ts';

const byEmail = 'contact: { heap: email, salesforce: Email }';
let ground: SmallGround;
const accounts: string[] = [];
const id: Record<string, string> = {};

beforeAll(async () => {
  ground = await openSmallGround();
  for (const name of ['Acme', 'Globex', 'Initech', 'Umbrella']) accounts.push(ground.make('Account', { Name: name }));
  const people = [
    ['ann', 'Ann@Acme.example', 0],
    ['annTwin', 'ANN@acme.example', 1],
    ['bob', 'bob@acme.example', 2],
    ['cy', 'cy@acme.example', 2],
  ] as const;
  for (const [name, Email, account] of people)
    id[name] = ground.make('Contact', { LastName: name, Email, AccountId: accounts[account], Department: name });
  ground.local.control.moveClock({ by: 60_000 });
  ground.update('Contact', { Id: id['ann']!, Title: 'Updated last' });
}, 60_000);
afterAll(() => ground.close());

/** Each user has one session for each unit of its id. */
const heap = (users: readonly PlainRow[]) =>
  ground.heap(
    users,
    users.flatMap(({ user_id: user }) =>
      Array.from({ length: Number(user) }, (_, at) => ({ user: Number(user), time: `2026-06-29T12:${10 + at}:00Z` })),
    ),
  );
const push = async () => {
  const { code, json } = await ground.run('usage push --as-of 2026-06-30 --json');
  return { code, ...json<PushReport>().result };
};
const sessions = async (level: 'account' | 'contact') =>
  new Map([...(await ground.usage(level)).values()].map((row) => [row.record, row.sessions]));

const users: readonly PlainRow[] = [
  { user_id: 1, email: 'ann@acme.example ', identity: 'ann' },
  { user_id: 2, email: 'BOB@acme.example', identity: 'bob' },
  { user_id: 4, email: 'bob@ACME.example', identity: 'robert' },
  { user_id: 8, email: 'cy@acme.example', identity: 'cy' },
  { user_id: 16, email: 'c y@acme.example', identity: 'c y' },
  { user_id: 32, email: 'dora@acme.example', identity: 'dora' },
  { user_id: 3, email: null, identity: null },
];

test('where duplicates are refused, no record that one may mean is touched, and the run is done in part', async () => {
  await ground.configure({ join: `{ ${byEmail}, duplicates: refuse }` });
  await heap(users);
  const report = await push();
  expect(report).toMatchObject({ code: 68, status: 'partly', counts: { rejected: 0, unprocessed: 0 } });
  expect(report.matching).toMatchObject({ undecided: 1, leftAsTheyAre: { contact: 2, account: 2 }, rule: 'refuse' });
  expect(await sessions('account')).toEqual(new Map([[accounts[2], 2 + 4 + 8]]));
  const { stdout } = await ground.run('usage push --as-of 2026-06-30');
  expect(stdout).toContain(`contact "ann@acme.example": ${id['ann']} and ${id['annTwin']}`);
  expect(stdout).toContain('2 contacts and 2 accounts keep the figures they have');
});

test('else the contact updated last counts, users of one contact add up, and the figures are those found otherwise', async () => {
  await ground.configure();
  const report = await push();
  expect(report).toMatchObject({ code: 0, status: 'done' });
  expect(report.matching).toMatchObject({
    users: 7,
    matched: 4,
    withoutKey: 1,
    unmatched: 2,
    shared: { contacts: 1, users: 2 },
    duplicates: [{ level: 'contact', keptId: id['ann'], otherId: id['annTwin'], users: 1 }],
  });
  const contacts = await queryAll<PlainContact>(
    ground.admin,
    'SELECT Id, Email, AccountId, SystemModstamp FROM Contact',
  );
  const people = plainPeople(new Map(users.map((user) => [Number(user['user_id']), user])), contacts);
  for (const level of ['account', 'contact'] as const) {
    const found = new Map<string, number>();
    for (const [user, person] of people) found.set(person[level]!, (found.get(person[level]!) ?? 0) + user);
    expect(await sessions(level)).toEqual(found);
  }
});

test('what was decided once is left as it is when another contact comes to share the key and duplicates are refused', async () => {
  await ground.configure({ join: `{ ${byEmail}, duplicates: refuse }` });
  const before = await sessions('account');
  const twin = ground.make('Contact', { LastName: 'Cy', Email: 'CY@acme.example', AccountId: accounts[3] });
  await heap(users.map((user) => ({ ...user, user_id: Number(user['user_id']) % 32 })));
  expect((await push()).matching.leftAsTheyAre).toEqual({ contact: 4, account: 4 });
  expect(await sessions('account')).toEqual(before);
  ground.remove('Contact', twin);
});

test('unmatched users are listed with their key, when they were last seen, and what almost matches', async () => {
  await ground.configure();
  await heap(users);
  ground.make('Contact', { LastName: 'Other', Email: 'other@acme.example' });
  ground.remove('Contact', ground.make('Contact', { LastName: 'Dora', Email: 'Dora@acme.example' }));
  const csv = join(ground.folder, 'unmatched.csv');
  const { stdout } = await ground.run(`usage unmatched --csv ${csv}`);
  expect(stdout).toMatch(/^2 Heap users match no record/);
  expect(stdout).toMatch(/32 +dora@acme\.example +2026-06-29 +003\w+ was deleted/);
  expect((await readFile(csv, 'utf8')).split('\n')).toHaveLength(4);

  const { result } = (await ground.run('usage unmatched --json')).json<Listing<UnmatchedUser>>();
  expect(result.rows.find(({ userId }) => userId === '16')).toMatchObject({
    contactKey: 'c y@acme.example',
    near: { id: id['cy'], value: 'cy@acme.example', why: 'case or blanks' },
  });
  const few = (await ground.run('usage unmatched --limit 1 --json')).json<Listing<UnmatchedUser>>().result;
  expect(few).toMatchObject({ total: 2, rows: [{ userId: '32' }] });
});

test('duplicates are listed with both Ids', async () => {
  const { result } = (await ground.run('usage duplicates --json')).json<Listing<Duplicate>>();
  expect(result).toMatchObject({ total: 1, rows: [{ keptId: id['ann'], otherId: id['annTwin'], users: 1 }] });
  const { stdout } = await ground.run('usage duplicates');
  expect(stdout).toContain(id['annTwin']);
});

test('a list that cannot be written is a mistake of the one who named the file', async () => {
  const { code, stderr } = await ground.run('usage unmatched --csv /no/such/folder/list.csv');
  expect(code).toBe(2);
  expect(stderr).toMatch(/\/no\/such\/folder\/list\.csv/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('another key than e-mail is compared exactly, and an account by its Id of 15 or 18 characters in its own case', async () => {
  await ground.configure({
    join: '{ contact: { heap: identity, salesforce: Department }, account: { heap: sfdc, salesforce: Id } }',
  });
  expect((await ground.run('setup')).code).toBe(0);
  const [acme, globex, initech, umbrella] = accounts as [string, string, string, string];
  const named: readonly PlainRow[] = [
    { user_id: 1, identity: 'cy', email: null, sfdc: acme.slice(0, 15) },
    { user_id: 2, identity: 'Cy', email: null, sfdc: acme },
    { user_id: 4, identity: null, email: null, sfdc: globex },
    { user_id: 8, identity: 'bob', email: null, sfdc: initech.toLowerCase() },
    { user_id: 16, identity: ' bob', email: null, sfdc: 'none' },
    { user_id: 32, identity: null, email: null, sfdc: umbrella },
  ];
  await heap(named);
  await ground.merge('Account', globex, umbrella);
  const report = await push();
  expect(report.matching).toMatchObject({ matched: 5, unmatched: 1, throughMerge: 1 });
  const world = await queryAll<PlainRecord>(
    ground.admin,
    'SELECT Id, SystemModstamp, IsDeleted, MasterRecordId FROM Account',
    { deletedToo: true },
  );
  const people = plainPeople(new Map(named.map((user) => [Number(user['user_id']), user])), [], {
    accounts: world,
    accountProperty: 'sfdc',
  });
  const found = new Map<string, number>();
  for (const [user, { account }] of people) found.set(account!, (found.get(account!) ?? 0) + user);
  const shown = [...(await sessions('account'))].filter(([, count]) => count !== 0);
  expect(new Map(shown)).toEqual(found);
  expect(found).toEqual(
    new Map([
      [acme, 3],
      [globex, 4 + 32],
    ]),
  );
  expect((await sessions('contact')).get(id['cy']!)).toBe(1);
  expect((await sessions('contact')).get(id['bob']!)).toBe(8);
});

test('a contact of several accounts counts for the one updated last, where the org relates contacts to several', async () => {
  const settings =
    '<AccountSettings xmlns="http://soap.sforce.com/2006/04/metadata"><enableRelateContactToMultipleAccounts>true</enableRelateContactToMultipleAccounts></AccountSettings>';
  const manifest =
    '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>Account</members><name>Settings</name></types><version>67.0</version></Package>';
  const zip = zipSync({ 'package.xml': strToU8(manifest), 'settings/Account.settings': strToU8(settings) });
  expect(ground.local.control.deploy(zip).status).toBe('Succeeded');
  await ground.configure();
  await heap(users);
  const [acme, globex, initech] = accounts as [string, string, string];
  ground.make('AccountContactRelation', { ContactId: id['cy'], AccountId: acme });
  ground.make('AccountContactRelation', { ContactId: id['bob'], AccountId: globex, IsActive: false });
  ground.local.control.moveClock({ by: 60_000 });
  for (const account of [acme, globex]) ground.update('Account', { Id: account, Site: 'Updated last' });

  const report = await push();
  expect(report.matching).toMatchObject({ ofSeveralAccounts: 1 });
  const rows = async <R>(soql: string) => queryAll<R>(ground.admin, soql);
  const people = plainPeople(
    new Map(users.map((user) => [Number(user['user_id']), user])),
    await rows<PlainContact>('SELECT Id, Email, AccountId, SystemModstamp FROM Contact'),
    {
      accounts: await rows<PlainRecord>('SELECT Id, SystemModstamp FROM Account'),
      relations: await rows('SELECT ContactId, AccountId FROM AccountContactRelation WHERE IsActive = true'),
    },
  );
  const found = new Map<string, number>();
  for (const [user, { account }] of people) found.set(account!, (found.get(account!) ?? 0) + user);
  const shown = [...(await sessions('account'))].filter(([, count]) => count !== 0);
  expect(new Map(shown)).toEqual(found);
  expect(found.get(acme)).toBe(1 + 8);
  expect(found.get(initech)).toBe(2 + 4);
});
