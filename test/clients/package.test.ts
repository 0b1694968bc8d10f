import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningOrg } from '../../src/local-org/index.ts';
import { metadata, numberField, zipOf } from '../local-org/metadata/an-org.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';

let desk: Desk;
let uat: RunningOrg;
let production: RunningOrg;

const name = 'Heap Usage';

beforeAll(async () => {
  desk = await openDesk({ org: { kind: 'production' } });
  uat = desk.org.orgs.create({ name: 'UAT', kind: 'sandbox' });
  production = desk.org.orgs.create({ name: 'Customer', kind: 'production' });
  for (const [alias, org] of [
    ['uat', uat],
    ['customer', production],
  ] as const) {
    const login = `org login access-token --no-prompt --alias ${alias} --instance-url`;
    await desk.gives(login, [desk.org.url], { SF_ACCESS_TOKEN: org.accessToken(), SF_TARGET_ORG: '' });
  }
}, patience);
afterAll(() => desk.close());

const hub = '--target-dev-hub local';

async function aliases(): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(join(desk.project.folder, 'sfdx-project.json'), 'utf8')).packageAliases;
}

async function rows(org: RunningOrg, soql: string) {
  const answer = await fetch(`${desk.org.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
    headers: { authorization: `Bearer ${org.accessToken()}` },
  });
  return ((await answer.json()) as { readonly records?: readonly Readonly<Record<string, unknown>>[] }).records;
}

/** A field of the customer's own on an object of the package, with a value; gives the account that it is about. */
async function ownField(org: RunningOrg) {
  const object = 'Heap_Account_Usage__c';
  const { success } = org.control.deploy(
    zipOf({
      [`objects/${object}.object`]: metadata('CustomObject', numberField('Sessions__c')),
      'permissionsets/Metrics.permissionset': metadata(
        'PermissionSet',
        `<label>Metrics</label><fieldPermissions><editable>true</editable><field>${object}.Sessions__c</field><readable>true</readable></fieldPermissions>`,
      ),
    }),
  );
  const [user] = (await rows(org, "SELECT Id FROM User WHERE Username LIKE 'admin@%'")) ?? [];
  const [set] = (await rows(org, "SELECT Id FROM PermissionSet WHERE Name = 'Metrics'")) ?? [];
  const write = (name: string, row: Readonly<Record<string, unknown>>) =>
    org.control.write({ object: name, operation: 'insert', rows: [row] });
  write('PermissionSetAssignment', { AssigneeId: user?.['Id'], PermissionSetId: set?.['Id'] });
  write('Account', { Name: 'Acme' });
  const accounts = (await rows(org, 'SELECT Id FROM Account')) ?? [];
  const id = accounts[0]?.['Id'];
  write(object, { Account_Id__c: id, Account__c: id, Sessions__c: 12 });
  expect(success).toBe(true);
  return accounts;
}

describe('the life of an unlocked package, with sf', { timeout: patience }, () => {
  it('begins with the package and a version of it, which sfdx-project.json remembers', async () => {
    const create = `package create --package-type Unlocked --path force-app/package ${hub} --name`;
    const made = await desk.gives(create, [name]);
    expect(made.Id).toMatch(/^0Ho/);
    const version = await desk.gives(
      `package version create --installation-key-bypass --code-coverage --wait 10 ${hub} --package`,
      [name],
    );
    expect(version).toMatchObject({ Status: 'Success', Package2Name: name, HasPassedCodeCoverageCheck: true });
    expect(await aliases()).toEqual({ [name]: made.Id, [`${name}@0.1.0-1`]: version.SubscriberPackageVersionId });
    const listed = await desk.says(`package version list --verbose ${hub}`);
    expect(listed).toContain(
      `https://login.salesforce.com/packaging/installPackage.apexp?p0=${version.SubscriberPackageVersionId}`,
    );
  });

  it('goes into a sandbox as a beta, and into production when it is promoted', async () => {
    const install = (alias: string) => desk.sf(`package install --no-prompt --wait 5 ${alias} --package`, [version]);
    const version = `${name}@0.1.0-1`;
    const early = await install('--target-org customer');
    expect([early.exitCode, early.stdout + early.stderr]).toEqual([
      1,
      expect.stringContaining(
        'The package you attempted to install is a beta package, which you can only install in sandbox or Developer Edition organizations.',
      ),
    ]);
    expect((await install('--target-org uat')).stdout).toContain(`Successfully installed package [${version}]`);
    await desk.says(`package version promote --no-prompt ${hub} --package`, [version]);
    expect((await install('--target-org customer --security-type AllUsers')).exitCode).toBe(0);
    expect(await rows(production, 'SELECT Account_Id__c, Account__c FROM Heap_Account_Usage__c')).toEqual([]);
    expect(await rows(production, "SELECT Label FROM PermissionSet WHERE Name LIKE 'Heap%' ORDER BY Name")).toEqual([
      expect.objectContaining({ Label: 'Heap Usage Sync' }),
      expect.objectContaining({ Label: 'Heap Usage Viewer' }),
    ]);
    const again = await desk.sf(`package version promote --no-prompt --json ${hub} --package`, [version]);
    expect([again.exitCode, again.json().message]).toEqual([
      1,
      'You already promoted a package version with this major.minor.patch version number. For a given major.minor.patch number, you can promote only one version.',
    ]);
  });

  it('goes on with a version behind a key that nobody waits for, which upgrades and keeps what the customer added', async () => {
    const [account] = await ownField(uat);
    const begun = await desk.gives(
      `package version create --installation-key sesame --version-number 0.2.0.NEXT --skip-validation ${hub} --package`,
      [name],
    );
    const reported = await desk.gives(`package version create report ${hub} --package-create-request-id`, [begun.Id]);
    const [version] = [reported].flat();
    expect(version).toMatchObject({ Status: 'Success', VersionNumber: '0.2.0.1' });
    const upgrade = (key: string) =>
      desk.sf(`package install --no-prompt --wait 5 --target-org uat --installation-key ${key} --package`, [
        version.SubscriberPackageVersionId,
      ]);
    const wrong = await upgrade('simsalabim');
    expect([wrong.exitCode, wrong.stdout + wrong.stderr]).toEqual([
      1,
      expect.stringContaining('Invalid InstallationKey for SubscriberPackageVersion'),
    ]);
    expect((await upgrade('sesame')).exitCode).toBe(0);
    expect(await desk.gives('package installed list --target-org uat')).toEqual([
      expect.objectContaining({ SubscriberPackageName: name, SubscriberPackageVersionNumber: '0.2.0.1' }),
    ]);
    expect(await rows(uat, 'SELECT Account__c, Sessions__c FROM Heap_Account_Usage__c')).toEqual([
      expect.objectContaining({ Account__c: account?.['Id'], Sessions__c: 12 }),
    ]);
  });

  it('ends once nobody has its permission sets', async () => {
    const version = `${name}@0.1.0-1`;
    await desk.says('org assign permset --target-org customer --name Heap_Usage_Viewer');
    const uninstall = () => desk.sf('package uninstall --wait 5 --target-org customer --package', [version]);
    const refused = await uninstall();
    expect([refused.exitCode, refused.stdout + refused.stderr]).toEqual([
      1,
      expect.stringContaining('Permission Set Heap_Usage_Viewer'),
    ]);
    const [assigned] =
      (await rows(
        production,
        "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Heap_Usage_Viewer'",
      )) ?? [];
    production.control.write({
      object: 'PermissionSetAssignment',
      operation: 'delete',
      rows: [{ Id: assigned?.['Id'] }],
    });
    expect((await uninstall()).stdout).toContain('Successfully uninstalled package');
    expect(await rows(production, 'SELECT Id FROM Heap_Account_Usage__c')).toBeUndefined();
  });
});
