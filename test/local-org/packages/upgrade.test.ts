import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningOrg } from '../../../src/local-org/index.ts';
import { gadget, metadata, numberField, zipOf } from '../metadata/an-org.ts';
import {
  gadgetPackage,
  layoutOf,
  lookupToAccount,
  objectRights,
  openPackageDesk,
  type PackageDesk,
  permissionSetOf,
} from './package-desk.ts';

let desk: PackageDesk;
let first: string;
let second: string;

beforeAll(async () => {
  desk = await openPackageDesk();
  const packageId = await desk.package('Gadgets');
  first = await desk.version(packageId, {
    promote: true,
    files: gadgetPackage({
      'permissionsets/Gadget_Admin.permissionset': permissionSetOf('Gadget Admin', objectRights('Gadget__c')),
      'objects/Old__c.object': gadget(numberField('Size__c')),
    }),
  });
  second = await desk.version(packageId, {
    number: '2.0.0.NEXT',
    promote: true,
    files: gadgetPackage({
      'objects/Gadget__c.object': gadget(`${numberField('Size__c')}${numberField('Weight__c')}${lookupToAccount()}`),
      'layouts/Gadget__c-Gadget Layout.layout': layoutOf('Gadget__c', 'Name', 'Size__c', 'Weight__c', 'Account__c'),
    }),
  });
});
afterAll(() => desk.close());

let serial = 0;

async function subscriber(): Promise<RunningOrg> {
  const org = desk.server.orgs.create({ name: `Subscriber ${++serial}`, kind: 'production' });
  await desk.install(org, first);
  org.control.deploy(
    zipOf({
      'objects/Gadget__c.object': metadata('CustomObject', numberField('Sessions__c')),
      'permissionsets/Own.permissionset': permissionSetOf(
        'Own',
        `<fieldPermissions><editable>true</editable><field>Gadget__c.Sessions__c</field><readable>true</readable></fieldPermissions>
         <fieldPermissions><editable>true</editable><field>Gadget__c.Size__c</field><readable>true</readable></fieldPermissions>
         ${objectRights('Gadget__c')}`,
      ),
    }),
  );
  org.control.write({
    object: 'Gadget__c',
    operation: 'insert',
    rows: [{ Name: 'One', Size__c: 5, Sessions__c: 12 }],
  });
  const [set] = await desk.data(org, "SELECT Id FROM PermissionSet WHERE Name = 'Own'");
  const [user] = await desk.data(org, "SELECT Id FROM User WHERE Username LIKE 'admin@%'");
  const assignment = { AssigneeId: user.Id, PermissionSetId: set.Id };
  await desk.call(org, 'POST', 'sobjects/PermissionSetAssignment', assignment);
  return org;
}

const names = async (org: RunningOrg, object: string) =>
  ((await desk.call(org, 'GET', `sobjects/${object}/describe`)).json.fields ?? [])
    .map(({ name }: { readonly name: string }) => name)
    .filter((name: string) => name.endsWith('__c'))
    .sort();

test('an upgrade brings what is new, and keeps the fields and the data of the subscriber', async () => {
  const org = await subscriber();
  expect(await desk.install(org, second)).toMatchObject({ Status: 'SUCCESS' });
  expect(await desk.data(org, 'SELECT Name, Size__c, Sessions__c FROM Gadget__c')).toMatchObject([
    { Name: 'One', Size__c: 5, Sessions__c: 12 },
  ]);
  expect(await names(org, 'Gadget__c')).toEqual(expect.arrayContaining(['Account__c', 'Size__c', 'Weight__c']));
  const read = "SELECT Field FROM FieldPermissions WHERE Parent.Name = 'Own' ORDER BY Field";
  expect((await desk.data(org, read)).map(({ Field }) => Field)).toEqual([
    'Gadget__c.Sessions__c',
    'Gadget__c.Size__c',
  ]);
  const [installed] = await desk.rows(
    org,
    'SELECT MinPackageVersionId, SubscriberPackageVersion.MajorVersion FROM InstalledSubscriberPackage',
  );
  expect(installed).toMatchObject({ MinPackageVersionId: first, SubscriberPackageVersion: { MajorVersion: 2 } });
});

