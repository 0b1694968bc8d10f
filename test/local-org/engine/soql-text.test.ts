import { expect, test } from 'vitest';
import { column, openOrg } from './org.ts';
import { openUsageOrg, plainRecords } from './soql-org.ts';

const names = ['Zebra', 'äpfel', 'Apfel', 'öl', 'Ölfeld', 'straße', 'Strasse', 'éclair', 'Eclat', 'apple'];
const org = () => openOrg({ seed: { Account: names.map((Name) => ({ Name })), Contact: [] } });

test('text sorts as people sort it: without case, and letters with marks beside those without', () => {
  expect(column(org().admin, 'SELECT Name FROM Account ORDER BY Name')).toEqual([
    'äpfel',
    'Apfel',
    'apple',
    'éclair',
    'Eclat',
    'öl',
    'Ölfeld',
    'straße',
    'Strasse',
    'Zebra',
  ]);
});

test('before and after is told as the rows sort', () => {
  const found = (where: string) => column(org().admin, `SELECT Name FROM Account WHERE ${where} ORDER BY Name`);
  expect(found("Name < 'B'")).toEqual(['äpfel', 'Apfel', 'apple']);
  expect(found("Name >= 'Öl' AND Name < 'p'")).toEqual(['öl', 'Ölfeld']);
});

test('equal is equal but for the case, and marks make a difference', () => {
  const found = (where: string) => column(org().admin, `SELECT Name FROM Account WHERE ${where} ORDER BY Name`);
  expect(found("Name = 'ÖL'")).toEqual(['öl']);
  expect(found("Name = 'ol'")).toEqual([]);
  expect(found("Name IN ('ÄPFEL', 'APPLE')")).toEqual(['äpfel', 'apple']);
  expect(found("Name LIKE 'ö%'")).toEqual(['öl', 'Ölfeld']);
});

test('picklists sort as their values are listed, and compare so', () => {
  const usages = openUsageOrg();
  expect(plainRecords(usages, 'SELECT Rank__c FROM Usage__c ORDER BY Rank__c DESC')).toEqual([
    { Rank__c: 'High' },
    { Rank__c: 'Mid' },
    { Rank__c: 'Low' },
  ]);
  expect(plainRecords(usages, "SELECT Key__c FROM Usage__c WHERE Rank__c > 'Low' ORDER BY Key__c")).toEqual([
    { Key__c: 'A' },
    { Key__c: 'C' },
  ]);
});

test('a field that minds the case minds it in patterns, too', () => {
  const usages = openUsageOrg();
  expect(plainRecords(usages, "SELECT Key__c FROM Usage__c WHERE Key__c LIKE 'a%'")).toEqual([]);
  expect(plainRecords(usages, "SELECT Key__c FROM Usage__c WHERE Key__c LIKE '_' AND Key__c < 'B'")).toEqual([
    { Key__c: 'A' },
  ]);
});

test.each([
  ["Tags__c INCLUDES ('a;b')", ['A']],
  ["Tags__c INCLUDES ('a;b', 'C')", ['A', 'B']],
  ["Tags__c INCLUDES ('b')", ['A', 'B']],
  ["Tags__c EXCLUDES ('a')", ['B', 'C']],
  ["Tags__c = 'b;c'", ['B']],
])('several picks: %s', (where, keys) => {
  expect(column(openUsageOrg().admin, `SELECT Key__c FROM Usage__c WHERE ${where} ORDER BY Key__c`, 'Key__c')).toEqual(
    keys,
  );
});

test('wildcards that are escaped stand for themselves', () => {
  const { admin } = openOrg({ seed: { Account: [{ Name: '100% sure' }, { Name: '100 sure' }], Contact: [] } });
  expect(column(admin, "SELECT Name FROM Account WHERE Name LIKE '100\\% %'")).toEqual(['100% sure']);
});
