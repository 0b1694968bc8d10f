import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningOrg } from '../../../src/local-org/index.ts';
import { gadget, metadata, numberField, zipOf } from '../metadata/an-org.ts';
import {
  fieldRights,
  gadgetPackage,
  layoutOf,
  lookupToAccount,
  objectRights,
  openPackageDesk,
  type PackageDesk,
  permissionSetOf,
} from './package-desk.ts';

let desk: PackageDesk;
let packageId: string;
let first: string;
let second: string;

beforeAll(async () => {
  desk = await openPackageDesk();
  packageId = await desk.package('Gadgets', { ContainerOptions: 'Managed', NamespacePrefix: 'acme' });
  first = await desk.version(packageId, { promote: true });
  const [{ Id: ancestor }] = await desk.rows(desk.hub, 'SELECT Id FROM Package2Version');
  second = await desk.version(packageId, {
    number: '2.0.0.NEXT',
    ancestor,
    promote: true,
    files: gadgetPackage({
      'objects/Gadget__c.object': gadget(`${numberField('Size__c')}${numberField('Weight__c')}${lookupToAccount()}`),
      'layouts/Gadget__c-Gadget Layout.layout': layoutOf('Gadget__c', 'Name', 'Weight__c'),
    }),
  });
});
afterAll(() => desk.close());

let serial = 0;
const anOrg = (): RunningOrg => desk.server.orgs.create({ name: `Subscriber ${++serial}`, kind: 'production' });

async function subscriber(): Promise<RunningOrg> {
  const org = anOrg();
  expect(await desk.install(org, first)).toMatchObject({ Status: 'SUCCESS', Errors: null });
  return org;
}

const ownField = (org: RunningOrg) =>
  org.control.deploy(
    zipOf({
      'objects/acme__Gadget__c.object': metadata('CustomObject', numberField('Sessions__c')),
      'permissionsets/Own.permissionset': permissionSetOf(
        'Own',
        `${fieldRights('acme__Gadget__c.Sessions__c')}${fieldRights('acme__Gadget__c.acme__Size__c')}${objectRights('acme__Gadget__c')}`,
      ),
    }),
  );

test('every name of a managed package stands behind its namespace, and each mention of it', async () => {
  const org = await subscriber();
  const { json } = await desk.call(org, 'GET', 'sobjects/acme__Gadget__c/describe');
  const custom = json.fields.filter(({ custom: isCustom }: { custom: boolean }) => isCustom);
  expect(
    custom.map(({ name, relationshipName }: { name: string; relationshipName: string }) => [name, relationshipName]),
  ).toEqual([
    ['acme__Size__c', null],
    ['acme__Account__c', 'acme__Account__r'],
  ]);
  const [account] = (await desk.call(org, 'GET', 'sobjects/Account/describe')).json.childRelationships.filter(
    ({ childSObject }: { childSObject: string }) => childSObject === 'acme__Gadget__c',
  );
  expect(account).toMatchObject({ field: 'acme__Account__c', relationshipName: 'acme__Gadgets__r' });
  // The rule's formula is rewritten, and holds.
  const large = { Name: 'Large', acme__Size__c: 500 };
  expect((await desk.call(org, 'POST', 'sobjects/acme__Gadget__c', large)).json[0].message).toBe('Too large');
  expect((await desk.call(org, 'POST', 'sobjects/Gadget__c', { Name: 'Bare' })).status).toBe(404);
});

test('its components are marked as installed, and named alike by all APIs', async () => {
  const org = await subscriber();
  expect(
    await desk.rows(
      org,
      "SELECT DeveloperName, NamespacePrefix, ManageableState FROM CustomField WHERE EntityDefinition.QualifiedApiName = 'acme__Gadget__c' ORDER BY DeveloperName",
    ),
  ).toMatchObject([
    { DeveloperName: 'Account', NamespacePrefix: 'acme', ManageableState: 'installed' },
    { DeveloperName: 'Size', NamespacePrefix: 'acme', ManageableState: 'installed' },
  ]);
  expect(
    await desk.data(
      org,
      "SELECT DeveloperName, NamespacePrefix FROM EntityDefinition WHERE QualifiedApiName = 'acme__Gadget__c'",
    ),
  ).toMatchObject([{ DeveloperName: 'Gadget', NamespacePrefix: 'acme' }]);
  expect(
    await desk.data(
      org,
      "SELECT Name, NamespacePrefix, (SELECT Field FROM FieldPerms ORDER BY Field) FROM PermissionSet WHERE Name = 'Gadget_User'",
    ),
  ).toMatchObject([
    {
      Name: 'Gadget_User',
      NamespacePrefix: 'acme',
      FieldPerms: {
        records: [{ Field: 'acme__Gadget__c.acme__Account__c' }, { Field: 'acme__Gadget__c.acme__Size__c' }],
      },
    },
  ]);
  const [installed] = await desk.rows(
    org,
    'SELECT SubscriberPackage.NamespacePrefix, SubscriberPackageVersion.IsManaged FROM InstalledSubscriberPackage',
  );
  expect(installed).toMatchObject({
    SubscriberPackage: { NamespacePrefix: 'acme' },
    SubscriberPackageVersion: { IsManaged: true },
  });
});

