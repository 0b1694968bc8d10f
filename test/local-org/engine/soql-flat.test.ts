import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { openOrg } from './org.ts';
import { openUsageOrg } from './soql-org.ts';

test('a flat query gives texts, and refuses what bulk does not offer', () => {
  const { admin } = openOrg();
  const flat = admin.queryFlat(
    'SELECT Id, Name, Account.Name, AnnualRevenue, NumberOfEmployees, CreatedDate, IsDeleted FROM Account WHERE Id != null'.replace(
      'Account.Name',
      'Owner.Name',
    ),
    { all: false },
  );
  expect(flat.columns).toEqual([
    'Id',
    'Name',
    'Owner.Name',
    'AnnualRevenue',
    'NumberOfEmployees',
    'CreatedDate',
    'IsDeleted',
  ]);
  expect([...flat.rows][2]).toEqual([
    idOf('001', 3),
    'acme Labs',
    'Heap Administrator',
    '5000000.0',
    '',
    '2026-03-10T20:30:15.000Z',
    'false',
  ]);
  const said = (soql: string) => () => admin.queryFlat(soql, { all: false });
  expect(said('SELECT COUNT(Id) FROM Account')).toThrow('Aggregate Relationships not supported in Bulk Query');
  expect(said('SELECT Name FROM Account GROUP BY Name')).toThrow('GROUP BY is not supported');
  expect(said('SELECT Id FROM Account LIMIT 1 OFFSET 1')).toThrow('OFFSET is not supported');
  expect(said('SELECT Id, (SELECT Id FROM Contacts) FROM Account')).toThrow('Nested selects are not supported');
  expect(said('SELECT BillingAddress FROM Account')).toThrow('Selecting compound data not supported in Bulk Query');
});

test('labels and formats are given as the user reads them', () => {
  const flat = openUsageOrg().admin.queryFlat(
    "SELECT toLabel(Rank__c), FORMAT(Last_Seen__c) Seen, Key__c FROM Usage__c WHERE Rank__c IN ('Mid', 'High') ORDER BY Key__c",
    { all: false },
  );
  expect(flat.columns).toEqual(['Rank__c', 'Seen', 'Key__c']);
  expect([...flat.rows]).toEqual([
    ['High', expect.stringMatching(/^3\/8\/26, /), 'A'],
    ['Middle', '', 'C'],
  ]);
});

test('of FIELDS() only the standard fields come in bulk, without compound ones', () => {
  const { admin } = openOrg();
  const flat = admin.queryFlat('SELECT FIELDS(STANDARD) FROM Account', { all: false });
  expect(flat.columns).toContain('BillingCity');
  expect(flat.columns).not.toContain('BillingAddress');
  expect([...flat.rows].every((row) => row.length === flat.columns.length)).toBe(true);
  expect(() => admin.queryFlat('SELECT FIELDS(ALL) FROM Account LIMIT 200', { all: false })).toThrow(
    'FIELDS(ALL) is not supported in Bulk Query',
  );
});
