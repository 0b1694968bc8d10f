import { expect, test } from 'vitest';
import type { JoinSettings } from '../../src/config/settings.ts';
import { type PeopleRequest, peopleSql } from '../../src/metrics/people/people-sql.ts';
import { sqlText } from '../../src/warehouse/sql.ts';
import type { Warehouse } from '../../src/warehouse/warehouse.ts';
import { openScratch } from './synthetic.ts';

const throughContact: JoinSettings = {
  contact: { heap: 'email', salesforce: 'Email' },
  account: { kind: 'through-contact' },
  duplicates: 'most-recently-updated',
};
const byEmail: PeopleRequest = { join: throughContact, fieldTypes: { contact: 'email' } };
const refusing: PeopleRequest = { ...byEmail, join: { ...throughContact, duplicates: 'refuse' } };
const byAccountId: PeopleRequest = {
  join: {
    contact: { heap: 'identity', salesforce: 'Customer_No__c' },
    account: { kind: 'property', heap: 'sfdc', salesforce: 'Id' },
    duplicates: 'most-recently-updated',
  },
  fieldTypes: { contact: 'string', account: 'id' },
};
const byNumber: PeopleRequest = {
  ...byAccountId,
  join: { ...byAccountId.join, account: { kind: 'through-contact' } },
};

type Text = string | null;
/** A record that is gone: deleted, or merged into another. */
type Gone = { readonly into: Text };

interface Data {
  readonly users: readonly (readonly [id: number, key: Text, account?: Text])[];
  readonly contacts: readonly (readonly [id: string, key: Text, account: Text, stamp?: string | Gone])[];
  readonly accounts?: readonly (readonly [id: string, key: Text, stamp?: string | Gone])[];
  readonly relations?: readonly (readonly [contact: string, account: string])[];
}

async function load(warehouse: Warehouse, data: Data): Promise<void> {
  const cell = (text: Text | undefined) => (text == null ? 'NULL::VARCHAR' : sqlText(text));
  const values = (rows: readonly (readonly string[])[], columns: string) =>
    rows.length > 0
      ? `SELECT * FROM (VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) t(${columns})`
      : `SELECT ${columns.split(', ').map((name) => (name === 'IsDeleted' ? 'false AS IsDeleted' : `CAST(NULL AS VARCHAR) AS ${name}`))} WHERE false`;
  const life = (last: string | Gone | undefined) =>
    typeof last === 'object'
      ? ["'2026-01-01'", 'true', cell(last.into)]
      : [cell(last ?? '2026-01-01'), 'false', cell(null)];
  const fate = 'SystemModstamp, IsDeleted, MasterRecordId';
  const users = data.users.map(([id, key, account]) => [String(id), cell(key), cell(key), cell(account)]);
  await warehouse.run(`CREATE TABLE heap_users AS ${values(users, 'user_id, email, identity, sfdc')}`);
  const contacts = data.contacts.map(([id, key, account, last]) => [cell(id), cell(key), cell(account), ...life(last)]);
  await warehouse.run(`CREATE TABLE read_contact AS ${values(contacts, `Id, join_value, AccountId, ${fate}`)}`);
  const named = new Set(data.contacts.flatMap(([, , account]) => (account ? [account] : [])));
  const all = data.accounts ?? [...named].map((id) => [id, id] as const);
  const accounts = all.map(([id, key, last]) => [cell(id), cell(key), ...life(last)]);
  await warehouse.run(`CREATE TABLE read_account AS ${values(accounts, `Id, join_value, ${fate}`)}`);
  const relations = (data.relations ?? []).map((ids) => ids.map(cell));
  await warehouse.run(`CREATE TABLE read_relation AS ${values(relations, 'ContactId, AccountId')}`);
}

/** Who is who by this request, as `user contact account`. */
async function people(warehouse: Warehouse, request: PeopleRequest): Promise<readonly string[]> {
  for (const statement of peopleSql(request).statements) await warehouse.run(statement);
  const rows = await warehouse.rows('SELECT user_id, contact_id, account_id FROM people ORDER BY user_id');
  return rows.map((row) => `${row['user_id']} ${row['contact_id'] ?? '-'} ${row['account_id'] ?? '-'}`);
}

