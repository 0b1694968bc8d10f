import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, soql } from './contract-org.ts';
import { deploy, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { addFields, fieldXml } from './field-grants.ts';
import { fieldGrant, fresh, type Ground, numberXml, objectGrant, prepareGround, setFile } from './ground.ts';
import { soapCall } from './soap.ts';
import { pages } from './sources.ts';

interface Family extends Ground {
  /** An object whose rows belong to rows of the ground's. */
  readonly detail: string;
}

const detailXml = (fields: string): string =>
  metadata(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus>${fields}<label>Detail</label>
     <nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Details</pluralLabel>
     <sharingModel>ControlledByParent</sharingModel>`,
  );

const masterXml = (master: string): string =>
  fieldXml(
    'Master__c',
    `<referenceTo>${master}</referenceTo><relationshipLabel>Details</relationshipLabel>
     <relationshipName>Details</relationshipName><type>MasterDetail</type>`,
  );

const rollUpXml = (detail: string, operation: string): string =>
  `${operation === 'count' ? '' : `<summarizedField>${detail}.Size__c</summarizedField>`}
   <summaryForeignKey>${detail}.Master__c</summaryForeignKey><summaryOperation>${operation}</summaryOperation><type>Summary</type>`;

async function prepare(org: ContractOrg): Promise<Family> {
  const ground = await prepareGround(org);
  const detail = `${fresh('Contract_Detail')}__c`;
  const xml = detailXml(masterXml(ground.object) + numberXml('Size__c'));
  await mustDeploy(org, { CustomObject: [detail] }, { [`objects/${detail}.object`]: xml });
  org.later(() => remove(org, { CustomObject: [detail] }));
  const set = fresh('Contract_Details');
  const rights = ['allowCreate', 'allowDelete', 'allowEdit', 'allowRead'];
  const grants =
    fieldGrant(`${detail}.Size__c`, true) + objectGrant(ground.object, ...rights) + objectGrant(detail, ...rights);
  await mustDeploy(org, { PermissionSet: [set] }, setFile(set, grants));
  org.later(() => remove(org, { PermissionSet: [set] }));
  const found = await org.call('GET', soql(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`));
  const us = (await org.call('GET', '/services/oauth2/userinfo')).json.user_id;
  const assigned = await org.call('POST', 'sobjects/PermissionSetAssignment', {
    AssigneeId: us,
    PermissionSetId: found.json.records[0].Id,
  });
  org.later(() => org.call('DELETE', `sobjects/PermissionSetAssignment/${assigned.json.id}`));
  await addFields(ground, { Details__c: rollUpXml(detail, 'count'), Total__c: rollUpXml(detail, 'sum') }, 'see');
  org.later(() => remove(org, { CustomField: [`${ground.object}.Details__c`, `${ground.object}.Total__c`] }));
  return { ...ground, detail };
}

const makeDetail = ({ org, detail }: Family, row: Readonly<Record<string, unknown>>) =>
  org.call('POST', `sobjects/${detail}`, { Name: 'd', ...row });

const cases: readonly Case<Family>[] = [
  {
    belief: 'a detail without its master is refused',
    source: pages.customField,
    ask: async (family) => coded(await makeDetail(family, { Size__c: 1 })),
    answer: () => [400, 'REQUIRED_FIELD_MISSING'],
  },
  {
    belief: 'a detail stays with its master unless it may be given to another',
    source: pages.customField,
    ask: async (family) => {
      const [one, two] = [await family.make({ Key__c: 'm1' }), await family.make({ Key__c: 'm2' })];
      const made = await makeDetail(family, { Master__c: one });
      return coded(await family.org.call('PATCH', `sobjects/${family.detail}/${made.json.id}`, { Master__c: two }));
    },
    answer: () => [400, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
  },
  {
    belief: 'roll-ups draw together the details of a row',
    source: 'https://help.salesforce.com/s/articleView?id=platform.fields_about_roll_up_summary_fields.htm',
    ask: async (family) => {
      const master = await family.make({ Key__c: 'sum' });
      for (const size of [3, 4]) await makeDetail(family, { Master__c: master, Size__c: size });
      const { json } = await family.org.call('GET', `sobjects/${family.object}/${master}?fields=Details__c,Total__c`);
      return [json.Details__c, json.Total__c];
    },
    answer: () => [2, 7],
  },
  {
    belief: 'details go with their master, and come back with it',
    source: 'https://help.salesforce.com/s/articleView?id=platform.relationships_considerations.htm',
    ask: async (family) => {
      const master = await family.make({ Key__c: 'gone' });
      const { json } = await makeDetail(family, { Master__c: master });
      await family.org.call('DELETE', `sobjects/${family.object}/${master}`);
      const see = () => family.org.call('GET', `sobjects/${family.detail}/${json.id}?fields=Master__c`);
      const gone = coded(await see());
      await soapCall(family.org, 'u', `<undelete><ids>${master}</ids></undelete>`);
      return [gone, (await see()).json.Master__c === master];
    },
    answer: () => [[404, expect.stringMatching(/^(?:ENTITY_IS_DELETED|NOT_FOUND)$/)], true],
  },
  {
    belief: 'a detail has no owner, and its master field is required, cascades and is hidden from nobody',
    source: 'https://help.salesforce.com/s/articleView?id=platform.relationships_considerations.htm',
    ask: async ({ org, detail }) => {
      const { json } = await org.call('GET', `sobjects/${detail}/describe`);
      const field = (name: string) => json.fields.find((each: { name: string }) => each.name === name);
      const { cascadeDelete, nillable, permissionable, relationshipOrder, updateable } = field('Master__c');
      return [field('OwnerId'), cascadeDelete, nillable, permissionable, relationshipOrder, updateable];
    },
    answer: () => [undefined, true, false, false, 0, false],
  },
  {
    belief: 'an object is shared as its master only when its master field comes along',
    source: 'https://github.com/forcedotcom/cli/issues/28',
    ask: async ({ org }) => {
      const name = `${fresh('Contract_Alone')}__c`;
      const xml = detailXml('');
      return problemsOf(
        await deploy(org, { CustomObject: [name] }, { [`objects/${name}.object`]: xml }, { checkOnly: true }),
      );
    },
    answer: () => [
      'Cannot set sharingModel to ControlledByParent on a CustomObject without a MasterDetail relationship field',
    ],
  },
];

askAll(prepare, cases);
