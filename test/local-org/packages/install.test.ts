import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningOrg } from '../../../src/local-org/index.ts';
import { gadget, metadata, numberField, zipOf } from '../metadata/an-org.ts';
import { openPackageDesk, type PackageDesk } from './package-desk.ts';

let desk: PackageDesk;
let packageId: string;
let released: string;
let beta: string;

beforeAll(async () => {
  desk = await openPackageDesk();
  packageId = await desk.package('Gadgets');
  released = await desk.version(packageId, { promote: true });
  beta = await desk.version(packageId, { number: '1.1.0.NEXT' });
});
afterAll(() => desk.close());

let serial = 0;
const anOrg = (kind: 'production' | 'sandbox' | 'scratch' = 'sandbox'): RunningOrg =>
  desk.server.orgs.create({ name: `Subscriber ${++serial}`, kind });

test('a version comes into another org with all that it holds, marked as packaged', async () => {
  const org = anOrg();
  expect(await desk.install(org, released)).toMatchObject({ Status: 'SUCCESS', Errors: null });
  const [installed] = await desk.rows(
    org,
    'SELECT Id, SubscriberPackage.Name, SubscriberPackageVersion.Id, SubscriberPackageVersion.MajorVersion FROM InstalledSubscriberPackage ORDER BY SubscriberPackageId',
  );
  expect(installed).toMatchObject({
    SubscriberPackage: { Name: 'Gadgets' },
    SubscriberPackageVersion: { Id: released, MajorVersion: 1 },
  });
  const fields = await desk.rows(
    org,
    "SELECT DeveloperName, ManageableState, NamespacePrefix FROM CustomField WHERE EntityDefinition.QualifiedApiName = 'Gadget__c' ORDER BY DeveloperName",
  );
  expect(fields).toMatchObject([
    { DeveloperName: 'Account', ManageableState: 'installedEditable', NamespacePrefix: null },
    { DeveloperName: 'Size', ManageableState: 'installedEditable', NamespacePrefix: null },
  ]);
  const made = await desk.call(org, 'POST', 'sobjects/Gadget__c', { Name: 'One', Size__c: 5 });
  expect(made.status).toBe(201);
  const refused = await desk.call(org, 'POST', 'sobjects/Gadget__c', { Name: 'Two', Size__c: 500 });
  expect(refused.json[0]).toMatchObject({ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Too large' });
});

test('a packaged permission set loses what a package cannot bring', async () => {
  const org = anOrg();
  await desk.install(org, released);
  const [set] = await desk.data(
    org,
    "SELECT PermissionsApiEnabled, (SELECT SobjectType FROM ObjectPerms), (SELECT Field FROM FieldPerms ORDER BY Field) FROM PermissionSet WHERE Name = 'Gadget_User'",
  );
  expect(set.PermissionsApiEnabled).toBe(false);
  expect(set.ObjectPerms.records).toMatchObject([{ SobjectType: 'Gadget__c' }]);
  expect(set.FieldPerms.records).toMatchObject([{ Field: 'Gadget__c.Account__c' }, { Field: 'Gadget__c.Size__c' }]);
});

const sight = async (org: RunningOrg, profile: string) => {
  const rows = await desk.data(
    org,
    `SELECT Field FROM FieldPermissions WHERE Parent.Profile.Name = '${profile}' AND SobjectType = 'Gadget__c'`,
  );
  return rows.map(({ Field }) => Field).sort();
};

test('administrators see everything, and other profiles nothing, unless all users are to', async () => {
  const [few, many] = [anOrg(), anOrg()];
  const profile = metadata('Profile', '<custom>true</custom><userLicense>Salesforce</userLicense>');
  for (const org of [few, many]) org.control.deploy(zipOf({ 'profiles/Sales.profile': profile }));
  await desk.install(few, released, { SecurityType: 'None' });
  await desk.install(many, released, { SecurityType: 'Full' });
  const fields = ['Gadget__c.Account__c', 'Gadget__c.Size__c'];
  for (const org of [few, many]) expect(await sight(org, 'System Administrator')).toEqual(fields);
  expect(await sight(few, 'Sales')).toEqual([]);
  expect(await sight(many, 'Sales')).toEqual(fields);
  // Standard profiles cannot be changed.
  expect(await sight(many, 'Standard User')).toEqual([]);
});

test('an unpromoted version does not go into production, and leaves it as it was', async () => {
  const org = anOrg('production');
  const { Status, Errors } = await desk.install(org, beta);
  expect(Status).toBe('ERROR');
  expect(Errors.errors[0].message).toMatch(
    /^Package\(033\w{12}\) Unable to install beta package, Details: The package you attempted to install is a beta package, which you can only install in sandbox or Developer Edition organizations\.$/,
  );
  expect((await desk.call(org, 'GET', 'sobjects/Gadget__c')).status).toBe(404);
  expect(await desk.rows(org, 'SELECT Id FROM InstalledSubscriberPackage')).toEqual([]);
  expect(await desk.install(anOrg('scratch'), beta)).toMatchObject({ Status: 'SUCCESS' });
});

test('an absent version is not found', async () => {
  const absent = '04tHp0000000001AAA';
  const org = anOrg();
  const { Status, Errors } = await desk.install(org, absent);
  expect([Status, Errors.errors[0].message]).toEqual([
    'ERROR',
    expect.stringContaining("The requested package doesn't yet exist or has been deleted."),
  ]);
  expect(await desk.rows(org, `SELECT Id FROM SubscriberPackageVersion WHERE Id = '${absent}'`)).toEqual([]);
});

test('a version with an installation key is told of and installed with the key alone', async () => {
  const version = await desk.version(packageId, { number: '1.2.0.NEXT', key: "it's" });
  const org = anOrg();
  const status = (where: string) =>
    desk.tooling(
      org,
      'GET',
      `query?q=${encodeURIComponent(`SELECT InstallValidationStatus FROM SubscriberPackageVersion WHERE Id ='${version}'${where}`)}`,
    );
  expect((await status('')).json[0].message).toBe(
    'Please provide installationkey when querying against SubscriberPackageVersion that is protected by installationkey',
  );
  expect((await status(" AND InstallationKey ='other'")).json[0].message).toBe(
    'Invalid InstallationKey for SubscriberPackageVersion',
  );
  expect((await status(" AND InstallationKey ='it\\'s'")).json.records[0].InstallValidationStatus).toBe(
    'NO_ERRORS_DETECTED',
  );
  const wrong = await desk.tooling(org, 'POST', 'sobjects/PackageInstallRequest', {
    SubscriberPackageVersionKey: version,
    Password: 'other',
  });
  expect([wrong.status, wrong.json[0].errorCode]).toEqual([400, 'INSTALL_KEY_INVALID']);
  expect(await desk.install(org, version, { Password: "it\\'s" })).toMatchObject({ Status: 'SUCCESS', Password: null });
});

test('a package waits for the packages that it needs', async () => {
  const more = await desk.package('More Gadgets');
  const files = {
    'objects/Part__c.object': gadget(
      `<fields><fullName>Gadget__c</fullName><label>Gadget</label><type>Lookup</type><referenceTo>Gadget__c</referenceTo><relationshipName>Parts</relationshipName></fields>`,
    ),
  };
  const alone = await desk.request(more, { files });
  expect([alone.Status, alone.errors[0]]).toEqual(['Error', expect.stringContaining('Gadget__c')]);
  const version = await desk.version(more, { files, dependencies: [released] });
  const org = anOrg();
  expect((await desk.install(org, version)).Errors.errors[0].message).toBe(
    "Invalid Upgrade., Details: The package you're installing depends on package 'Gadgets', version '1.0'. Install package 'Gadgets' in the target org before you install package 'More Gadgets'.",
  );
  await desk.install(org, released);
  expect(await desk.install(org, version)).toMatchObject({ Status: 'SUCCESS' });
  expect(await desk.uninstall(org, released)).toContain(
    'Gadgets - Component is in use by another component in your organization. More Gadgets',
  );
});

test('a component of another package is not taken from it', async () => {
  const rival = await desk.package('Rival');
  const version = await desk.version(rival, {
    files: { 'objects/Gadget__c.object': gadget(numberField('Weight__c')) },
    promote: true,
  });
  const org = anOrg();
  await desk.install(org, released);
  const { Status, Errors } = await desk.install(org, version);
  expect([Status, Errors.errors[0].message]).toEqual([
    'ERROR',
    expect.stringContaining('to another package because it is an installed component.'),
  ]);
  expect(
    (await desk.call(org, 'GET', 'sobjects/Gadget__c/describe')).json.fields.map(({ name }: { name: string }) => name),
  ).not.toContain('Weight__c');
});

test('a component that the org has in another form is refused, and stays as it was', async () => {
  const org = anOrg();
  org.control.deploy(
    zipOf({
      'objects/Gadget__c.object': gadget(
        '<fields><fullName>Size__c</fullName><label>Size</label><type>MasterDetail</type><referenceTo>Account</referenceTo><relationshipName>Sizes</relationshipName></fields>',
      ).replace('ReadWrite', 'ControlledByParent'),
    }),
  );
  const { Status, Errors } = await desk.install(org, released);
  expect(Status).toBe('ERROR');
  expect(Errors.errors.map(({ message }: { message: string }) => message).join('\n')).toMatch(
    /CustomField\(Gadget__c\.Size__c\) .*, Details: Gadget__c\.Size__c: /,
  );
  expect(await desk.rows(org, 'SELECT Id FROM InstalledSubscriberPackage')).toEqual([]);
});

test('a sandbox has what its production org installed, and not what that publishes', async () => {
  const versionId = await desk.version(await desk.package('Copied'), { promote: true });
  expect(await desk.install(desk.hub, versionId)).toMatchObject({ Status: 'SUCCESS' });
  const info = { SandboxName: 'copied', LicenseType: 'Developer' };
  expect((await desk.tooling(desk.hub, 'POST', 'sobjects/SandboxInfo', info)).status).toBe(201);
  const [process] = await desk.rows(desk.hub, 'SELECT SandboxOrganization FROM SandboxProcess');
  const sandbox = desk.server.orgs.find(process.SandboxOrganization);
  if (sandbox === undefined) throw new Error('no sandbox');
  expect(await desk.rows(sandbox, 'SELECT SubscriberPackage.Name FROM InstalledSubscriberPackage')).toMatchObject([
    { SubscriberPackage: { Name: 'Copied' } },
  ]);
  const packages = await desk.tooling(sandbox, 'GET', `query?q=${encodeURIComponent('SELECT Id FROM Package2')}`);
  expect(packages.json[0].errorCode).toBe('INVALID_TYPE');
  expect(await desk.uninstall(sandbox, versionId)).toEqual([]);
  expect(await desk.uninstall(desk.hub, versionId)).toEqual([]);
});