test('the subscriber adds fields without a namespace to an object of the package, and fills them', async () => {
  const org = await subscriber();
  expect(ownField(org)).toMatchObject({ status: 'Succeeded' });
  const row = { Name: 'One', acme__Size__c: 5, Sessions__c: 12 };
  org.control.write({ object: 'acme__Gadget__c', operation: 'insert', rows: [row] });
  expect(await desk.data(org, 'SELECT Name, acme__Size__c FROM acme__Gadget__c')).toMatchObject([
    { Name: 'One', acme__Size__c: 5 },
  ]);
});

test('the subscriber changes little of what came, and deletes nothing of it', async () => {
  const org = await subscriber();
  const change = (files: Readonly<Record<string, string>>) => {
    const { details } = org.control.deploy(zipOf(files));
    return details?.componentFailures.map(({ problem }) => problem);
  };
  const field = (more: string) =>
    metadata(
      'CustomObject',
      numberField('acme__Size__c', more).replace('<label>acme__Size</label>', '<label>Size</label>'),
    );
  expect(change({ 'objects/acme__Gadget__c.object': field('<inlineHelpText>In metres</inlineHelpText>') })).toEqual([]);
  expect(change({ 'objects/acme__Gadget__c.object': field('<description>Other</description>') })).toEqual([
    'Cannot modify managed object: entity=CustomFieldDefinition, component=acme__Gadget__c.acme__Size__c, field=description, state=installed',
  ]);
  const destructive = metadata(
    'Package',
    '<types><members>acme__Gadget__c</members><name>CustomObject</name></types><version>67.0</version>',
  );
  expect(change({ 'destructiveChanges.xml': destructive })).toEqual([
    'Cannot delete managed object: entity=CustomEntityDefinition, component=acme__Gadget__c, state=installed',
  ]);
  expect(change({ 'permissionsets/acme__Gadget_User.permissionset': permissionSetOf('Mine', '') })).toEqual([
    'Cannot modify managed object: entity=PermissionSet, component=acme__Gadget_User',
  ]);
});

test('the subscriber does not edit a permission set of the package', async () => {
  const org = await subscriber();
  ownField(org);
  const [set] = await desk.data(org, "SELECT Id FROM PermissionSet WHERE Name = 'Gadget_User'");
  const grant = {
    ParentId: set.Id,
    SobjectType: 'acme__Gadget__c',
    Field: 'acme__Gadget__c.Sessions__c',
    PermissionsRead: true,
  };
  const { status, json } = await desk.call(org, 'POST', 'sobjects/FieldPermissions', grant);
  expect([status, json[0].errorCode]).toEqual([400, 'CANNOT_MODIFY_MANAGED_OBJECT']);
});

test('a permission set of the same name may stand beside that of the package', async () => {
  const org = await subscriber();
  org.control.deploy(zipOf({ 'permissionsets/Gadget_User.permissionset': permissionSetOf('Our own', '') }));
  expect(
    await desk.data(org, "SELECT Label, NamespacePrefix FROM PermissionSet WHERE Name = 'Gadget_User' ORDER BY Label"),
  ).toMatchObject([
    { Label: 'Gadget User', NamespacePrefix: 'acme' },
    { Label: 'Our own', NamespacePrefix: null },
  ]);
});

test('an upgrade keeps fields, data and layouts of the subscriber, and brings what is new', async () => {
  const org = await subscriber();
  ownField(org);
  const layout = 'layouts/acme__Gadget__c-acme__Gadget Layout.layout';
  org.control.deploy(zipOf({ [layout]: layoutOf('acme__Gadget__c', 'Name', 'Sessions__c') }));
  org.control.write({ object: 'acme__Gadget__c', operation: 'insert', rows: [{ Name: 'One', Sessions__c: 12 }] });
  expect(await desk.install(org, second)).toMatchObject({ Status: 'SUCCESS' });
  expect(await desk.data(org, 'SELECT Name, acme__Weight__c FROM acme__Gadget__c')).toMatchObject([
    { Name: 'One', acme__Weight__c: null },
  ]);
  const [row] = await desk.rows(org, "SELECT Metadata FROM Layout WHERE Name = 'acme__Gadget Layout'");
  expect(JSON.stringify(row.Metadata)).toContain('Sessions__c');
});

test('an upgrade goes forward, along the line of ancestors', async () => {
  const org = anOrg();
  await desk.install(org, second);
  expect((await desk.install(org, first)).Errors.errors[0].message).toBe(
    'Invalid Upgrade., Details: A newer version of this package is currently installed.',
  );
  const other = await desk.version(packageId, { number: '3.0.0.NEXT', promote: true });
  expect((await desk.install(org, other)).Errors.errors.map(({ message }: { message: string }) => message)).toEqual([
    'Invalid Upgrade., Details: The currently installed version does not share a common ancestor with this version.',
  ]);
});

test('an uninstallation takes all of it', async () => {
  const org = await subscriber();
  ownField(org);
  expect(await desk.uninstall(org, first)).toEqual([]);
  expect((await desk.call(org, 'GET', 'sobjects/acme__Gadget__c/describe')).status).toBe(404);
  expect(await desk.data(org, "SELECT Id FROM PermissionSet WHERE NamespacePrefix = 'acme'")).toEqual([]);
  expect(await desk.rows(org, "SELECT Id FROM CustomTab WHERE NamespacePrefix = 'acme'")).toEqual([]);
});
