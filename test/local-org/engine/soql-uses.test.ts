import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { apiVersion, grant, idIn, insert, openOrg } from './org.ts';
import { plainRecords, refusalOf } from './soql-org.ts';

test('USING SCOPE mine shows the rows that the user owns', () => {
  const org = openOrg();
  expect(org.admin.query('SELECT Id FROM Account USING SCOPE mine', { apiVersion }).totalSize).toBe(3);
  expect(org.admin.query('SELECT Id FROM Account USING SCOPE everything', { apiVersion }).totalSize).toBe(3);
  grant(org, org.sync.user.id, 'Reader', { objects: { Account: ['Read'] } });
  idIn(insert(org.admin, 'Account', { Name: 'Of the other', OwnerId: org.sync.user.id }));
  expect(org.admin.query('SELECT Id FROM Account USING SCOPE mine', { apiVersion }).totalSize).toBe(3);
  expect(refusalOf(org, 'SELECT Id FROM Account USING SCOPE team')).toContain('INVALID_QUERY_SCOPE');
});

test('FOR VIEW notes who looked at the rows, and FOR REFERENCE who used them', () => {
  const org = openOrg();
  const seen = 'SELECT LastViewedDate, LastReferencedDate FROM Account ORDER BY Name';
  org.admin.query("SELECT Id FROM Account WHERE Name = 'Acme' FOR VIEW", { apiVersion });
  org.admin.query("SELECT Id FROM Account WHERE Name = 'acme Labs' FOR REFERENCE", { apiVersion });
  const now = '2026-03-10T20:30:15.000+0000';
  expect(plainRecords(org, seen)).toEqual([
    { LastViewedDate: now, LastReferencedDate: now },
    { LastViewedDate: null, LastReferencedDate: now },
    { LastViewedDate: null, LastReferencedDate: null },
  ]);
  expect(plainRecords({ ...org, admin: org.engine.system(org.sync.user.id) }, seen)).toContainEqual({
    LastViewedDate: null,
    LastReferencedDate: null,
  });
});

test('FOR UPDATE gives no row that somebody else holds', () => {
  const org = openOrg();
  const soql = "SELECT Id FROM Account WHERE Name = 'Acme' FOR UPDATE";
  expect(refusalOf(org, soql)).toBe('answered');
  org.engine.locks.hold('a test', [idOf('001', 1)]);
  expect(refusalOf(org, soql)).toContain('UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record');
  expect(refusalOf(org, soql.replace(' FOR UPDATE', ''))).toBe('answered');
  expect(refusalOf(org, 'SELECT Id FROM Account ORDER BY Name FOR UPDATE')).toContain('cannot be used with ORDER BY');
});

test('a limit may be any number', () => {
  expect(plainRecords(openOrg(), 'SELECT Name FROM Account LIMIT 99999999999999999999999999')).toHaveLength(3);
  expect(plainRecords(openOrg(), 'SELECT Name FROM Account LIMIT 0')).toEqual([]);
});