test('e-mail addresses meet without case and surrounding blanks', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, ' Ann@Acme.example '],
      [2, 'bob@acme.example'],
      [3, 'nobody@acme.example'],
      [4, ''],
      [5, null],
    ],
    contacts: [
      ['003A', 'ann@ACME.example', '001A'],
      ['003B', 'bob@acme.example', null],
      ['003C', null, '001C'],
      ['003D', '', '001D'],
    ],
  });
  expect(await people(warehouse, byEmail)).toEqual(['1 003A 001A', '2 003B -']);
  expect(await warehouse.rows(peopleSql(byEmail).counts)).toMatchObject([
    { users: 5, matched: 2, without_key: 2, unmatched: 1, undecided: 0, shared_contacts: 0 },
  ]);
  expect(await warehouse.rows(peopleSql(byEmail).unmatched)).toEqual([
    {
      user_id: 3,
      contact_key: 'nobody@acme.example',
      account_key: null,
      near_id: null,
      near_value: null,
      near_why: null,
    },
  ]);
});

const twins: Data = {
  users: [
    [1, 'ann@acme.example'],
    [2, 'bob@acme.example'],
    [3, 'cy@acme.example'],
  ],
  contacts: [
    ['003A', 'ann@acme.example', '001A', '2026-01-01T00:00:00.000Z'],
    ['003B', 'Ann@acme.example', '001B', '2026-02-01T00:00:00.000Z'],
    ['003C', 'bob@acme.example', '001C', '2026-02-01T00:00:00.000Z'],
    ['003D', 'BOB@acme.example', '001D', '2026-02-01T00:00:00.000Z'],
    ['003E', 'cy@acme.example', '001A'],
    ['003F', 'cy@acme.example', '001F', { into: null }],
    ['003G', 'idle@acme.example', '001G'],
    ['003H', 'idle@acme.example', '001H'],
  ],
};

test('of contacts that share a key the most recently updated one is meant, and the others are listed', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, twins);
  expect(await people(warehouse, byEmail)).toEqual(['1 003B 001B', '2 003D 001D', '3 003E 001A']);
  const level = 'contact';
  expect(await warehouse.rows(peopleSql(byEmail).duplicates)).toEqual([
    { level, join_value: 'ann@acme.example', kept_id: '003B', other_id: '003A', users: 1 },
    { level, join_value: 'bob@acme.example', kept_id: '003D', other_id: '003C', users: 1 },
    { level, join_value: 'idle@acme.example', kept_id: '003H', other_id: '003G', users: 0 },
  ]);
});

test('where duplicates are refused, their users count for nobody, and the records concerned are left as they are', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, twins);
  // Cy is clear, but Ann may be of the same account: without her its figures would be wrong.
  expect(await people(warehouse, refusing)).toEqual(['3 003E -']);
  expect(await warehouse.rows(peopleSql(refusing).counts)).toMatchObject([{ matched: 1, undecided: 2, unmatched: 0 }]);
  const left = await warehouse.rows('SELECT record_id FROM undecided ORDER BY record_id');
  expect(left.map((row) => row['record_id']).join(' ')).toBe('001A 001B 001C 001D 003A 003B 003C 003D');
  const shown = await warehouse.rows('SELECT Id FROM sf_contact UNION ALL SELECT Id FROM sf_account ORDER BY Id');
  expect(shown.map((row) => row['Id']).join(' ')).toBe('001F 001G 001H 003E 003G 003H');
});

test('several Heap users of one contact all count for it', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, 'ann@acme.example'],
      [2, 'ANN@acme.example'],
    ],
    contacts: [['003A', 'ann@acme.example', '001A']],
  });
  expect(await people(warehouse, byEmail)).toEqual(['1 003A 001A', '2 003A 001A']);
  expect(await warehouse.rows(peopleSql(byEmail).counts)).toMatchObject([{ shared_contacts: 1, shared_users: 2 }]);
});

