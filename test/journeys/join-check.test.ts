import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JoinReport } from '../../src/pull/join-check/check-join.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { openSmallGround, type SmallGround } from '../support/small-ground.ts';

let ground: SmallGround;
const id: Record<string, string> = {};
const fit = 'pull: { uniqueness: 30 }';

beforeAll(async () => {
  ground = await openSmallGround();
  await makeNumberField();
  for (const [name, Email, number] of [
    ['annOld', 'Ann@acme.example', 'C-1'],
    ['bob', 'bob@acme.example', 'C-3'],
    ['cy', null, 'C-4'],
    ['dora', 'dora@acme.example', null],
  ] as const) {
    id[name] = ground.make('Contact', { LastName: name, Email, Number__c: number, Department: name });
  }
  ground.local.control.moveClock({ by: 60_000 });
  id['ann'] = ground.make('Contact', { LastName: 'Ann', Email: 'ANN@acme.example', Number__c: 'C-2' });
  ground.remove('Contact', ground.make('Contact', { LastName: 'Gone', Email: 'gone@acme.example' }));
  await ground.heap(
    [
      { user_id: 1, identity: 'ann', email: 'ann@acme.example', number: 'C-1', seats: 3 },
      { user_id: 2, identity: 'bob', email: 'BOB@acme.example', number: 'C-3', seats: 3 },
      { user_id: 3, identity: 'robert', email: 'bob@acme.example ', number: 'C-9', seats: null },
      { user_id: 4, identity: 'CY', email: 'd ora@acme.example', number: 'C-4', seats: 3 },
      { user_id: 5, identity: null, email: null, number: null, seats: null },
      { user_id: 6, identity: 'gone', email: 'gone@acme.example', number: null, seats: null },
    ],
    [],
  );
}, 60_000);
afterAll(() => ground.close());

const check = async (options = '') => {
  const answer = await ground.run(`join check --json${options}`);
  return { ...answer.json<JoinReport>().result, code: answer.code };
};

