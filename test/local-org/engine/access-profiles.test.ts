import { beforeEach, expect, test } from 'vitest';
import { deleteMetadata, readMetadata, writeMetadata } from '../../../src/local-org/engine/metadata/crud.ts';
import { literal, selectRows } from '../../../src/local-org/engine/metadata/rows.ts';
import type { Xml } from '../../../src/local-org/engine/metadata/xml.ts';
import { anOrg, type TestOrg } from '../metadata/an-org.ts';
import { codeOf, idIn, insert, messageOf, remove, update } from './org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg();
});

const put = (type: string, content: Xml, version = 67) =>
  writeMetadata(org, 'upsert', type, [content], version).map(({ success, errors }) => errors?.message ?? success);

const sellers = { fullName: ['Sellers'], userLicense: ['Salesforce'] };

const objectAccess = (object: string, ...rights: string[]) => ({
  object: [object],
  ...Object.fromEntries(rights.map((right) => [right, ['true']])),
});

const profileId = (name: string) =>
  String(selectRows(org, `SELECT Id FROM Profile WHERE Name = ${literal(name)}`)[0]?.['Id']);

test('a profile of a new name is made, with a permission set of its own, and only what its file gives', () => {
  expect(put('Profile', { ...sellers, objectPermissions: [objectAccess('Account', 'allowRead')] })).toEqual([true]);
  expect(readMetadata(org, 'Profile', ['Sellers'])[0]).toMatchObject({
    custom: ['true'],
    userLicense: ['Salesforce'],
    objectPermissions: [{ object: ['Account'], allowRead: ['true'], allowEdit: ['false'] }],
  });
  const [owned] = selectRows(
    org,
    "SELECT Label, IsOwnedByProfile, IsCustom, Type FROM PermissionSet WHERE Profile.Name = 'Sellers'",
  );
  expect(owned).toMatchObject({ Label: 'Sellers', IsOwnedByProfile: true, IsCustom: true, Type: 'Profile' });
});

test('a new profile names a licence that the org has', () => {
  expect(put('Profile', { fullName: ['Sellers'] })).toEqual(['Required field is missing: userLicense']);
  expect(put('Profile', { fullName: ['Sellers'], userLicense: ['Moon'] })).toEqual([
    'In field: userLicense - no UserLicense named Moon found',
  ]);
});

test('a custom profile goes once no user has it; a standard one stays', () => {
  put('Profile', sellers);
  const admin = org.session;
  const userId = org.engine.userByUsername('heap-sync@heap.local')!.id;
  idIn(update(admin, 'User', { Id: userId, ProfileId: profileId('Sellers') }));
  const drop = (name: string) =>
    deleteMetadata(org, 'Profile', [name]).map(({ success, errors }) => errors?.message ?? success);
  expect(drop('Sellers')).toEqual([
    `Your attempt to delete Profile could not be completed because it is associated with the following records in Users: ${userId}`,
  ]);
  idIn(update(admin, 'User', { Id: userId, ProfileId: profileId('Standard User') }));
  expect(drop('Sellers')).toEqual([true]);
  expect(selectRows(org, "SELECT Id FROM PermissionSet WHERE Label = 'Sellers'")).toEqual([]);
  expect(drop('Standard')).toEqual(['Cannot delete standard profile: Standard']);
});

test('a profile made as a row has its permission set at once, and standard profiles are not deleted as rows either', () => {
  const [licence] = selectRows(org, 'SELECT Id FROM UserLicense');
  const made = idIn(insert(org.session, 'Profile', { Name: 'Rows' }));
  expect(licence).toBeDefined();
  expect(selectRows(org, `SELECT Label FROM PermissionSet WHERE ProfileId = ${literal(made)}`)).toMatchObject([
    { Label: 'Rows' },
  ]);
  expect(codeOf(insert(org.session, 'Profile', { Name: 'Rows' }))).toBe('DUPLICATE_VALUE');
  expect(codeOf(remove(org.session, 'Profile', profileId('Standard User')))).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
});

test('what a profile gives keeps to the same dependencies as a set', () => {
  expect(put('Profile', { ...sellers, objectPermissions: [objectAccess('Contact', 'allowRead')] })).toEqual([
    'Permission Read Contact depends on permission(s): Read Account',
  ]);
  const modifyAll = { name: ['ModifyAllData'], enabled: ['true'] };
  expect(put('Profile', { ...sellers, userPermissions: [modifyAll] })).toEqual([
    'Permission ModifyAllData depends on permission(s): ViewAllData',
  ]);
});

test('rights may stand in any order in a file, and go together with what they depend on', () => {
  const crew = (...objectPermissions: Xml[]) =>
    put('PermissionSet', { fullName: ['Crew'], label: ['Crew'], objectPermissions });
  const all = ['allowRead', 'viewAllRecords'];
  expect(crew(objectAccess('Contact', ...all), objectAccess('Account', ...all))).toEqual([true]);
  expect(crew(objectAccess('Account', 'allowRead'), objectAccess('Contact', 'allowRead'))).toEqual([true]);
  expect(crew(objectAccess('Contact', 'allowRead'))).toEqual([
    'Permission Read Contact depends on permission(s): Read Account',
  ]);
  expect(crew()).toEqual([true]);
});

test('viewAllFields is known since version 63', () => {
  const content = {
    fullName: ['Crew'],
    label: ['Crew'],
    objectPermissions: [objectAccess('Account', 'allowRead', 'viewAllFields')],
  };
  expect(put('PermissionSet', content, 62)[0]).toContain('viewAllFields invalid at this location');
  expect(put('PermissionSet', content, 63)).toEqual([true]);
});

test('a set may name a licence that the org has, and stays while it is assigned', () => {
  expect(put('PermissionSet', { fullName: ['Crew'], label: ['Crew'], license: ['Moon'] })).toEqual([
    'In field: license - no UserLicense named Moon found',
  ]);
  expect(put('PermissionSet', { fullName: ['Crew'], label: ['Crew'], license: ['Salesforce'] })).toEqual([true]);
  const [set] = selectRows(org, "SELECT Id, License.Name FROM PermissionSet WHERE Name = 'Crew'");
  expect(set).toMatchObject({ License: { Name: 'Salesforce' } });
  const assignment = insert(org.session, 'PermissionSetAssignment', {
    AssigneeId: org.session.user.id,
    PermissionSetId: set!['Id'],
  });
  const drop = () => deleteMetadata(org, 'PermissionSet', ['Crew'])[0]!;
  expect(drop().errors?.message).toContain("it's assigned to users");
  expect(messageOf(remove(org.session, 'PermissionSetAssignment', idIn(assignment)))).toBe('done');
  expect(drop().success).toBe(true);
});