test('keys that are no e-mail addresses meet exactly, and numbers however they are written', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, 'K-1'],
      [2, 'k-1'],
      [3, ' K-1'],
      [4, '42'],
    ],
    contacts: [
      ['003A', 'K-1', '001A'],
      ['003B', '42.0', '001A'],
    ],
  });
  expect(await people(warehouse, byNumber)).toEqual(['1 003A 001A']);
  const numeric = { ...byNumber, fieldTypes: { contact: 'double' } };
  expect(await people(warehouse, numeric)).toEqual(['1 003A 001A', '4 003B 001A']);
  await warehouse.run('CREATE OR REPLACE TABLE heap_users AS SELECT 5 AS user_id, CAST(42 AS DOUBLE) AS identity');
  await warehouse.run("UPDATE read_contact SET join_value = '42' WHERE Id = '003B'");
  expect(await people(warehouse, byNumber)).toEqual(['5 003B 001A']);
});

test('a user finds an account by a property, 15 or 18 characters long, with or without a contact', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, 'K-1', '001Hp000000000kIAA'],
      [2, null, '001Hp000000000k'],
      [3, null, '001Hp000000000K'],
      [4, 'K-1', null],
      [5, null, '001hp000000000kiaa'],
      [6, null, '001Hp000000000kIAA-2'],
      [7, null, '001Hp000000000kiaa'],
    ],
    contacts: [['003A', 'K-1', '001Hp0000000009IAA']],
    accounts: [
      ['001Hp000000000kIAA', '001Hp000000000kIAA'],
      ['001hp000000000kAAA', '001hp000000000kAAA'],
    ],
  });
  // Id 5 lost its case on the way: its first 15 characters name another account.
  expect(await people(warehouse, byAccountId)).toEqual([
    '1 003A 001Hp000000000kIAA',
    '2 - 001Hp000000000kIAA',
    '4 003A -',
    '7 - 001Hp000000000kIAA',
  ]);
});

test('the key of a merged record means its survivor, over two merges too, unless a living record has it', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, 'old@acme.example', '001L1'],
      [2, 'new@acme.example', '001L2'],
      [3, 'both@acme.example', '001D'],
      [4, 'gone@acme.example', '001ROUND'],
    ],
    contacts: [
      ['003L1', 'old@acme.example', '001A', { into: '003L2' }],
      ['003L2', 'newer@acme.example', '001A', { into: '003S' }],
      ['003S', 'new@acme.example', '001A'],
      ['003L3', 'both@acme.example', '001A', { into: '003S' }],
      ['003B', 'both@acme.example', '001L2'],
      ['003D', 'gone@acme.example', '001A', { into: null }],
    ],
    accounts: [
      ['001A', '001A'],
      ['001L1', '001L1', { into: '001A' }],
      ['001L2', '001L2', { into: '001L1' }],
      ['001D', '001D', { into: null }],
      ['001ROUND', '001ROUND', { into: '001ROUND' }],
    ],
  });
  // The account that contact 003B names was merged after the contact was read.
  expect(await people(warehouse, byEmail)).toEqual(['1 003S 001A', '2 003S 001A', '3 003B 001A']);
  expect(await warehouse.rows(peopleSql(byEmail).counts)).toMatchObject([{ matched: 3, through_merge: 1 }]);
  expect(await warehouse.rows(peopleSql(byEmail).duplicates)).toEqual([]);
  const byId = { ...byAccountId, fieldTypes: { contact: 'email', account: 'string' } };
  expect(await people(warehouse, byId)).toEqual(['1 003S 001A', '2 003S 001A', '3 003B -']);
});

test('of several accounts of a contact the most recently updated one counts, and its own where they are equal', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, 'ann@acme.example'],
      [2, 'bob@acme.example'],
      [3, 'cy@acme.example'],
    ],
    contacts: [
      ['003A', 'ann@acme.example', '001A'],
      ['003B', 'bob@acme.example', '001A'],
      ['003C', 'cy@acme.example', null],
    ],
    accounts: [
      ['001A', '001A', '2026-03-01'],
      ['001B', '001B', '2026-04-01'],
      ['001C', '001C', '2026-03-01'],
    ],
    relations: [
      ['003A', '001A'],
      ['003A', '001B'],
      ['003B', '001C'],
      ['003C', '001C'],
    ],
  });
  expect(await people(warehouse, byEmail)).toEqual(['1 003A 001B', '2 003B 001A', '3 003C 001C']);
});
