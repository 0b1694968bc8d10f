import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
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
  remove,
  update,
} from './org.ts';

test('a field made through the API is visible to nobody, the administrator included, until it is granted', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  const names = () =>
    (org.admin.describe('Usage__c', apiVersion)['fields'] as { name: string }[]).map(({ name }) => name);
  expect(names()).toEqual([
    'Id',
    'OwnerId',
    'IsDeleted',
    'Name',
    'CreatedDate',
    'CreatedById',
    'LastModifiedDate',
    'LastModifiedById',
    'SystemModstamp',
  ]);
  expect(() => org.admin.query('SELECT Sessions__c FROM Usage__c', { apiVersion })).toThrow(
    "\nSELECT Sessions__c FROM Usage__c\n       ^\nERROR at Row:1:Column:8\nNo such column 'Sessions__c' on entity 'Usage__c'. If you are attempting to use a custom field",
  );
  expect(() => insert(org.admin, 'Usage__c', { Sessions__c: 1 })).toThrow(
    "No such column 'Sessions__c' on sobject of type Usage__c",
  );
  grant(org, org.admin.user.id, 'Metrics', { fields: { 'Usage__c.Sessions__c': 'read' } });
  expect(names()).toContain('Sessions__c');
  expect(() => insert(org.admin, 'Usage__c', { Sessions__c: 1 })).toThrow(
    'Unable to create/update fields: Sessions__c. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
  );
});

test('bulk fails the job on a hidden column, and each row on a locked one', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  const open = () =>
    org.admin.writer({
      object: 'Usage__c',
      operation: 'insert',
      columns: ['Sessions__c'],
      cells: 'text',
      dialect: 'bulk',
    });
  expect(open).toThrow('InvalidBatch : Field name not found : Sessions__c');
  grant(org, org.admin.user.id, 'Metrics', { fields: { 'Usage__c.Sessions__c': 'read' } });
  expect(codeOf(open().write(['1']))).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
});

test('a minimum access user sees nothing but what permission sets grant', () => {
  const org = openOrg();
  expect(org.sync.can('ApiEnabled')).toBe(false);
  expect(() => org.sync.query('SELECT Id FROM Account', { apiVersion })).toThrow(
    "sObject type 'Account' is not supported",
  );
  expect(() => org.sync.describe('Account', apiVersion)).toThrow('The requested resource does not exist');
  grant(org, org.sync.user.id, 'Sync', {
    system: ['ApiEnabled'],
    objects: { Account: ['Read', 'ViewAllRecords'], Contact: ['Read', 'ViewAllRecords'] },
    fields: { 'Contact.Email': 'read' },
  });
  expect(org.sync.can('ApiEnabled')).toBe(true);
  expect(column(org.sync, 'SELECT Name, Email FROM Contact WHERE Email != null ORDER BY Email', 'Email')).toHaveLength(
    3,
  );
  expect(() => org.sync.query('SELECT Phone FROM Contact', { apiVersion })).toThrow("No such column 'Phone'");
  expect(() => org.sync.query('SELECT Account.Name FROM Contact', { apiVersion })).toThrow(
    "Didn't understand relationship 'Account'",
  );
  expect(() => insert(org.sync, 'Account', { Name: 'x' })).toThrow('entity type cannot be inserted: Account');
});

test('permission rows keep to what rights depend on', () => {
  const org = openOrg();
  const parent = idIn(insert(org.admin, 'PermissionSet', { Name: 'P', Label: 'P' }));
  const object = (rights: Record<string, boolean>, name = 'Account') =>
    insert(org.admin, 'ObjectPermissions', { ParentId: parent, SobjectType: name, ...rights });
  expect(messageOf(object({ PermissionsCreate: true }))).toBe(
    'Permission Create Account depends on permission(s): Read Account',
  );
  expect(codeOf(object({}))).toBe('FIELD_INTEGRITY_EXCEPTION');
  expect(messageOf(object({ PermissionsRead: true, PermissionsViewAllRecords: true }, 'Contact'))).toBe(
    'Permission Read Contact depends on permission(s): Read Account; Permission Read All Contact depends on permission(s): Read All Account',
  );
  expect(codeOf(object({ PermissionsRead: true }))).toBe('done');
  expect(codeOf(object({ PermissionsRead: true }))).toBe('DUPLICATE_VALUE');
  const fieldRow = (path: string, rights: Record<string, boolean>) =>
    codeOf(
      insert(org.admin, 'FieldPermissions', {
        ParentId: parent,
        SobjectType: path.split('.')[0],
        Field: path,
        ...rights,
      }),
    );
  expect(fieldRow('Account.Phone', { PermissionsEdit: true })).toBe('FIELD_INTEGRITY_EXCEPTION');
  expect(fieldRow('Account.Name', { PermissionsRead: true })).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
  expect(fieldRow('Account.Nope__c', { PermissionsRead: true })).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
  expect(fieldRow('Account.BillingAddress', { PermissionsRead: true, PermissionsEdit: true })).toBe('done');
});

test('an address is granted as a whole and its parts follow', () => {
  const org = openOrg();
  grant(org, org.sync.user.id, 'Sync', {
    objects: { Account: ['Read'] },
    fields: { 'Account.BillingAddress': 'read' },
  });
  expect(column(org.sync, "SELECT BillingCity FROM Account WHERE Name = 'Acme'", 'BillingCity')).toEqual(['Paris']);
});

