import { expect, test } from 'vitest';
import type { Session } from '../../../src/local-org/engine/types.ts';
import {
  apiVersion,
  codeOf,
  column,
  grant,
  idIn,
  insert,
  messageOf,
  openOrg,
  remove,
  type TestOrg,
  update,
} from './org.ts';

const profileId = (org: TestOrg, name = 'Minimum Access - Salesforce') =>
  String(column(org.admin, `SELECT Id FROM Profile WHERE Name = '${name}'`, 'Id')[0]);

const person = (org: TestOrg, row: Readonly<Record<string, unknown>> = {}) => ({
  Username: 'new@heap.local',
  LastName: 'New',
  Email: 'new@heap.example',
  Alias: 'new',
  ProfileId: profileId(org),
  TimeZoneSidKey: 'Europe/Paris',
  LocaleSidKey: 'fr_FR',
  EmailEncodingKey: 'UTF-8',
  LanguageLocaleKey: 'en_US',
  ...row,
});

const sessionOfNew = (org: TestOrg): Session | undefined =>
  org.engine.session(org.engine.userByUsername('new@heap.local')!.id);

test('a user is made active, with the rights of the profile', () => {
  const org = openOrg();
  idIn(insert(org.admin, 'User', person(org, { ProfileId: profileId(org, 'Standard User') })));
  expect(sessionOfNew(org)?.can('ApiEnabled')).toBe(true);
  expect(column(sessionOfNew(org)!, 'SELECT Name FROM Account')).toHaveLength(3);
});

