import { expect, test } from 'vitest';
import type { Session } from '../../../src/local-org/engine/types.ts';
import {
  addUsageObject,
  codeOf,
  column,
  grant,
  idIn,
  insert,
  openOrg,
  remove,
  sessionOf,
  type TestOrg,
  update,
} from './org.ts';

const all = ['Read', 'Create', 'Edit', 'Delete'];

/** An org whose usage object has this default, a row of the administrator's, and one of the connecting user's. */
function openUsage(sharingModel: string): TestOrg & { readonly theirs: string; readonly own: string } {
  const org = openOrg();
  addUsageObject(org.engine, sharingModel);
  grant(org, org.sync.user.id, 'Sync', { objects: { Usage__c: all, Account: ['Read'] } });
  return { ...org, theirs: idIn(insert(org.admin, 'Usage__c', {})), own: idIn(insert(org.sync, 'Usage__c', {})) };
}

const ids = (session: Session, object = 'Usage__c') => column(session, `SELECT Id FROM ${object}`, 'Id');

test.each([
  ['Private', 1, 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'INSUFFICIENT_ACCESS_OR_READONLY'],
  ['Read', 2, 'INSUFFICIENT_ACCESS_OR_READONLY', 'INSUFFICIENT_ACCESS_OR_READONLY'],
  ['ReadWrite', 2, 'done', 'INSUFFICIENT_ACCESS_OR_READONLY'],
])(
  'with the default %s a user sees %i rows of two, and to change that of another ends in %s',
  (model, rows, edit, gone) => {
    const { sync, theirs, own } = openUsage(model);
    expect(ids(sync)).toHaveLength(rows);
    expect(codeOf(update(sync, 'Usage__c', { Id: theirs }))).toBe(edit);
    expect(codeOf(remove(sync, 'Usage__c', theirs))).toBe(gone);
    expect(codeOf(update(sync, 'Usage__c', { Id: own }))).toBe('done');
    expect(codeOf(remove(sync, 'Usage__c', own))).toBe('done');
  },
);

test('View All opens every row to read, Modify All to change', () => {
  const org = openUsage('Private');
  grant(org, org.sync.user.id, 'All', { objects: { Usage__c: ['Read', 'ViewAllRecords'] } });
  expect(ids(org.sync)).toHaveLength(2);
  expect(codeOf(update(org.sync, 'Usage__c', { Id: org.theirs }))).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
  grant(org, org.sync.user.id, 'More', { objects: { Usage__c: [...all, 'ViewAllRecords', 'ModifyAllRecords'] } });
  expect(codeOf(remove(org.sync, 'Usage__c', org.theirs))).toBe('done');
});

test('a row that is not seen cannot be pointed at', () => {
  const org = openUsage('Private');
  grant(org, org.sync.user.id, 'Links', { fields: { 'Usage__c.Account__c': 'edit' } });
  const { schema } = org.engine;
  const { fields: _, keyPrefix: __, ...account } = schema.object('Account')!;
  schema.putObject({ ...account, sharingModel: 'Private' });
  const [hidden] = ids(org.admin, 'Account');
  expect(codeOf(insert(org.sync, 'Usage__c', { Account__c: hidden }))).toBe(
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  );
});

test('contacts are as open as their accounts; those without an account belong to their owner', () => {
  const org = openOrg();
  const { schema } = org.engine;
  grant(org, org.sync.user.id, 'Sync', {
    objects: { Account: ['Read', 'Create'], Contact: ['Read', 'Create'] },
    fields: { 'Contact.AccountId': 'edit' },
  });
  const names = () => column(org.sync, 'SELECT Name FROM Contact ORDER BY Name');
  expect(names()).toEqual(['Ann Ito', "O'Hara", 'Ortiz']);
  const { fields: _, keyPrefix: __, ...account } = schema.object('Account')!;
  schema.putObject({ ...account, sharingModel: 'Private' });
  expect(names()).toEqual([]);
  const own = idIn(insert(org.sync, 'Account', { Name: 'Mine' }));
  insert(org.sync, 'Contact', { LastName: 'With', AccountId: own });
  insert(org.sync, 'Contact', { LastName: 'Without' });
  expect(names()).toEqual(['With', 'Without']);
  expect(column(org.admin, 'SELECT Name FROM Contact')).toHaveLength(6);
});

test('who stands above an owner in the role hierarchy has the same rows', () => {
  const org = openUsage('Private');
  const boss = idIn(insert(org.admin, 'UserRole', { Name: 'The Boss' }));
  const middle = idIn(insert(org.admin, 'UserRole', { Name: 'Middle', DeveloperName: 'Middle', ParentRoleId: boss }));
  const low = idIn(insert(org.admin, 'UserRole', { Name: 'Low', DeveloperName: 'Low', ParentRoleId: middle }));
  expect(column(org.admin, 'SELECT DeveloperName FROM UserRole ORDER BY Id', 'DeveloperName')).toEqual([
    'The_Boss',
    'Middle',
    'Low',
  ]);
  expect(codeOf(update(org.admin, 'User', { Id: org.admin.user.id, UserRoleId: low }))).toBe('done');
  expect(ids(org.sync)).toEqual([org.own]);
  expect(codeOf(update(org.admin, 'User', { Id: org.sync.user.id, UserRoleId: boss }))).toBe('done');
  expect(ids(sessionOf(org.engine, 'heap-sync@heap.local'))).toHaveLength(2);
  expect(codeOf(remove(org.sync, 'Usage__c', org.theirs))).toBe('done');
  expect(codeOf(update(org.admin, 'UserRole', { Id: boss, ParentRoleId: low }))).toBe('FIELD_INTEGRITY_EXCEPTION');
  expect(codeOf(remove(org.admin, 'UserRole', low))).toBe('DELETE_FAILED');
});

test('a row is given away by its owner, or with Transfer Record, and only to who may read it', () => {
  const org = openUsage('ReadWrite');
  const reader = idIn(
    insert(org.admin, 'User', {
      Username: 'reader@heap.local',
      LastName: 'Reader',
      Email: 'reader@heap.example',
      Alias: 'reader',
      ProfileId: column(org.admin, "SELECT Id FROM Profile WHERE Name LIKE 'Minimum Access - S%'", 'Id')[0],
      TimeZoneSidKey: 'Europe/Paris',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
    }),
  );
  const give = (Id: string, OwnerId: string) => codeOf(update(org.sync, 'Usage__c', { Id, OwnerId }));
  expect(give(org.own, reader)).toBe('TRANSFER_REQUIRES_READ');
  grant(org, reader, 'Reader', { objects: { Usage__c: ['Read'] } });
  expect(give(org.own, reader)).toBe('done');
  expect(give(org.theirs, reader)).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
  grant(org, org.sync.user.id, 'Transfer', { system: ['TransferAnyEntity'] });
  expect(give(org.theirs, reader)).toBe('done');
});