test('a key that contacts share is refused, with both Ids, what to do and a key that would do better', async () => {
  await ground.configure();
  const { code, verdict, key, findings, proposed, least } = await check();
  expect([code, verdict, least]).toEqual([1, 'not-unique', 90]);
  expect(key).toMatchObject({
    field: 'Email',
    property: 'email',
    kind: 'email',
    contacts: { all: 5, blank: 1, keys: 3, shared: 2, matched: 3, matchRate: 75 },
    users: { all: 6, blank: 1, keys: 4, shared: 2, matched: 3, matchRate: 60 },
    uniqueness: { withKey: 4, alone: 2, percent: 50 },
    near: 1,
  });
  expect(findings).toEqual({
    contacts: { total: 1, rows: [{ key: 'ann@acme.example', id: id['ann'], otherId: id['annOld'] }] },
    users: { total: 1, rows: [{ key: 'bob@acme.example', identity: 'bob', otherIdentity: 'robert' }] },
    near: {
      total: 1,
      rows: [{ identity: 'CY', value: 'd ora@acme.example', id: id['dora'], contactValue: 'dora@acme.example' }],
    },
  });
  expect(proposed.map(({ field, property, users }) => [field, property, users.matched])).toEqual([
    ['Number__c', 'number', 3],
  ]);

  const { stdout } = await ground.run('join check');
  const words = stdout.replaceAll(/\s+/g, ' ');
  expect(words).toContain('refused: only 50 % of 4 contacts with a key have it to themselves, 2 of them');
  expect(words).toContain('Merge the duplicates in Salesforce');
  expect(stdout).toMatch(/^Number__c +number +3 \(75 %\) +3 \(75 %\) +100 %$/m);
  expect(stdout).toContain('join: { contact: { heap: number, salesforce: Number__c } }');
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('below the uniqueness that is asked for the key is fit, and only what matches more is suggested', async () => {
  await ground.configure({ more: fit });
  expect(await check()).toMatchObject({ code: 0, verdict: 'fit', least: 30, proposed: [] });
  await ground.configure({ join: '{ contact: { heap: identity, salesforce: Department } }', more: fit });
  expect((await ground.run('setup')).code).toBe(0);
  const { verdict, key, findings, proposed } = await check();
  expect([verdict, key.kind, key.users.matched]).toEqual(['fit', 'exact', 1]);
  // Letter by letter, so that another case is another key; the one who wrote it so is told.
  expect(findings.near.rows).toEqual([{ identity: 'CY', value: 'CY', id: id['cy'], contactValue: 'cy' }]);
  expect(proposed.map(({ field, property }) => `${field}=${property}`)).toEqual(['Number__c=number', 'Email=email']);
});

test('another pair is measured beside it, in whatever case its field is written', async () => {
  await ground.configure({ more: fit });
  const { tried } = (
    await ground.run('join check --try number__C=number --try Email=identity --json')
  ).json<JoinReport>().result;
  expect(tried).toMatchObject([
    {
      field: 'Number__c',
      property: 'number',
      users: { matched: 3 },
      contacts: { matched: 3 },
      uniqueness: { percent: 100 },
    },
    { field: 'Email', property: 'identity', users: { matched: 0 }, contacts: { matched: 0 } },
  ]);
});

test.each([
  ['Number__c', 2, /--try is "Number__c"[\s\S]*with = between/],
  ['Number__c=nummer', 11, /"nummer"[\s\S]*Did you mean "number"/],
  ['Numbr__c=number', 11, /Contact\.Numbr__c[\s\S]*Number__c/],
])('a pair that cannot be tried is said: %s', async (pair, code, words) => {
  const answer = await ground.run(`join check --try ${pair}`);
  expect([answer.code, answer.stdout]).toEqual([code, '']);
  expect(answer.stderr).toMatch(words);
});

test('all findings go into a file, each with what it is', async () => {
  const file = join(ground.folder, 'findings.csv');
  const { stdout } = await ground.run(`join check --csv ${file}`);
  expect(stdout).toContain(`All findings are in ${file}.`);
  const rows = parse(await readFile(file), { columns: true }) as Readonly<Record<string, string>>[];
  expect(rows.map(({ finding, key, contact, identity }) => [finding, key, contact, identity])).toEqual([
    ['contacts share a key', 'ann@acme.example', id['ann'], ''],
    ['users share a key', 'bob@acme.example', '', 'bob'],
    ['differs in case or blanks', 'dora@acme.example', id['dora'], 'CY'],
  ]);
});

test('nobody in common, or no key at all, is refused too', async () => {
  await ground.configure({ join: '{ contact: { heap: identity, salesforce: Email } }', more: fit });
  expect(await check()).toMatchObject({ code: 1, verdict: 'no-match' });
  await ground.configure({ join: '{ contact: { heap: identity, salesforce: AssistantName } }', more: fit });
  expect((await ground.run('setup')).code).toBe(0);
  const { code, stdout } = await ground.run('join check');
  expect([code, stdout]).toEqual([1, expect.stringContaining('The key is refused: no contact has one.')]);
});

test('a property that Heap does not have is said before the org is asked', async () => {
  await ground.configure({ join: '{ contact: { heap: e-mail, salesforce: Email } }' });
  const before = ground.local.control.usedRequests();
  const { code, stderr } = await ground.run('join check');
  expect([code, stderr]).toEqual([11, expect.stringContaining('Did you mean "email"')]);
  expect(ground.local.control.usedRequests()).toBe(before);
});

test('many contacts go by bulk query, and reading that would pass a cap is not begun', async () => {
  await ground.configure({ more: fit });
  const { price, credits } = await check();
  expect([price, credits]).toEqual([{ rows: 5, way: 'pages', requests: 1 }, 3]);
  const rows = Array.from({ length: 16_000 }, (_, at) => ({ LastName: `${at}`, Email: `person${at}@many.example` }));
  for (const half of [rows.slice(0, 8000), rows.slice(8000)])
    ground.local.control.write({ object: 'Contact', operation: 'insert', rows: half });
  const many = await check();
  expect(many).toMatchObject({ code: 0, price: { rows: 16_005, way: 'bulk' } });
  expect(many.key.contacts).toMatchObject({ all: 16_005, matched: 3, keys: 16_003 });
  expect(many.key.uniqueness).toMatchObject({ withKey: 16_004, alone: 16_002 });

  await ground.configure({ more: `${fit}\ncredits: { perRun: 5 }` });
  const before = ground.local.control.usedRequests();
  const { code, stderr } = await ground.run('join check');
  expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    17,
    expect.stringMatching(
      /3 of 5 Salesforce API requests of this run are used, and \d+ more are needed for reading 16,005 contacts/,
    ),
  ]);
  expect(ground.local.control.usedRequests() - before).toBe(3);
}, 60_000);

/** A field of contacts that tells them apart, readable by the connecting user. */
async function makeNumberField(): Promise<void> {
  const xml = (root: string, inner: string) =>
    strToU8(`<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${root}>`);
  const field =
    '<fields><fullName>Number__c</fullName><label>Number</label><type>Text</type><length>20</length><unique>true</unique><externalId>true</externalId></fields>';
  const { control } = ground.local;
  const made = control.deploy(
    zipSync({
      'package.xml': xml(
        'Package',
        '<types><members>Contact.Number__c</members><name>CustomField</name></types><version>67.0</version>',
      ),
      'objects/Contact.object': xml('CustomObject', field),
    }),
  );
  expect(made.status).toBe('Succeeded');
  const [set] = await queryAll<{ readonly Id: string }>(
    ground.admin,
    "SELECT Id FROM PermissionSet WHERE Name = 'Heap_Connecting_User'",
  );
  const grant = { ParentId: set?.Id, SobjectType: 'Contact', Field: 'Contact.Number__c', PermissionsRead: true };
  const [granted] = control.write({ object: 'FieldPermissions', operation: 'insert', rows: [grant] });
  expect(granted?.status).toBe('done');
}
