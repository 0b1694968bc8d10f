import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import {
  apiVersion,
  codeOf,
  column,
  field,
  grant,
  idIn,
  insert,
  openOrg,
  remove,
  rowsOf,
  undelete,
  update,
  usageOrg,
} from './org.ts';

test('deleting an account takes its contacts, and empties a lookup', () => {
  const org = usageOrg();
  const usage = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A', Account__c: idOf('001', 1) }));
  org.clock.advance(60_000);
  expect(remove(org.admin, 'Account', idOf('001', 1)).status).toBe('done');
  expect(column(org.admin, 'SELECT LastName FROM Contact ORDER BY LastName', 'LastName')).toEqual(["O'Hara", 'Zed']);
  expect(org.admin.query('SELECT Id FROM Contact', { apiVersion, all: true }).totalSize).toBe(4);
  expect(
    org.admin.query(`SELECT Account__c, SystemModstamp FROM Usage__c WHERE Id = '${usage}'`, { apiVersion }).records,
  ).toMatchObject([{ Account__c: null, SystemModstamp: '2026-03-10T20:31:15.000+0000' }]);
  expect(codeOf(remove(org.admin, 'Account', idOf('001', 1)))).toBe('ENTITY_IS_DELETED');
  expect(() => org.admin.retrieve('Account', { field: 'Id', value: idOf('001', 1) }, undefined, apiVersion)).toThrow(
    'entity is deleted',
  );
  expect(codeOf(insert(org.admin, 'Contact', { LastName: 'x', AccountId: idOf('001', 1) }))).toBe('ENTITY_IS_DELETED');
});

test('a hard delete leaves nothing, and a user is never deleted', () => {
  const org = openOrg();
  const { admin } = org;
  grant(org, admin.user.id, 'Hard', { system: ['BulkApiHardDelete'] });
  const open = (object: string) =>
    admin.writer({ object, operation: 'hardDelete', columns: ['Id'], cells: 'text', dialect: 'bulk' });
  expect(codeOf(open('Contact').write([idOf('003', 4)]))).toBe('done');
  expect(admin.query('SELECT Id FROM Contact', { apiVersion, all: true }).totalSize).toBe(3);
  expect(() => open('User')).toThrow('entity type User does not support hardDelete');
});

test('what went with an account comes back with it, and so do the lookups that were emptied', () => {
  const org = usageOrg();
  const { admin } = org;
  const kept = idIn(insert(admin, 'Usage__c', { Key__c: 'A', Account__c: idOf('001', 1) }));
  const moved = idIn(insert(admin, 'Usage__c', { Key__c: 'B', Account__c: idOf('001', 1) }));
  idIn(remove(admin, 'Account', idOf('001', 1)));
  idIn(update(admin, 'Usage__c', { Id: moved, Account__c: idOf('001', 2) }));
  expect(codeOf(undelete(admin, 'Contact', idOf('003', 1)))).toBe('UNDELETE_FAILED');
  org.clock.advance(60_000);
  expect(codeOf(undelete(admin, 'Account', idOf('001', 1)))).toBe('done');
  expect(column(admin, `SELECT Id FROM Contact WHERE AccountId = '${idOf('001', 1)}'`, 'Id')).toHaveLength(2);
  expect(rowsOf(admin, 'SELECT Id, Account__c FROM Usage__c ORDER BY Key__c')).toEqual([
    { Id: kept, Account__c: idOf('001', 1) },
    { Id: moved, Account__c: idOf('001', 2) },
  ]);
  expect(codeOf(undelete(admin, 'Account', idOf('001', 1)))).toBe('UNDELETE_FAILED');
});

test('a lookup that forbids it keeps the whole of a deletion from happening', () => {
  const org = usageOrg();
  org.engine.schema.putField(
    'Usage__c',
    field('Who__c', { type: 'reference', referenceTo: ['Contact'], deleteConstraint: 'Restrict' }),
  );
  idIn(insert(org.engine.system(), 'Usage__c', { Key__c: 'A', Who__c: idOf('003', 2) }));
  expect(codeOf(remove(org.admin, 'Account', idOf('001', 1)))).toBe('DELETE_FAILED');
  expect(column(org.admin, `SELECT Id FROM Contact WHERE AccountId = '${idOf('001', 1)}'`, 'Id')).toHaveLength(2);
});

test('the bin is emptied by hand, or by itself after fifteen days', () => {
  const { admin, clock } = usageOrg();
  idIn(remove(admin, 'Account', idOf('001', 1)));
  idIn(remove(admin, 'Account', idOf('001', 2)));
  expect(admin.emptyRecycleBin([idOf('001', 1), idOf('001', 3), 'x']).map(codeOf)).toEqual([
    'done',
    'INVALID_ID_FIELD',
    'MALFORMED_ID',
  ]);
  expect(rowsOf(admin, 'SELECT Id FROM Account WHERE IsDeleted = true', true)).toEqual([{ Id: idOf('001', 2) }]);
  expect(codeOf(undelete(admin, 'Account', idOf('001', 1)))).toBe('INVALID_CROSS_REFERENCE_KEY');
  clock.advance(16 * 24 * 3_600_000);
  expect(rowsOf(admin, 'SELECT Id FROM Account WHERE IsDeleted = true', true)).toEqual([]);
  expect(rowsOf(admin, 'SELECT Id FROM Contact', true)).toEqual([{ Id: idOf('003', 4) }]);
});

test('a hard delete asks for its permission', () => {
  const org = usageOrg();
  const open = () =>
    org.admin.writer({ object: 'Usage__c', operation: 'hardDelete', columns: ['Id'], cells: 'text', dialect: 'bulk' });
  expect(open).toThrow('FeatureNotEnabled : hardDelete operation requires special user profile permission');
  grant(org, org.admin.user.id, 'Hard', { system: ['BulkApiHardDelete'] });
  const id = idIn(insert(org.admin, 'Usage__c', { Key__c: 'A' }));
  expect(codeOf(open().write([id]))).toBe('done');
  expect(rowsOf(org.admin, 'SELECT Id FROM Usage__c', true)).toEqual([]);
});

test('a row that comes back leads no more to what was deleted after it', () => {
  const { admin } = usageOrg();
  const id = idIn(insert(admin, 'Usage__c', { Key__c: 'A', Account__c: idOf('001', 3) }));
  idIn(remove(admin, 'Usage__c', id));
  idIn(remove(admin, 'Account', idOf('001', 3)));
  expect(codeOf(undelete(admin, 'Usage__c', id))).toBe('done');
  expect(rowsOf(admin, 'SELECT Account__c FROM Usage__c')).toEqual([{ Account__c: null }]);
});
