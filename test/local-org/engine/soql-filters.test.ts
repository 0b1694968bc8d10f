import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { apiVersion, column, openOrg } from './org.ts';
import { openUsageOrg, plainRecords } from './soql-org.ts';

const names = (soql: string) => column(openOrg().admin, soql);
const count = (where: string) =>
  openOrg().admin.query(`SELECT COUNT() FROM Contact WHERE ${where}`, { apiVersion }).totalSize;

test('text compares without case, umlauts included; Ids compare with it', () => {
  expect(names("SELECT name FROM account WHERE NAME = 'ACME'")).toEqual(['Acme']);
  expect(names("SELECT Name FROM Account WHERE Name = 'bolt & SÖHNE'")).toEqual(['Bolt & Söhne']);
  expect(names("SELECT Name FROM Account WHERE Name LIKE 'AC%' ORDER BY Name DESC")).toEqual(['acme Labs', 'Acme']);
  expect(names("SELECT Name FROM Account WHERE Name LIKE '%söh_e'")).toEqual(['Bolt & Söhne']);
  expect(names(`SELECT Name FROM Account WHERE Id = '${idOf('001', 1).slice(0, 15)}'`)).toEqual(['Acme']);
  expect(names("SELECT LastName FROM Contact WHERE LastName = 'O\\'Hara'")).toHaveLength(1);
});

test.each([
  ["Email != 'ann@acme.example'", 3],
  ['Email = null', 1],
  ["Email = ''", 1],
  ["Email NOT IN ('ann@acme.example', null)", 2],
  ["Email IN ('ann@acme.example', null)", 2],
  ["NOT Email = 'ann@acme.example'", 3],
  ["NOT (Email LIKE '%acme%' OR LastName = 'Zed')", 1],
  ["(FirstName = 'Ann' AND LastName = 'Ito') OR LastName = 'Zed'", 2],
  ["Account.Name = 'acme'", 2],
  ["Account.Industry != 'Banking'", 2],
  ["AccountId IN (SELECT Id FROM Account WHERE Industry = 'Energy')", 1],
  ['AccountId NOT IN (SELECT Id FROM Account WHERE Industry = null)', 4],
  ['CreatedDate = TODAY', 4],
  ['CreatedDate > TODAY', 0],
  ['CreatedDate = LAST_N_DAYS:1 AND CreatedDate >= THIS_MONTH AND CreatedDate < NEXT_YEAR', 4],
  ['CreatedDate >= 2026-03-10T20:30:15Z', 4],
  ['CreatedDate > 2026-03-10T21:30:15+01:00', 0],
  ['CALENDAR_YEAR(CreatedDate) = 2026 AND DAY_ONLY(CreatedDate) = 2026-03-10', 4],
  ['IsDeleted = false', 4],
])('WHERE %s finds %i contacts', (where, expected) => {
  expect(count(where)).toBe(expected);
});

test('a long list of values is one condition still', () => {
  const list = Array.from({ length: 3000 }, (_, place) => `'${idOf('003', place + 2)}'`).join(', ');
  expect(count(`Id IN (${list})`)).toBe(3);
});

test('rows without a value come first, unless asked otherwise', () => {
  expect(
    column(openOrg().admin, 'SELECT NumberOfEmployees FROM Account ORDER BY NumberOfEmployees', 'NumberOfEmployees'),
  ).toEqual([null, 8, 120]);
  expect(
    column(
      openOrg().admin,
      'SELECT NumberOfEmployees FROM Account ORDER BY NumberOfEmployees DESC NULLS LAST LIMIT 2',
      'NumberOfEmployees',
    ),
  ).toEqual([120, 8]);
  expect(names('SELECT Name FROM Account ORDER BY Name LIMIT 1 OFFSET 1')).toEqual(['acme Labs']);
});

test('labels are compared where toLabel asks for them, of one value and of several', () => {
  const org = openUsageOrg();
  const keys = (where: string) => plainRecords(org, `SELECT Key__c FROM Usage__c WHERE ${where}`);
  expect(keys("toLabel(Rank__c) = 'middle'")).toEqual([{ Key__c: 'C' }]);
  expect(keys("toLabel(Rank__c) IN ('Mid', 'High')")).toEqual([{ Key__c: 'A' }]);
  expect(keys("toLabel(Tags__c) INCLUDES ('a;b')")).toEqual([{ Key__c: 'A' }]);
});
