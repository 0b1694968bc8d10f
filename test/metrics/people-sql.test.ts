import { expect, test } from 'vitest';
import type { JoinSettings } from '../../src/config/settings.ts';
import { type PeopleRequest, peopleSql } from '../../src/metrics/people-sql.ts';
import { sqlText } from '../../src/warehouse/sql.ts';
import type { Warehouse } from '../../src/warehouse/warehouse.ts';
import { openScratch } from './synthetic.ts';

const throughContact: JoinSettings = {
  contact: { heap: 'email', salesforce: 'Email' },
  account: { kind: 'through-contact' },
};
const byEmail: PeopleRequest = { join: throughContact, fieldTypes: { contact: 'email' } };
const byAccountId: PeopleRequest = {
  join: {
    contact: { heap: 'identity', salesforce: 'Customer_No__c' },
    account: { kind: 'property', heap: 'sfdc', salesforce: 'Id' },
  },
  fieldTypes: { contact: 'string', account: 'id' },
};

type Text = string | null;

async function load(
  warehouse: Warehouse,
  data: {
    readonly users: readonly (readonly [id: number, key: Text, account?: Text])[];
    readonly contacts: readonly (readonly [id: string, key: Text, account: Text, stamp?: string])[];
    readonly accounts?: readonly (readonly [id: string, key: Text, stamp?: string])[];
  },
): Promise<void> {
  const cell = (text: Text | undefined) => (text == null ? 'NULL' : sqlText(text));
  const values = (rows: readonly (readonly string[])[], columns: string) =>
    rows.length > 0
      ? `SELECT * FROM (VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) t(${columns})`
      : `SELECT ${columns.split(', ').map((name) => `CAST(NULL AS VARCHAR) AS ${name}`)} WHERE false`;
  const users = data.users.map(([id, key, account]) => [String(id), cell(key), cell(key), cell(account)]);
  await warehouse.run(`CREATE TABLE heap_users AS ${values(users, 'user_id, email, identity, sfdc')}`);
  const contacts = data.contacts.map(([id, key, account, stamp]) => [cell(id), cell(key), cell(account), cell(stamp)]);
  await warehouse.run(`CREATE TABLE sf_contact AS ${values(contacts, 'Id, join_value, AccountId, SystemModstamp')}`);
  const accounts = (data.accounts ?? []).map(([id, key, stamp]) => [cell(id), cell(key), cell(stamp)]);
  await warehouse.run(`CREATE TABLE sf_account AS ${values(accounts, 'Id, join_value, SystemModstamp')}`);
}

const people = (warehouse: Warehouse, request: PeopleRequest) =>
  warehouse.rows(`${peopleSql(request).people} ORDER BY user_id`);

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
  expect(await people(warehouse, byEmail)).toEqual([
    { user_id: 1, contact_id: '003A', account_id: '001A' },
    { user_id: 2, contact_id: '003B', account_id: null },
  ]);
  expect(await warehouse.rows(peopleSql(byEmail).counts)).toEqual([
    { users: 5, with_contact: 2, with_account: 1, without_key: 2, unmatched: 1 },
  ]);
  expect(await warehouse.rows(peopleSql(byEmail).unmatched)).toEqual([
    { user_id: 3, join_value: 'nobody@acme.example' },
  ]);
});

test('of contacts that share a key the most recently updated one is meant, and the others are listed', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, 'ann@acme.example'],
      [2, 'bob@acme.example'],
    ],
    contacts: [
      ['003A', 'ann@acme.example', '001A', '2026-01-01T00:00:00.000Z'],
      ['003B', 'Ann@acme.example', '001B', '2026-02-01T00:00:00.000Z'],
      ['003C', 'bob@acme.example', '001C', '2026-02-01T00:00:00.000Z'],
      ['003D', 'BOB@acme.example', '001D', '2026-02-01T00:00:00.000Z'],
    ],
  });
  expect(await people(warehouse, byEmail)).toEqual([
    { user_id: 1, contact_id: '003B', account_id: '001B' },
    { user_id: 2, contact_id: '003D', account_id: '001D' },
  ]);
  expect(await warehouse.rows(peopleSql(byEmail).duplicates)).toEqual([
    { level: 'contact', join_value: 'ann@acme.example', kept_id: '003B', other_id: '003A' },
    { level: 'contact', join_value: 'bob@acme.example', kept_id: '003D', other_id: '003C' },
  ]);
});

test('keys that are no e-mail addresses meet exactly', async () => {
  await using warehouse = await openScratch();
  const users = [
    [1, 'K-1'],
    [2, 'k-1'],
  ] as const;
  await load(warehouse, { users, contacts: [['003A', 'K-1', '001A']] });
  expect(
    await people(warehouse, { ...byAccountId, join: { ...byAccountId.join, account: throughContact.account } }),
  ).toEqual([{ user_id: 1, contact_id: '003A', account_id: '001A' }]);
});

test('a user finds an account by a property, 15 or 18 characters long, with or without a contact', async () => {
  await using warehouse = await openScratch();
  await load(warehouse, {
    users: [
      [1, 'K-1', '001Hp000000000kIAA'],
      [2, null, '001Hp000000000k'],
      [3, null, '001Hp000000000K'],
      [4, 'K-1', null],
    ],
    contacts: [['003A', 'K-1', '001Hp0000000009IAA']],
    accounts: [['001Hp000000000kIAA', '001Hp000000000kIAA']],
  });
  expect(await people(warehouse, byAccountId)).toEqual([
    { user_id: 1, contact_id: '003A', account_id: '001Hp000000000kIAA' },
    { user_id: 2, contact_id: null, account_id: '001Hp000000000kIAA' },
    { user_id: 4, contact_id: '003A', account_id: null },
  ]);
});
