import { expect, test } from 'vitest';
import type { Session } from '../../../src/local-org/engine/types.ts';
import {
  addUsageObject,
  apiVersion,
  codeOf,
  column,
  field,
  grant,
  idIn,
  insert,
  messageOf,
  openOrg,
  sample,
  update,
} from './org.ts';

const described = (session: Session, object: string) =>
  new Map(
    (session.describe(object, apiVersion)['fields'] as { name: string; updateable: boolean }[]).map((one) => [
      one.name,
      one.updateable,
    ]),
  );

test('View All Fields shows every field of the object, to read and not to write', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  grant(org, org.sync.user.id, 'Sync', { objects: { Usage__c: ['Read', 'Create', 'Edit', 'ViewAllFields'] } });
  expect(described(org.sync, 'Usage__c').get('Sessions__c')).toBe(false);
  expect(() => insert(org.sync, 'Usage__c', { Sessions__c: 1 })).toThrow('Unable to create/update fields: Sessions__c');
  expect(described(org.admin, 'Usage__c').has('Sessions__c')).toBe(false);
});

test('the parts of an address are seen and changed as the whole is granted', () => {
  const org = openOrg();
  grant(org, org.sync.user.id, 'Sync', {
    objects: { Account: ['Read', 'Create', 'Edit'] },
    fields: { 'Account.BillingAddress': 'edit', 'Account.ShippingAddress': 'read' },
  });
  const fields = described(org.sync, 'Account');
  expect([fields.get('BillingCity'), fields.get('ShippingCity'), fields.has('Phone')]).toEqual([true, false, false]);
  const id = idIn(insert(org.sync, 'Account', { Name: 'Parts', BillingCity: 'Lyon' }));
  expect(() => update(org.sync, 'Account', { Id: id, ShippingCity: 'Nice' })).toThrow(
    'Unable to create/update fields: ShippingCity',
  );
});

test('a part of an address has no permission of its own, nor has a field that everybody sees', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  org.engine.schema.putField(
    'Usage__c',
    field('Needed__c', { type: 'string', length: 10, required: true, permissionable: false }),
  );
  const parent = idIn(insert(org.admin, 'PermissionSet', { Name: 'P', Label: 'P' }));
  const grantOf = (path: string) =>
    codeOf(
      insert(org.admin, 'FieldPermissions', {
        ParentId: parent,
        SobjectType: path.split('.')[0],
        Field: path,
        PermissionsRead: true,
      }),
    );
  for (const path of [
    'Account.BillingCity',
    'Account.Name',
    'Account.CreatedDate',
    'Usage__c.Needed__c',
    'User.Email',
  ]) {
    expect([path, grantOf(path)]).toEqual([path, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST']);
  }
});

test('what nobody writes is not opened for editing', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  org.engine.schema.putField(
    'Usage__c',
    field('Serial__c', {
      type: 'string',
      length: 30,
      autoNumber: { format: 'S-{0}' },
      creatable: false,
      updatable: false,
    }),
  );
  const parent = idIn(insert(org.admin, 'PermissionSet', { Name: 'P', Label: 'P' }));
  const row = { ParentId: parent, SobjectType: 'Usage__c', Field: 'Usage__c.Serial__c', PermissionsRead: true };
  expect(messageOf(insert(org.admin, 'FieldPermissions', { ...row, PermissionsEdit: true }))).toBe(
    'Field is read only: Usage__c.Serial__c',
  );
  expect(codeOf(insert(org.admin, 'FieldPermissions', row))).toBe('done');
});

test('the field permissions of several sets add up', () => {
  const org = openOrg();
  grant(org, org.sync.user.id, 'Reads', { objects: { Account: ['Read'] }, fields: { 'Account.Phone': 'read' } });
  expect(described(org.sync, 'Account').get('Phone')).toBe(false);
  grant(org, org.sync.user.id, 'Edits', {
    objects: { Account: ['Read', 'Edit'] },
    fields: { 'Account.Phone': 'edit' },
  });
  expect(described(org.sync, 'Account').get('Phone')).toBe(true);
});

test('View All Data shows every row and no hidden field; Modify All Data opens no field either', () => {
  const org = openOrg();
  grant(org, org.sync.user.id, 'All', {
    system: ['ModifyAllData', 'ViewAllData', 'ViewEventLogFiles', 'ViewPublicDashboards', 'ViewPublicReports'],
  });
  expect(column(org.sync, 'SELECT Name FROM Account')).toHaveLength(sample.Account.length);
  expect(() => org.sync.query('SELECT Industry FROM Account', { apiVersion })).toThrow("No such column 'Industry'");
  expect(codeOf(insert(org.sync, 'Account', { Name: 'Any' }))).toBe('done');
});

test('a formula shows what it is made of, also from fields that the user does not see', () => {
  const org = openOrg();
  org.engine.schema.putField(
    'Account',
    field('Sector__c', {
      type: 'string',
      metadataType: 'Text',
      length: 1300,
      formula: 'TEXT(Industry) & "!"',
      creatable: false,
      updatable: false,
    }),
  );
  grant(org, org.sync.user.id, 'Sync', { objects: { Account: ['Read'] }, fields: { 'Account.Sector__c': 'read' } });
  expect(() => org.sync.query('SELECT Industry FROM Account', { apiVersion })).toThrow("No such column 'Industry'");
  expect(column(org.sync, "SELECT Sector__c FROM Account WHERE Name = 'Acme'", 'Sector__c')).toEqual(['Banking!']);
});