test('permission tables are read with View Setup and written with Manage Profiles and Permission Sets', () => {
  const org = openOrg();
  grant(org, org.sync.user.id, 'Sync', { system: ['ApiEnabled', 'ModifyMetadata'] });
  expect(() => org.sync.query('SELECT Id FROM FieldPermissions', { apiVersion })).toThrow('is not supported');
  // One for the profile, one for the set.
  expect(column(org.sync, 'SELECT AssigneeId FROM PermissionSetAssignment', 'AssigneeId')).toEqual([
    org.sync.user.id,
    org.sync.user.id,
  ]);
  grant(org, org.sync.user.id, 'Setup', { system: ['ViewRoles', 'ViewSetup'] });
  expect(org.sync.query('SELECT Id FROM FieldPermissions LIMIT 1', { apiVersion }).totalSize).toBe(1);
  expect(() => insert(org.sync, 'PermissionSet', { Name: 'x', Label: 'x' })).toThrow(
    'entity type cannot be inserted: PermissionSet',
  );
});

test('assigning the same permission set twice is told apart', () => {
  const org = openOrg();
  const id = grant(org, org.sync.user.id, 'Sync', {});
  expect(
    messageOf(insert(org.admin, 'PermissionSetAssignment', { AssigneeId: org.sync.user.id, PermissionSetId: id })),
  ).toBe(`Duplicate PermissionSetAssignment. Assignee: ${org.sync.user.id}; Permission Set: ${id}`);
});

test('rights end with the assignment that gave them, and a set goes only when nobody has it', () => {
  const org = openOrg();
  const id = grant(org, org.sync.user.id, 'Sync', { system: ['ApiEnabled'], objects: { Account: ['Read'] } });
  expect(column(org.sync, 'SELECT Name FROM Account')).toHaveLength(3);
  expect(messageOf(remove(org.admin, 'PermissionSet', id))).toBe(
    "You can't delete this permission set because it's assigned to users. Remove its assignments first.",
  );
  const [assignment] = column(
    org.admin,
    `SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = '${id}'`,
    'Id',
  );
  expect(remove(org.admin, 'PermissionSetAssignment', String(assignment)).status).toBe('done');
  expect(remove(org.admin, 'PermissionSet', id).status).toBe('done');
  expect(() => org.sync.query('SELECT Name FROM Account', { apiVersion })).toThrow('is not supported');
  expect(org.admin.query(`SELECT Id FROM ObjectPermissions WHERE ParentId = '${id}'`, { apiVersion }).totalSize).toBe(
    0,
  );
});

test('in a private object a user without View All sees, changes and points at own rows only', () => {
  const org = openOrg();
  addUsageObject(org.engine, 'Private');
  const all = ['Read', 'Create', 'Edit', 'Delete'];
  grant(org, org.sync.user.id, 'Sync', { objects: { Usage__c: all } });
  const theirs = idIn(insert(org.admin, 'Usage__c', {}));
  const own = idIn(insert(org.sync, 'Usage__c', {}));
  expect(column(org.sync, 'SELECT Id FROM Usage__c', 'Id')).toEqual([own]);
  expect(column(org.admin, 'SELECT Id FROM Usage__c', 'Id')).toEqual([theirs, own]);
  expect(codeOf(update(org.sync, 'Usage__c', { Id: theirs }))).toBe('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY');
  expect(codeOf(remove(org.sync, 'Usage__c', theirs))).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
  expect(codeOf(remove(org.sync, 'Usage__c', own))).toBe('done');
});

test('a parent that the user may not see is as if it were not there', () => {
  const org = openOrg();
  addUsageObject(org.engine, 'Private');
  const lookup = field('Usage__c', { type: 'reference', referenceTo: ['Usage__c'] });
  org.engine.schema.putField('Contact', lookup);
  grant(org, org.sync.user.id, 'Sync', {
    objects: { Account: ['Read'], Contact: ['Read'], Usage__c: ['Read'] },
    fields: { 'Contact.Usage__c': 'read' },
  });
  const usage = idIn(insert(org.admin, 'Usage__c', {}));
  expect(update(org.engine.system(), 'Contact', { Id: idOf('003', 1), Usage__c: usage }).status).toBe('done');
  const soql = `SELECT Usage__r.Name FROM Contact WHERE Id = '${idOf('003', 1)}'`;
  expect(column(org.sync, soql, 'Usage__r')).toEqual([null]);
  expect(column(org.engine.system(), soql, 'Usage__r')).toMatchObject([{ Name: 'U-0001' }]);
});

test('nobody enters as an unknown or inactive user', () => {
  const org = openOrg();
  expect(org.engine.session(idOf('005', 99))).toBeUndefined();
  expect(update(org.admin, 'User', { Id: org.sync.user.id, IsActive: false }).status).toBe('done');
  expect(org.engine.session(org.sync.user.id)).toBeUndefined();
  expect(org.engine.userByUsername('HEAP-SYNC@heap.local')).toEqual({ id: org.sync.user.id, active: false });
});

test('a permission that is lacking is named', () => {
  const org = openOrg();
  expect(() => org.sync.need('ModifyMetadata', 'ModifyAllData')).toThrow(
    'Modify Metadata Through Metadata API Functions or Modify All Data',
  );
  expect(() => org.admin.need('ModifyMetadata')).not.toThrow();
});
