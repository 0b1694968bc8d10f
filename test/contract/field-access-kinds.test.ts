import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, soql } from './contract-org.ts';
import { metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { fieldGrant, type Ground, objectGrant, prepareGround, trySet } from './ground.ts';
import { makePerson, systemGrants } from './person.ts';
import { known, pages } from './sources.ts';

interface Kinds extends Ground {
  /** A user who sees the formula field and nothing that it is made of, and of accounts the billing address alone. */
  readonly user: ContractOrg;
}

const formulaXml = `<fields><fullName>Shown__c</fullName><formula>Note__c &amp; &quot;!&quot;</formula><label>Shown</label><type>Text</type></fields>`;

async function prepare(org: ContractOrg): Promise<Kinds> {
  const ground = await prepareGround(org);
  const { object } = ground;
  const file = { [`objects/${object}.object`]: metadata('CustomObject', formulaXml) };
  await mustDeploy(org, { CustomField: [`${object}.Shown__c`] }, file);
  if (org.jwt === undefined) return { ...ground, user: org };
  const grants = [
    fieldGrant('Account.BillingAddress', true),
    fieldGrant(`${object}.Shown__c`, false),
    objectGrant('Account', 'allowRead'),
    objectGrant(object, 'allowRead', 'viewAllRecords'),
    systemGrants('ApiEnabled'),
  ];
  return { ...ground, user: (await makePerson(org, grants.join(''))).org };
}

const cases: readonly Case<Kinds>[] = [
  {
    belief: 'a formula shows what it is made of to who does not see its parts',
    source: known,
    needs: 'jwt-app',
    ask: async ({ user, object, make }) => {
      const id = await make({ Note__c: 'read' });
      const { json } = await user.call('GET', soql(`SELECT Shown__c FROM ${object} WHERE Id = '${id}'`));
      const hidden = await user.call('GET', soql(`SELECT Note__c FROM ${object}`));
      return [json.records[0].Shown__c, coded(hidden)];
    },
    answer: () => ['read!', [400, 'INVALID_FIELD']],
  },
  {
    belief: 'an address is granted as a whole, and shows its parts',
    source: pages.fieldPermissions,
    needs: 'jwt-app',
    ask: async ({ user }) => [
      (await user.call('GET', soql('SELECT BillingCity FROM Account LIMIT 1'))).status,
      coded(await user.call('GET', soql('SELECT ShippingCity FROM Account LIMIT 1'))),
    ],
    answer: () => [200, [400, 'INVALID_FIELD']],
  },
  {
    belief: 'nobody is given edit on what a formula works out, by a deployment or by a row',
    source: known,
    ask: async (ground) => {
      const { org, object, setId } = ground;
      const deployed = await trySet(ground, fieldGrant(`${object}.Shown__c`, true));
      const row = { ParentId: setId, SobjectType: object, Field: `${object}.Shown__c` };
      const rights = { PermissionsRead: true, PermissionsEdit: true };
      return [
        problemsOf(deployed).length,
        coded(await org.call('POST', 'sobjects/FieldPermissions', { ...row, ...rights })),
      ];
    },
    answer: () => [1, [400, 'FIELD_INTEGRITY_EXCEPTION']],
  },
  {
    belief: 'a part of an address has no permission of its own',
    source: pages.fieldPermissions,
    ask: async (ground) => problemsOf(await trySet(ground, fieldGrant('Account.BillingCity', true))).length,
    answer: () => 1,
  },
  {
    belief: 'neither the name nor what the platform keeps has a permission',
    source: pages.fieldPermissions,
    ask: async (ground) => [
      problemsOf(await trySet(ground, fieldGrant(`${ground.object}.Name`, true))).length,
      problemsOf(await trySet(ground, fieldGrant('Account.CreatedDate', false))).length,
    ],
    answer: () => [1, 1],
  },
  {
    belief: 'View All Fields shows a hidden field, and opens it to nobody for writing',
    source: pages.objectPermissions,
    needs: 'jwt-app',
    ask: async ({ org, object }) => {
      const right = `<objectPermissions><allowCreate>true</allowCreate><allowDelete>false</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>${object}</object><viewAllFields>true</viewAllFields><viewAllRecords>false</viewAllRecords></objectPermissions>`;
      const { org: user } = await makePerson(org, right + systemGrants('ApiEnabled'));
      return [
        (await user.call('GET', soql(`SELECT Hidden__c FROM ${object}`))).status,
        coded(await user.call('POST', `sobjects/${object}`, { Hidden__c: 'x' })),
      ];
    },
    answer: () => [200, [400, 'INVALID_FIELD_FOR_INSERT_UPDATE']],
  },
  {
    belief: 'with its field the permissions go too',
    source: known,
    ask: async ({ org, object }) => {
      const text = `SELECT Id FROM FieldPermissions WHERE Field = '${object}.Code__c'`;
      const before = (await org.call('GET', soql(text))).json.totalSize;
      await remove(org, { CustomField: [`${object}.Code__c`] });
      return [before > 0, (await org.call('GET', soql(text))).json.totalSize];
    },
    answer: () => [true, 0],
  },
];

askAll(prepare, cases);