test.each([
  [{ Username: 'nobody' }, 'INVALID_EMAIL_ADDRESS'],
  [{ Username: 'ADMIN@heap.local' }, 'DUPLICATE_USERNAME'],
  [{ CommunityNickname: 'admin' }, 'DUPLICATE_COMM_NICKNAME'],
  [{ Alias: 'much_too_long' }, 'STRING_TOO_LONG'],
  [{ TimeZoneSidKey: 'Mars/Olympus' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  [{ LanguageLocaleKey: 'tlh' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  [{ EmailEncodingKey: 'UTF-7' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  [{ LocaleSidKey: 'french' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  [{ Email: 'nowhere' }, 'INVALID_EMAIL_ADDRESS'],
  [{ ProfileId: null }, 'REQUIRED_FIELD_MISSING'],
])('a user with %j is refused: %s', (wrong, code) => {
  const org = openOrg();
  expect(codeOf(insert(org.admin, 'User', person(org, wrong)))).toBe(code);
});

test('active users take up licences until none is left', () => {
  const org = openOrg({ licences: 3 });
  const used = () =>
    column(org.admin, "SELECT UsedLicenses FROM UserLicense WHERE Name = 'Salesforce'", 'UsedLicenses')[0];
  expect(used()).toBe(2);
  const id = idIn(insert(org.admin, 'User', person(org)));
  expect(used()).toBe(3);
  const second = person(org, { Username: 'second@heap.local' });
  expect(messageOf(insert(org.admin, 'User', second))).toBe('License Limit Exceeded');
  expect(codeOf(update(org.admin, 'User', { Id: id, IsActive: false }))).toBe('done');
  expect(used()).toBe(2);
  expect(codeOf(insert(org.admin, 'User', second))).toBe('done');
  expect(codeOf(update(org.admin, 'User', { Id: id, IsActive: true }))).toBe('LICENSE_LIMIT_EXCEEDED');
});

test('a frozen login lets nobody in until it is thawed', () => {
  const org = openOrg();
  const id = idIn(insert(org.admin, 'User', person(org)));
  const [login] = column(org.admin, `SELECT Id FROM UserLogin WHERE UserId = '${id}'`, 'Id');
  expect(codeOf(update(org.admin, 'UserLogin', { Id: login, IsFrozen: true }))).toBe('done');
  expect(sessionOfNew(org)).toBeUndefined();
  expect(org.engine.userByUsername('new@heap.local')).toEqual({ id, active: false });
  expect(codeOf(update(org.admin, 'UserLogin', { Id: login, IsFrozen: false }))).toBe('done');
  expect(sessionOfNew(org)).toBeDefined();
});

test('another profile changes what a running session may do, and its permission set is assigned in place of the first', () => {
  const org = openOrg();
  const sets = () =>
    column(
      org.admin,
      `SELECT PermissionSet.Label FROM PermissionSetAssignment WHERE AssigneeId = '${org.sync.user.id}'`,
      'PermissionSet',
    );
  expect(sets()).toMatchObject([{ Label: 'Minimum Access - Salesforce' }]);
  expect(() => org.sync.query('SELECT Id FROM Account', { apiVersion })).toThrow('is not supported');
  update(org.admin, 'User', { Id: org.sync.user.id, ProfileId: profileId(org, 'Standard User') });
  expect(sets()).toMatchObject([{ Label: 'Standard User' }]);
  expect(column(org.sync, 'SELECT Name FROM Account')).toHaveLength(3);
});

test("the assignment of a profile's set is neither made nor taken away by hand", () => {
  const org = openOrg();
  const [made] = column(
    org.admin,
    `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${org.sync.user.id}'`,
    'Id',
  );
  expect(codeOf(remove(org.admin, 'PermissionSetAssignment', String(made)))).toBe('FIELD_INTEGRITY_EXCEPTION');
  const [owned] = column(org.admin, "SELECT Id FROM PermissionSet WHERE Label = 'Standard User'", 'Id');
  const row = { AssigneeId: org.sync.user.id, PermissionSetId: owned };
  expect(messageOf(insert(org.admin, 'PermissionSetAssignment', row))).toContain("that's owned by a profile");
});

test('users are managed with Manage Users, and never deleted', () => {
  const org = openOrg();
  grant(org, org.sync.user.id, 'Setup', { system: ['ApiEnabled', 'ViewRoles', 'ViewSetup'] });
  expect(() => insert(org.sync, 'User', person(org))).toThrow('entity type cannot be inserted: User');
  expect(() => remove(org.admin, 'User', org.sync.user.id)).toThrow();
});

test('an integration user reaches standard objects only with the permission set license for it', () => {
  const org = openOrg();
  const profile = profileId(org, 'Minimum Access - API Only Integrations');
  const id = idIn(insert(org.admin, 'User', person(org, { LastName: 'Robot', ProfileId: profile })));
  expect(sessionOfNew(org)?.can('ApiEnabled')).toBe(true);
  const set = idIn(insert(org.admin, 'PermissionSet', { Name: 'Reads', Label: 'Reads' }));
  insert(org.admin, 'ObjectPermissions', { ParentId: set, SobjectType: 'Account', PermissionsRead: true });
  const assign = () => insert(org.admin, 'PermissionSetAssignment', { AssigneeId: id, PermissionSetId: set });
  expect(messageOf(assign())).toBe(
    `Can't assign permission set "Reads" to user "Robot". The user license doesn't allow the permission: Read Accounts`,
  );
  const [licence] = column(org.admin, 'SELECT Id FROM PermissionSetLicense', 'Id');
  const given = { AssigneeId: id, PermissionSetLicenseId: licence };
  const assigned = idIn(insert(org.admin, 'PermissionSetLicenseAssign', given));
  expect(codeOf(insert(org.admin, 'PermissionSetLicenseAssign', given))).toBe('DUPLICATE_VALUE');
  expect(codeOf(assign())).toBe('done');
  expect(column(sessionOfNew(org)!, 'SELECT Name FROM Account')).toHaveLength(3);
  const used = () => column(org.admin, 'SELECT UsedLicenses FROM PermissionSetLicense', 'UsedLicenses')[0];
  expect(used()).toBe(1);
  expect(codeOf(remove(org.admin, 'PermissionSetLicenseAssign', assigned))).toBe('done');
  expect(used()).toBe(0);
});

test('a set that was made for one licence is for its users alone', () => {
  const org = openOrg();
  const ProfileId = profileId(org, 'Minimum Access - API Only Integrations');
  const id = idIn(insert(org.admin, 'User', person(org, { LastName: 'Robot', ProfileId })));
  const [LicenseId] = column(org.admin, "SELECT Id FROM UserLicense WHERE Name = 'Salesforce'", 'Id');
  const set = idIn(insert(org.admin, 'PermissionSet', { Name: 'People', Label: 'People', LicenseId }));
  const assign = (AssigneeId: string) =>
    codeOf(insert(org.admin, 'PermissionSetAssignment', { AssigneeId, PermissionSetId: set }));
  expect([assign(id), assign(org.sync.user.id)]).toEqual(['FIELD_INTEGRITY_EXCEPTION', 'done']);
});

test('an org has few licences for integration users', () => {
  const org = openOrg({ edition: 'Developer Edition' });
  const ProfileId = profileId(org, 'Minimum Access - API Only Integrations');
  idIn(insert(org.admin, 'User', person(org, { ProfileId })));
  const second = person(org, { ProfileId, Username: 'second@heap.local' });
  expect(codeOf(insert(org.admin, 'User', second))).toBe('LICENSE_LIMIT_EXCEEDED');
});
