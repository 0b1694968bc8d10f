import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { deploy, linesOf, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { fresh, objectGrant } from './ground.ts';
import { known, pages } from './sources.ts';

const file = (name: string, inside: string): Readonly<Record<string, string>> => ({
  [`profiles/${name}.profile`]: metadata('Profile', inside),
});

const custom = (inside = ''): string => `<custom>true</custom>${inside}<userLicense>Salesforce</userLicense>`;

/** Rights of a profile's own permission set, object by object. */
async function rightsOf(org: ContractOrg, name: string): Promise<unknown> {
  const text = `SELECT SobjectType, PermissionsEdit FROM ObjectPermissions WHERE Parent.Profile.Name = '${name}' AND SobjectType IN ('Account', 'Contact') ORDER BY SobjectType`;
  const { json } = await org.call('GET', soql(text));
  return json.records.map((row: { SobjectType: string; PermissionsEdit: boolean }) => [
    row.SobjectType,
    row.PermissionsEdit,
  ]);
}

const cases: readonly Case<Bare>[] = [
  {
    belief: 'a profile of a new name is made; what a later file leaves out stays',
    source: pages.profileType,
    ask: async ({ org }) => {
      const name = fresh('Contract_Profile');
      const account = objectGrant('Account', 'allowRead', 'allowEdit');
      const made = await mustDeploy(org, { Profile: [name] }, file(name, custom(account)));
      await mustDeploy(org, { Profile: [name] }, file(name, custom(objectGrant('Contact', 'allowRead'))));
      const rights = await rightsOf(org, name);
      await remove(org, { Profile: [name] });
      return [linesOf(made).map((line) => line.replace(name, 'NAME')), rights];
    },
    answer: () => [
      ['created Profile NAME'],
      [
        ['Account', true],
        ['Contact', false],
      ],
    ],
  },
  {
    belief: 'a profile owns a permission set, which is listed with the others',
    source: pages.permissionSetObject,
    ask: async ({ org }) => {
      const text =
        "SELECT IsOwnedByProfile, IsCustom FROM PermissionSet WHERE Profile.Name = 'System Administrator' LIMIT 1";
      const { IsOwnedByProfile, IsCustom } = (await org.call('GET', soql(text))).json.records[0];
      return [IsOwnedByProfile, IsCustom];
    },
    answer: () => [true, false],
  },
  {
    belief: 'a new profile names its licence',
    source: pages.profileType,
    ask: async ({ org }) => {
      const name = fresh('Contract_Profile');
      return problemsOf(await deploy(org, { Profile: [name] }, file(name, '<custom>true</custom>'))).length;
    },
    answer: () => 1,
  },
  {
    belief: 'a standard profile is not deleted',
    source: known,
    ask: async ({ org }) => {
      const { json } = await org.call('GET', soql("SELECT Id FROM Profile WHERE Name = 'Standard User'"));
      return (await org.call('DELETE', `sobjects/Profile/${json.records[0].Id}`)).status >= 400;
    },
    answer: () => true,
  },
];

askAll(bare, cases);