test('an upgrade deletes what the package has no more, but for what holds data, which it deprecates', async () => {
  const org = await subscriber();
  await desk.install(org, second);
  expect(await desk.data(org, "SELECT Id FROM PermissionSet WHERE Name = 'Gadget_Admin'")).toEqual([]);
  const state = async (object: string) =>
    (await desk.rows(org, `SELECT ManageableState FROM CustomObject WHERE DeveloperName = '${object}'`))[0]
      .ManageableState;
  expect([await state('Old'), await state('Gadget')]).toEqual(['deprecatedEditable', 'installedEditable']);
});

test('an upgrade that only deprecates deletes nothing', async () => {
  const org = await subscriber();
  await desk.install(org, second, { UpgradeType: 'deprecate-only' });
  expect(await desk.data(org, "SELECT Id FROM PermissionSet WHERE Name = 'Gadget_Admin'")).toHaveLength(1);
});

test('an unlocked package goes back to an earlier version, too', async () => {
  const org = await subscriber();
  await desk.install(org, second);
  expect(await desk.install(org, first)).toMatchObject({ Status: 'SUCCESS' });
});

test('an uninstallation takes the objects with their rows and the fields that the subscriber added', async () => {
  const org = await subscriber();
  expect(await desk.uninstall(org, first)).toEqual([]);
  expect((await desk.call(org, 'GET', 'sobjects/Gadget__c/describe')).status).toBe(404);
  expect(await desk.rows(org, 'SELECT Id FROM InstalledSubscriberPackage')).toEqual([]);
  expect(await desk.data(org, "SELECT Id FROM PermissionSet WHERE Name = 'Gadget_User'")).toEqual([]);
  // What the subscriber granted on it is gone; the set itself stays.
  const [own] = await desk.data(org, "SELECT (SELECT Field FROM FieldPerms) FROM PermissionSet WHERE Name = 'Own'");
  expect(own.FieldPerms).toBeNull();
  expect(await desk.install(org, second)).toMatchObject({ Status: 'SUCCESS' });
  expect(await desk.data(org, 'SELECT Id FROM Gadget__c')).toEqual([]);
});

test('an uninstallation is refused while things of the subscriber stand on the package', async () => {
  const org = await subscriber();
  const opportunity = metadata(
    'CustomObject',
    '<fields><fullName>Gadget__c</fullName><label>Gadget</label><type>Lookup</type><referenceTo>Gadget__c</referenceTo><relationshipName>Accounts</relationshipName></fields>',
  );
  org.control.deploy(
    zipOf({
      'objects/Account.object': opportunity,
      'applications/Mine.app': metadata(
        'CustomApplication',
        '<label>Mine</label><navType>Standard</navType><tabs>Gadget__c</tabs><uiType>Lightning</uiType>',
      ),
    }),
  );
  expect(await desk.uninstall(org, first)).toEqual([
    'Custom Object Gadget__c: This installed component is referenced by a locally created component (Custom Field Account.Gadget__c).',
    'Custom Tab Gadget__c: This installed component is referenced by a locally created component (Custom App Mine).',
  ]);
  expect(await desk.data(org, 'SELECT Name FROM Gadget__c')).toMatchObject([{ Name: 'One' }]);
});

test('an uninstallation is refused while users have a permission set of the package', async () => {
  const org = await subscriber();
  const [set] = await desk.data(org, "SELECT Id FROM PermissionSet WHERE Name = 'Gadget_User'");
  const [user] = await desk.data(org, "SELECT Id FROM User WHERE Username LIKE 'admin@%'");
  const assignment = { AssigneeId: user.Id, PermissionSetId: set.Id };
  const { json } = await desk.call(org, 'POST', 'sobjects/PermissionSetAssignment', assignment);
  expect(await desk.uninstall(org, first)).toEqual([
    expect.stringMatching(/^Permission Set Gadget_User: .*assigned to users/),
  ]);
  expect(await desk.data(org, 'SELECT Id FROM Gadget__c')).toHaveLength(1);
  await desk.call(org, 'DELETE', `sobjects/PermissionSetAssignment/${json.id}`);
  expect(await desk.uninstall(org, first)).toEqual([]);
});

test('what is not installed cannot be uninstalled', async () => {
  const org = desk.server.orgs.create({ name: 'Empty', kind: 'sandbox' });
  const { status, json } = await desk.tooling(org, 'POST', 'sobjects/SubscriberPackageVersionUninstallRequest', {
    SubscriberPackageVersionId: first,
  });
  expect([status, json[0].message]).toEqual([400, `The package version ${first} isn’t installed in this org.`]);
});
