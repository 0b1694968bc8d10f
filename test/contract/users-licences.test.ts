import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { mustDeploy, remove } from './deployment.ts';
import { fresh, objectGrant, setFile } from './ground.ts';
import { userRow } from './person.ts';
import { pages } from './sources.ts';

/** A user of the licence for integrations, and a set that reads accounts; nothing on an org whose users we cannot clear away. */
interface Licensed {
  readonly org: ContractOrg;
  readonly userId: string;
  readonly set: string;
  readonly setId: string;
}

const first = async (org: ContractOrg, text: string): Promise<string> =>
  (await org.call('GET', soql(text))).json.records[0].Id;

async function prepare(org: ContractOrg): Promise<Licensed> {
  const set = fresh('Contract_Licensed');
  if (org.jwt === undefined) return { org, userId: '', set, setId: '' };
  await mustDeploy(org, { PermissionSet: [set] }, setFile(set, objectGrant('Account', 'allowRead')));
  org.later(() => remove(org, { PermissionSet: [set] }));
  const ProfileId = await first(org, "SELECT Id FROM Profile WHERE UserLicense.Name = 'Salesforce Integration'");
  const made = await org.call('POST', 'sobjects/User', { ...(await userRow(org)), ProfileId });
  org.later(() => org.call('PATCH', `sobjects/User/${made.json.id}`, { IsActive: false }));
  return {
    org,
    userId: made.json.id,
    set,
    setId: await first(org, `SELECT Id FROM PermissionSet WHERE Name = '${set}'`),
  };
}

const cases: readonly Case<Licensed>[] = [
  {
    belief: 'the licence for integrations gives no standard object without its permission set license',
    source: pages.integrationUser,
    needs: 'jwt-app',
    ask: async ({ org, userId: AssigneeId, setId: PermissionSetId }) => {
      const assign = () => org.call('POST', 'sobjects/PermissionSetAssignment', { AssigneeId, PermissionSetId });
      const refused = (await assign()).json[0];
      const text = "SELECT Id FROM PermissionSetLicense WHERE DeveloperName = 'SalesforceAPIIntegrationPsl'";
      const PermissionSetLicenseId = await first(org, text);
      await org.call('POST', 'sobjects/PermissionSetLicenseAssign', { AssigneeId, PermissionSetLicenseId });
      const done = await assign();
      org.later(() => org.call('DELETE', `sobjects/PermissionSetAssignment/${done.json.id}`));
      return [refused.errorCode, refused.message, done.status];
    },
    answer: ({ set }) => [
      'FIELD_INTEGRITY_EXCEPTION',
      `Can't assign permission set "${set}" to user "Contract". The user license doesn't allow the permission: Read Accounts`,
      201,
    ],
  },
  {
    belief: 'the licences in use are counted',
    source: pages.userLicense,
    needs: 'jwt-app',
    ask: async ({ org, userId }) => {
      const text = "SELECT UsedLicenses FROM UserLicense WHERE Name = 'Salesforce Integration'";
      const used = async () => (await org.call('GET', soql(text))).json.records[0].UsedLicenses;
      const before = await used();
      await org.call('PATCH', `sobjects/User/${userId}`, { IsActive: false });
      return before - (await used());
    },
    answer: () => 1,
  },
];

askAll(prepare, cases);
