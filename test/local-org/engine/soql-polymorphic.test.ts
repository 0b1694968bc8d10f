import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { apiVersion } from './org.ts';
import { openUsageOrg, plainRecords, refusalOf } from './soql-org.ts';

test('a lookup to several objects shows a Name, which knows its type', () => {
  const { admin } = openUsageOrg();
  const { records } = admin.query('SELECT Who__r.Name, Who__r.Type FROM Usage__c ORDER BY Key__c', { apiVersion });
  const at = (object: string, id: string) => ({
    type: 'Name',
    url: `/services/data/v67.0/sobjects/${object}/${id}`,
  });
  expect(records.map((record) => record['Who__r'])).toEqual([
    { attributes: at('Account', idOf('001', 1)), Name: 'Acme', Type: 'Account' },
    { attributes: at('Contact', idOf('003', 1)), Name: 'Ann Ito', Type: 'Contact' },
    null,
  ]);
});

test('rows are found by the type of what they look up', () => {
  const org = openUsageOrg();
  expect(plainRecords(org, "SELECT Key__c FROM Usage__c WHERE Who__r.Type = 'Contact'")).toEqual([{ Key__c: 'B' }]);
  expect(plainRecords(org, "SELECT Key__c FROM Usage__c WHERE Who__r.Type IN ('Account', 'User')")).toEqual([
    { Key__c: 'A' },
  ]);
  expect(plainRecords(org, "SELECT Key__c FROM Usage__c WHERE Who__r.Email = 'ann@acme.example'")).toEqual([
    { Key__c: 'B' },
  ]);
});

test('TYPEOF shows other fields for each type', () => {
  const org = openUsageOrg();
  expect(
    plainRecords(
      org,
      'SELECT TYPEOF Who__r WHEN Account THEN Industry, Owner.Name WHEN Contact THEN Email END FROM Usage__c ORDER BY Key__c',
    ),
  ).toEqual([
    { Who__r: { Industry: 'Banking', Owner: { Name: 'Heap Administrator' } } },
    { Who__r: { Email: 'ann@acme.example' } },
    { Who__r: null },
  ]);
});

test('TYPEOF shows its ELSE for a type that it does not name, and without one the type alone', () => {
  const org = openUsageOrg();
  const where = "FROM Usage__c WHERE Key__c = 'B'";
  expect(plainRecords(org, `SELECT TYPEOF Who__r WHEN Account THEN Industry ELSE Name END ${where}`)).toEqual([
    { Who__r: { Name: 'Ann Ito' } },
  ]);
  expect(plainRecords(org, `SELECT TYPEOF Who__r WHEN Account THEN Industry END ${where}`)).toEqual([{ Who__r: {} }]);
});

test('TYPEOF is for lookups to several objects, and for the objects that they lead to', () => {
  const org = openUsageOrg();
  expect(refusalOf(org, 'SELECT TYPEOF Account__r WHEN Account THEN Name END FROM Usage__c')).toContain(
    'TYPEOF can only be used with a polymorphic relationship',
  );
  expect(refusalOf(org, 'SELECT TYPEOF Who__r WHEN User THEN Name END FROM Usage__c')).toContain(
    'User is not a type that Who__r can refer to',
  );
  expect(refusalOf(org, 'SELECT Who__r.Industry FROM Usage__c')).toContain(
    "No such column 'Industry' on entity 'Name'",
  );
});
