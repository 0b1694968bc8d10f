import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, said, soql } from './contract-org.ts';
import { deploy, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { fieldGrant, fresh, numberXml, objectGrant, objectXml, setFile } from './ground.ts';
import { makePerson, systemGrants } from './person.ts';
import { known, pages } from './sources.ts';

/** The user that Heap's instructions ask for, with exactly those rights, and an object such as the Heap package brings. */
interface Minimal {
  readonly admin: ContractOrg;
  readonly user: ContractOrg;
  readonly object: string;
  readonly userId: string;
}

const all = ['allowCreate', 'allowDelete', 'allowEdit', 'allowRead', 'modifyAllRecords', 'viewAllRecords'];

async function prepare(admin: ContractOrg): Promise<Minimal> {
  const object = `${fresh('Contract')}__c`;
  if (admin.jwt === undefined) return { admin, user: admin, object, userId: '' };
  await mustDeploy(admin, { CustomObject: [object] }, { [`objects/${object}.object`]: objectXml(object) });
  admin.later(() => remove(admin, { CustomObject: [object] }));
  const person = await makePerson(
    admin,
    [
      fieldGrant('Contact.Email', false),
      fieldGrant(`${object}.Key__c`, true),
      objectGrant('Account', 'allowRead', 'viewAllRecords'),
      objectGrant('Contact', 'allowRead', 'viewAllRecords'),
      objectGrant(object, ...all),
      // Setup adds the three that Customize Application depends on.
      systemGrants(
        'ApiEnabled',
        'CustomizeApplication',
        'ManageCustomPermissions',
        'ModifyMetadata',
        'ViewRoles',
        'ViewSetup',
      ),
    ].join(''),
  );
  return { admin, user: person.org, object, userId: person.id };
}

const cases: readonly Case<Minimal>[] = [
  {
    belief: 'the minimal user makes a metric field, which it then does not see',
    source: pages.metadataAccess,
    needs: 'jwt-app',
    ask: async ({ user, object }) => {
      const file = { [`objects/${object}.object`]: metadata('CustomObject', numberXml('Sessions__c')) };
      const { success } = await deploy(user, { CustomField: [`${object}.Sessions__c`] }, file);
      const { json } = await user.call('GET', `sobjects/${object}/describe`);
      const seen = json.fields.some(({ name }: { name: string }) => name === 'Sessions__c');
      return [success, seen, coded(await user.call('POST', `sobjects/${object}`, { Sessions__c: 1 }))];
    },
    answer: () => [true, false, [400, 'INVALID_FIELD']],
  },
  {
    belief:
      'it cannot grant that field: it sees the rows of field permissions, but writes none and deploys no permission set',
    source: pages.fieldPermissions,
    needs: 'jwt-app',
    ask: async ({ user, object }) => {
      const grant = { SobjectType: object, Field: `${object}.Note__c`, PermissionsRead: true, PermissionsEdit: true };
      const set = fresh('Contract_Own');
      const deployed = await deploy(user, { PermissionSet: [set] }, setFile(set, ''));
      return [
        (await user.call('GET', soql('SELECT Id FROM FieldPermissions LIMIT 1'))).status,
        coded(await user.call('POST', 'sobjects/FieldPermissions', grant)),
        [deployed.success, problemsOf(deployed).length],
      ];
    },
    answer: () => [200, [403, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'], [false, 1]],
  },
  {
    belief: 'it reads every account and contact, of a contact the e-mail address and no other field that can be hidden',
    source: pages.minimalUser,
    needs: 'jwt-app',
    ask: async ({ admin, user }) => {
      const count = async (org: ContractOrg, object: string) =>
        (await org.call('GET', soql(`SELECT count() FROM ${object}`))).json.totalSize;
      return [
        (await count(user, 'Account')) === (await count(admin, 'Account')),
        (await count(user, 'Contact')) === (await count(admin, 'Contact')),
        (await user.call('GET', soql('SELECT Id, Name, Email FROM Contact LIMIT 1'))).status,
        coded(await user.call('GET', soql('SELECT Phone FROM Contact LIMIT 1'))),
      ];
    },
    answer: () => [true, true, 200, [400, 'INVALID_FIELD']],
  },
  {
    belief: 'it changes neither accounts nor contacts',
    source: pages.minimalUser,
    needs: 'jwt-app',
    ask: async ({ user }) => (await user.call('POST', 'sobjects/Account', { Name: 'Contract' })).json[0].errorCode,
    answer: () => 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
  },
  {
    belief: 'it writes and deletes usage rows, those of others too',
    source: pages.minimalUser,
    needs: 'jwt-app',
    ask: async ({ admin, user, object }) => {
      const { json } = await admin.call('POST', `sobjects/${object}`, {});
      const made = await user.call('PATCH', `sobjects/${object}/Key__c/minimal`, {});
      const bulk = await user.call('POST', 'jobs/ingest', {
        object,
        operation: 'upsert',
        externalIdFieldName: 'Key__c',
      });
      await user.call('PATCH', `jobs/ingest/${bulk.json.id}`, { state: 'Aborted' });
      return [made.status, bulk.status, (await user.call('DELETE', `sobjects/${object}/${json.id}`)).status];
    },
    answer: () => [201, 200, 204],
  },
  {
    belief: 'it learns what is left of the allocations, since it may view Setup',
    source: pages.limits,
    needs: 'jwt-app',
    ask: async ({ user }) => (await user.call('GET', 'limits')).status,
    answer: () => 200,
  },
  {
    belief: 'it does not delete for good through Bulk, and makes no users',
    source: known,
    needs: 'jwt-app',
    ask: async ({ user, object }) => [
      coded(await user.call('POST', 'jobs/ingest', { object, operation: 'hardDelete' })),
      (await user.call('POST', 'sobjects/User', { LastName: 'Contract' })).json[0].errorCode,
    ],
    answer: () => [[400, 'FEATURENOTENABLED'], 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'],
  },
  {
    belief: 'it sees who has which permission set',
    source: pages.permissionSetAssignment,
    needs: 'jwt-app',
    ask: async ({ user, userId }) => {
      const { status, json } = await user.call('GET', soql('SELECT AssigneeId FROM PermissionSetAssignment'));
      const others = json.records.filter((row: { AssigneeId: string }) => row.AssigneeId !== userId);
      return [status, others.length > 0, said(await user.call('GET', soql('SELECT count() FROM User')))];
    },
    answer: () => [200, true, [200, expect.objectContaining({ done: true })]],
  },
  {
    belief: 'it learns in one row which system permissions are its own, whatever set or profile gives them',
    source: pages.userPermissionAccess,
    needs: 'jwt-app',
    ask: async ({ admin, user }) => {
      const asked = ['ApiEnabled', 'CustomizeApplication', 'ModifyMetadata', 'ViewSetup', 'ModifyAllData'];
      const text = `SELECT ${asked.map((name) => `Permissions${name}`).join(', ')} FROM UserPermissionAccess`;
      const held = async (org: ContractOrg) => {
        const { records } = (await org.call('GET', soql(text))).json;
        return [records.length, asked.filter((name) => records[0][`Permissions${name}`])];
      };
      return [await held(user), await held(admin)];
    },
    answer: () => [
      [1, ['ApiEnabled', 'CustomizeApplication', 'ModifyMetadata', 'ViewSetup']],
      [1, ['ApiEnabled', 'CustomizeApplication', 'ModifyMetadata', 'ViewSetup', 'ModifyAllData']],
    ],
  },
  {
    belief: 'a user who may not view Setup learns that too, and sees no duplicate rule',
    source: pages.duplicateRuleObject,
    needs: 'jwt-app',
    ask: async ({ admin }) => {
      const { org } = await makePerson(admin, objectGrant('Account', 'allowRead') + systemGrants('ApiEnabled'));
      const own = await org.call('GET', soql('SELECT PermissionsViewSetup FROM UserPermissionAccess'));
      return [
        own.json.records[0].PermissionsViewSetup,
        coded(await org.call('GET', soql('SELECT Id FROM DuplicateRule'))),
      ];
    },
    answer: () => [false, [400, 'INVALID_TYPE']],
  },
];

askAll(prepare, cases);
