import { expect } from 'vitest';
import { gadget, metadata, numberField, zipOf } from '../local-org/metadata/an-org.ts';
import { gadgetPackage, permissionSetOf } from '../local-org/packages/package-desk.ts';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, type Reply, soql } from './contract-org.ts';
import { installedGround, type PackageGround, packageGround } from './packages.ts';
import { known, pages } from './sources.ts';

const reason = ({ status, json }: Reply): unknown => [status, json[0].message];
const needs = 'control';

const making: readonly Case<PackageGround>[] = [
  {
    belief: 'a version that was not validated is not promoted',
    source: pages.packageSkips,
    needs,
    ask: async (ground) => {
      const version = await ground.version(await ground.package(), { skipValidation: true });
      return reason(await ground.change(version, { IsReleased: true }));
    },
    answer: () => [400, "Can't promote this package version because it was created without validation."],
  },
  {
    belief: 'a version whose code coverage was not computed is not promoted',
    source: pages.packageCoverage,
    needs,
    ask: async (ground) => {
      const version = await ground.version(await ground.package(), { coverage: false });
      return reason(await ground.change(version, { IsReleased: true }));
    },
    answer: () => [400, expect.stringContaining('Code coverage has not been run for this version.')],
  },
  {
    belief: 'one version is promoted for a number of three parts',
    source: known,
    needs,
    ask: async (ground) => {
      const id = await ground.package();
      const [first, second] = [await ground.version(id), await ground.version(id)];
      const released = await ground.change(first, { IsReleased: true });
      return [released.status, reason(await ground.change(second, { IsReleased: true }))];
    },
    answer: () => [204, [400, expect.stringContaining('previously released')]],
  },
  {
    belief: 'a package that has versions is not deleted',
    source: pages.packageDeletion,
    needs,
    ask: async (ground) => {
      const id = await ground.package();
      await ground.version(id);
      return coded(await ground.org.call('PATCH', `tooling/sobjects/Package2/${id}`, { IsDeprecated: true }));
    },
    answer: () => [400, 'INVALID_INPUT'],
  },
  {
    belief: 'a version that was not promoted does not come into a production org',
    source: pages.packageBeta,
    needs,
    ask: async (ground) => ground.install(await ground.version(await ground.package())),
    answer: () => [
      'ERROR',
      [
        expect.stringMatching(
          /^Package\(033\w{12}\) Unable to install beta package, Details: The package you attempted to install is a beta package, which you can only install in sandbox or Developer Edition organizations\.$/,
        ),
      ],
    ],
  },
  {
    belief: 'a version that is not there is not found when it is installed',
    source: pages.packageAbsent,
    needs,
    ask: (ground) => ground.install('04tHp0000000001AAA'),
    answer: () => ['ERROR', [expect.stringContaining('Package Not Found')]],
  },
  {
    belief: 'a version with an installation key is told of with the key alone',
    source: pages.packageKeys,
    needs,
    ask: async (ground) => {
      const version = await ground.version(await ground.package(), { key: 'open' });
      const ask = (more: string) =>
        ground.org.call(
          'GET',
          `tooling/${soql(`SELECT Name FROM SubscriberPackageVersion WHERE Id = '${version}'${more}`)}`,
        );
      const [none, wrong, right] = [
        await ask(''),
        await ask(" AND InstallationKey = 'shut'"),
        await ask(" AND InstallationKey = 'open'"),
      ];
      return [reason(none), reason(wrong), right.status];
    },
    answer: () => [
      [
        400,
        'Please provide installationkey when querying against SubscriberPackageVersion that is protected by installationkey',
      ],
      [400, 'Invalid InstallationKey for SubscriberPackageVersion'],
      200,
    ],
  },
  {
    belief: 'a package waits for those that it depends on',
    source: pages.packageNeeds,
    needs,
    ask: async (ground) => {
      const base = await ground.version(await ground.package({ Name: 'Base' }), {
        files: { 'objects/Base__c.object': gadget('') },
        promote: true,
      });
      const version = await ground.version(await ground.package({ Name: 'Upper' }), {
        files: { 'objects/Upper__c.object': gadget('') },
        dependencies: [base],
        promote: true,
      });
      return ground.install(version);
    },
    answer: () => [
      'ERROR',
      [
        "Invalid Upgrade., Details: The package you're installing depends on package 'Base', version '1.0'. Install package 'Base' in the target org before you install package 'Upper'.",
      ],
    ],
  },
];

type Installed = Awaited<ReturnType<typeof installedGround>>;

const profile = metadata('Profile', '<custom>true</custom><userLicense>Salesforce</userLicense>');

async function withProfile(org: ContractOrg): Promise<Installed> {
  org.control?.deploy(zipOf({ 'profiles/Sales.profile': profile }));
  return installedGround(org);
}

const fields = async ({ org }: Installed, where: string): Promise<unknown> => {
  const query = `SELECT Field FROM FieldPermissions WHERE SobjectType = 'Gadget__c' AND ${where} ORDER BY Field`;
  return (await org.call('GET', soql(query))).json.records.map(({ Field }: { readonly Field: string }) => Field);
};

