import { askAll, type Case } from './case.ts';
import { said, soql } from './contract-org.ts';
import { mustDeploy, problemsOf, remove } from './deployment.ts';
import { fresh, type Ground, objectGrant, prepareGround, setFile, trySet } from './ground.ts';
import { systemGrants } from './person.ts';
import { known, pages } from './sources.ts';

/** Makes a set that gives these rights, and the Ids of its rows by object. */
async function setWith({ org }: Ground, inside: string) {
  const set = fresh('Contract_Held');
  await mustDeploy(org, { PermissionSet: [set] }, setFile(set, inside));
  org.later(() => remove(org, { PermissionSet: [set] }));
  const text = `SELECT Id, ParentId, SobjectType FROM ObjectPermissions WHERE Parent.Name = '${set}'`;
  const { json } = await org.call('GET', soql(text));
  const rows: { Id: string; ParentId: string; SobjectType: string }[] = json.records;
  return { set, idOf: (object: string) => rows.find(({ SobjectType }) => SobjectType === object)?.Id };
}

const integrity = (message: string) => [400, [{ message, errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields: [] }]];

const userAdministration = [
  'AssignPermissionSets',
  'DelegatedTwoFactor',
  'FreezeUsers',
  'ManageInternalUsers',
  'ManageIpAddresses',
  'ManageLoginAccessPolicies',
  'ManagePasswordPolicies',
  'ManageProfilesPermissionsets',
  'ManageRoles',
  'ManageSharing',
  'MonitorLoginHistory',
  'ViewAllUsers',
];

const cases: readonly Case<Ground>[] = [
  {
    belief: 'Manage Users is not given without the rest of user administration',
    source: pages.dependencies,
    ask: async (ground) => problemsOf(await trySet(ground, systemGrants('ManageUsers', 'ViewRoles', 'ViewSetup'))),
    answer: () => [`Permission ManageUsers depends on permission(s): ${userAdministration.join(', ')}`],
  },
  {
    belief: 'Modify All Data is not given without View All Data',
    source: pages.permissionDependency,
    ask: async (ground) =>
      problemsOf(await trySet(ground, systemGrants('ModifyAllData'))).map((problem) =>
        /Permission ModifyAllData depends on permission\(s\): .*ViewAllData/.test(problem ?? ''),
      ),
    answer: () => [true],
  },
  {
    belief: 'a permission that does not exist, or whose feature is off, is unknown',
    source: known,
    ask: async (ground) => problemsOf(await trySet(ground, systemGrants('Fly'))),
    answer: () => ['Unknown user permission: Fly'],
  },
  {
    belief: 'rights on contacts may stand before those on accounts in a file',
    source: known,
    ask: async (ground) =>
      problemsOf(await trySet(ground, objectGrant('Contact', 'allowRead') + objectGrant('Account', 'allowRead'))),
    answer: () => [],
  },
  {
    belief: 'Modify All is not given without Delete',
    source: pages.objectPermissions,
    ask: async (ground) => {
      const inside = objectGrant(ground.object, 'allowRead', 'allowEdit', 'viewAllRecords', 'modifyAllRecords');
      return problemsOf(await trySet(ground, inside));
    },
    answer: ({ object }) => [`Permission Modify All ${object} depends on permission(s): Delete ${object}`],
  },
  {
    belief: 'the row for accounts is not deleted while contacts depend on it',
    source: pages.objectPermissions,
    ask: async (ground) => {
      const grants = objectGrant('Account', 'allowRead') + objectGrant('Contact', 'allowRead');
      const { idOf } = await setWith(ground, grants);
      return said(await ground.org.call('DELETE', `sobjects/ObjectPermissions/${idOf('Account')}`));
    },
    answer: () => integrity('Permission Read Contact depends on permission(s): Read Account'),
  },
  {
    belief: 'a row that would grant nothing any more is refused, not deleted',
    source: pages.objectPermissions,
    ask: async (ground) => {
      const { idOf } = await setWith(ground, objectGrant('Account', 'allowRead'));
      const row = `sobjects/ObjectPermissions/${idOf('Account')}`;
      const { status, json } = await ground.org.call('PATCH', row, { PermissionsRead: false });
      return [status, json[0].errorCode];
    },
    answer: () => [400, 'FIELD_INTEGRITY_EXCEPTION'],
  },
  {
    belief: 'a set is not deleted while somebody has it',
    source: known,
    ask: async ({ org, setId }) => (await org.call('DELETE', `sobjects/PermissionSet/${setId}`)).status,
    answer: () => 400,
  },
];

askAll(prepareGround, cases);
