import { expect, test } from 'vitest';
import { systemPermissionNames, systemPermissions } from '../../../src/local-org/engine/access/system-permissions.ts';
import {
  addUsageObject,
  codeOf,
  field,
  idIn,
  insert,
  messageOf,
  openOrg,
  remove,
  type TestOrg,
  update,
} from './org.ts';

const set = (org: TestOrg, row: Readonly<Record<string, unknown>> = {}) =>
  insert(org.admin, 'PermissionSet', { Name: 'P', Label: 'P', ...row });

const grantOn = (org: TestOrg, ParentId: string, SobjectType: string, ...rights: string[]) =>
  insert(org.admin, 'ObjectPermissions', {
    ParentId,
    SobjectType,
    ...Object.fromEntries(rights.map((right) => [`Permissions${right}`, true])),
  });

test('every permission that another needs exists', () => {
  const named = systemPermissionNames.flatMap((name) => systemPermissions[name].needs);
  expect(named.filter((name) => !systemPermissionNames.includes(name))).toEqual([]);
});

test('a system permission needs those that it depends on in the same set, by their API names', () => {
  const org = openOrg();
  expect(messageOf(set(org, { PermissionsModifyAllData: true }))).toBe(
    'Permission ModifyAllData depends on permission(s): ViewAllData',
  );
  const reset = { PermissionsResetPasswords: true };
  const setup = { PermissionsViewSetup: true, PermissionsViewRoles: true };
  expect(messageOf(set(org, reset))).toBe('Permission ResetPasswords depends on permission(s): ViewRoles, ViewSetup');
  expect(messageOf(set(org, { ...reset, PermissionsViewSetup: true }))).toBe(
    'Permission ResetPasswords depends on permission(s): ViewRoles; Permission ViewSetup depends on permission(s): ViewRoles',
  );
  const id = idIn(set(org, { ...reset, ...setup }));
  expect(messageOf(update(org.admin, 'PermissionSet', { Id: id, PermissionsViewSetup: false }))).toBe(
    'Permission ResetPasswords depends on permission(s): ViewSetup',
  );
});

test('Manage Users asks for the whole of user administration', () => {
  expect(messageOf(set(openOrg(), { PermissionsManageUsers: true }))).toBe(
    'Permission ManageUsers depends on permission(s): AssignPermissionSets, DelegatedTwoFactor, FreezeUsers, ManageInternalUsers, ManageIpAddresses, ManageLoginAccessPolicies, ManagePasswordPolicies, ManageProfilesPermissionsets, ManageRoles, ManageSharing, MonitorLoginHistory, ViewAllUsers',
  );
});

test('a right on an object goes only after those that depend on it', () => {
  const org = openOrg();
  const parent = idIn(set(org));
  const account = idIn(grantOn(org, parent, 'Account', 'Read', 'ViewAllRecords'));
  const contact = idIn(grantOn(org, parent, 'Contact', 'Read', 'ViewAllRecords'));
  expect(messageOf(remove(org.admin, 'ObjectPermissions', account))).toBe(
    'Permission Read Contact depends on permission(s): Read Account; Permission Read All Contact depends on permission(s): Read All Account',
  );
  expect(messageOf(update(org.admin, 'ObjectPermissions', { Id: account, PermissionsViewAllRecords: false }))).toBe(
    'Permission Read All Contact depends on permission(s): Read All Account',
  );
  expect(codeOf(remove(org.admin, 'ObjectPermissions', contact))).toBe('done');
  expect(codeOf(remove(org.admin, 'ObjectPermissions', account))).toBe('done');
});

test('a detail and a required lookup need the right to read the object that they lead to', () => {
  const org = openOrg();
  addUsageObject(org.engine);
  org.engine.schema.putField(
    'Usage__c',
    field('Owner_Account__c', { type: 'reference', referenceTo: ['Account'], required: true, permissionable: false }),
  );
  const parent = idIn(set(org));
  expect(messageOf(grantOn(org, parent, 'Usage__c', 'Read'))).toBe(
    'Permission Read Usage__c depends on permission(s): Read Account',
  );
});

test('Modify All needs every other right on the records, View All Fields only the right to read them', () => {
  const org = openOrg();
  const parent = idIn(set(org));
  expect(messageOf(grantOn(org, parent, 'Account', 'Read', 'ModifyAllRecords'))).toBe(
    'Permission Modify All Account depends on permission(s): Edit Account, Delete Account, Read All Account',
  );
  expect(codeOf(grantOn(org, parent, 'Account', 'Read', 'ViewAllFields'))).toBe('done');
});

test('a set has a developer name', () => {
  const org = openOrg();
  for (const Name of ['1st', 'has space', 'ends_', 'two__lines']) {
    expect(messageOf(set(org, { Name }))).toContain('The Permission Set API Name can only contain underscores');
  }
});

test('what came with a package is not for the subscriber to change', () => {
  const org = openOrg();
  const packaged = idIn(
    insert(org.engine.system(), 'PermissionSet', { Name: 'P', Label: 'P', NamespacePrefix: 'heap' }),
  );
  const refusals = [
    grantOn(org, packaged, 'Account', 'Read'),
    update(org.admin, 'PermissionSet', { Id: packaged, Label: 'Mine' }),
    remove(org.admin, 'PermissionSet', packaged),
    insert(org.admin, 'FieldPermissions', {
      ParentId: packaged,
      SobjectType: 'Account',
      Field: 'Account.Phone',
      PermissionsRead: true,
    }),
  ];
  expect(refusals.map(codeOf)).toEqual(Array(4).fill('CANNOT_MODIFY_MANAGED_OBJECT'));
});