const unlocked: readonly Case<Installed>[] = [
  {
    belief: 'a packaged permission set comes without system permissions and without rights on standard objects',
    source: pages.packagePermissions,
    needs,
    ask: async ({ org }) => {
      const query =
        "SELECT PermissionsApiEnabled, (SELECT SobjectType FROM ObjectPerms) FROM PermissionSet WHERE Name = 'Gadget_User'";
      const [{ PermissionsApiEnabled, ObjectPerms }] = (await org.call('GET', soql(query))).json.records;
      const objects = ObjectPerms.records.map(({ SobjectType }: { readonly SobjectType: string }) => SobjectType);
      return [PermissionsApiEnabled, objects];
    },
    answer: () => [false, ['Gadget__c']],
  },
  {
    belief:
      'an installation for all users gives access to profiles that the org made, and to no standard one but the administrator’s',
    source: pages.packageProfiles,
    needs,
    ask: async (ground) => [
      await fields(ground, "Parent.Profile.Name = 'Sales'"),
      await fields(ground, "Parent.Profile.Name = 'Standard User'"),
      await fields(ground, "Parent.Profile.Name = 'System Administrator'"),
    ],
    answer: () => {
      const own = ['Gadget__c.Account__c', 'Gadget__c.Size__c'];
      return [own, [], own];
    },
  },
  {
    belief: 'a component of one package is not brought by another',
    source: pages.packageClash,
    needs,
    ask: async (ground) => {
      const files = { 'objects/Gadget__c.object': gadget(numberField('Weight__c')) };
      return ground.install(await ground.version(await ground.package(), { files, promote: true }));
    },
    answer: () => ['ERROR', [expect.stringContaining('to another package because it is an installed component.')]],
  },
  {
    belief: 'a package is not uninstalled while its permission set is assigned',
    source: pages.packageAssigned,
    needs,
    ask: async ({ org, uninstall, versionId }) => {
      const [set] = (await org.call('GET', soql("SELECT Id FROM PermissionSet WHERE Name = 'Gadget_User'"))).json
        .records;
      const [user] = (await org.call('GET', soql("SELECT Id FROM User WHERE Username LIKE 'admin@%'"))).json.records;
      const assigned = { AssigneeId: user.Id, PermissionSetId: set.Id };
      const { json } = await org.call('POST', 'sobjects/PermissionSetAssignment', assigned);
      const refused = await uninstall(versionId);
      await org.call('DELETE', `sobjects/PermissionSetAssignment/${json.id}`);
      return [refused.length > 0, (await org.call('GET', 'sobjects/Gadget__c')).status];
    },
    answer: () => [true, 200],
  },
  {
    belief: 'uninstalling takes objects and rows away',
    source: pages.packageUninstall,
    needs,
    ask: async ({ org, uninstall, versionId }) => {
      await org.call('POST', 'sobjects/Gadget__c', { Name: 'One' });
      return [await uninstall(versionId), (await org.call('GET', 'sobjects/Gadget__c')).status];
    },
    answer: () => [[], 404],
  },
];

const managed: readonly Case<Installed>[] = [
  {
    belief: 'objects and fields of a managed package have its namespace before their names',
    source: known,
    needs,
    ask: async ({ org }) => {
      const { json } = await org.call('GET', 'sobjects/acme__Gadget__c/describe');
      return json.fields
        .map(({ name }: { readonly name: string }) => name)
        .filter((name: string) => /__c$/.test(name))
        .sort();
    },
    answer: () => ['acme__Account__c', 'acme__Size__c'],
  },
  {
    belief: 'a field that the subscriber makes on an object of a managed package has no namespace',
    source: known,
    needs,
    ask: async ({ org }) => {
      const made = { 'objects/acme__Gadget__c.object': metadata('CustomObject', numberField('Sessions__c')) };
      const success = org.control?.deploy(zipOf(made)).success;
      const query = "SELECT DeveloperName, NamespacePrefix FROM CustomField WHERE DeveloperName = 'Sessions'";
      const [{ DeveloperName, NamespacePrefix }] = (await org.call('GET', `tooling/${soql(query)}`)).json.records;
      return [success, DeveloperName, NamespacePrefix];
    },
    answer: () => [true, 'Sessions', null],
  },
  {
    belief: 'a permission set of a managed package is not changed by the subscriber',
    source: pages.packageEditable,
    needs,
    ask: async ({ org }) => {
      const own = { 'permissionsets/acme__Gadget_User.permissionset': permissionSetOf('Mine', '') };
      return org.control?.deploy(zipOf(own)).details?.componentFailures.map(({ problem }) => problem);
    },
    answer: () => [expect.stringMatching(/^Cannot modify managed object: entity=PermissionSet/)],
  },
  {
    belief: 'a managed package does not go back to an earlier version',
    source: pages.packageVersions,
    needs,
    ask: async (ground) => {
      const id = await ground.package({ ContainerOptions: 'Managed', NamespacePrefix: 'bolt' });
      const files = gadgetPackage();
      const first = await ground.version(id, { promote: true, files });
      const second = await ground.version(id, { number: '1.1.0.NEXT', promote: true, files, ancestor: '' });
      return [await ground.install(second), await ground.install(first)];
    },
    answer: () => [
      ['SUCCESS', []],
      ['ERROR', expect.arrayContaining([expect.stringContaining('Invalid Upgrade., Details: A newer version')])],
    ],
  },
];

const wanted = { kind: 'production' } as const;
askAll(packageGround, making, wanted);
askAll(withProfile, unlocked, wanted);
askAll((org) => installedGround(org, { ContainerOptions: 'Managed', NamespacePrefix: 'acme' }), managed, wanted);
