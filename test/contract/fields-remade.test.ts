import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { mustDeploy, remove } from './deployment.ts';
import { addFields } from './field-grants.ts';
import { type Ground, objectXml, prepareGround } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { pages } from './sources.ts';

const customObject = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm';
const deleting = 'https://help.salesforce.com/s/articleView?id=platform.fields_deleting_fields.htm';

const number = '<precision>5</precision><scale>0</scale><type>Number</type>';

/** The ground, with the history of its object kept. */
async function prepare(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  const xml = objectXml(ground.object).replace(
    '<label>Contract</label>',
    '<enableHistory>true</enableHistory><label>Contract</label>',
  );
  await mustDeploy(org, { CustomObject: [ground.object] }, { [`objects/${ground.object}.object`]: xml });
  return ground;
}

/** Changes one field by a call of its own, as a client does that has no package. */
async function update({ org, object }: Ground, name: string, more: string): Promise<readonly unknown[]> {
  const inside = `<fullName>${object}.${name}</fullName>${more}`;
  const answer = await soapCall(
    org,
    'm',
    `<updateMetadata><metadata xsi:type="CustomField">${inside}</metadata></updateMetadata>`,
  );
  return [element(answer, 'success'), element(answer, 'statusCode')];
}

const read = ({ org, object }: Ground) =>
  soapCall(org, 'm', `<readMetadata><type>CustomObject</type><fullNames>${object}</fullNames></readMetadata>`);

const cases: readonly Case<Ground>[] = [
  {
    belief: 'an object is read with all its fields, also those that nobody may see, and whether its history is kept',
    source: customObject,
    ask: async (ground) => {
      const { text } = await read(ground);
      const { json } = await ground.org.call('GET', `sobjects/${ground.object}/describe`);
      const seen = json.fields.some(({ name }: { name: string }) => name === 'Hidden__c');
      return [
        seen,
        text.includes('<fullName>Hidden__c</fullName>'),
        text.includes('<enableHistory>true</enableHistory>'),
      ];
    },
    answer: () => [false, true, true],
  },
  {
    belief: 'the history of a field is switched on and off by an update that repeats the field',
    source: pages.customField,
    ask: async (ground) => {
      const told: unknown[] = [];
      for (const on of [true, false]) {
        const said = await update(
          ground,
          'Amount__c',
          `<label>Amount</label><trackHistory>${on}</trackHistory>${number}`,
        );
        const one = `<readMetadata><type>CustomField</type><fullNames>${ground.object}.Amount__c</fullNames></readMetadata>`;
        told.push([said[0], element(await soapCall(ground.org, 'm', one), 'trackHistory')]);
      }
      return told;
    },
    answer: () => [
      ['true', 'true'],
      ['true', 'false'],
    ],
  },
  {
    belief: 'a new label leaves the name of a field and the values in it',
    source: pages.customField,
    ask: async (ground) => {
      const id = await ground.make({ Amount__c: 7 });
      const said = await update(ground, 'Amount__c', `<label>Sum</label>${number}`);
      const { json } = await ground.org.call('GET', soql(`SELECT Amount__c FROM ${ground.object} WHERE Id = '${id}'`));
      return [said[0], json.records[0].Amount__c];
    },
    answer: () => ['true', 7],
  },
  {
    belief: 'a field that is made under the name of a deleted one is empty, and nobody has access to it',
    source: pages.deletedFields,
    ask: async (ground) => {
      const { org, object } = ground;
      await addFields(ground, { Remade__c: number }, 'edit');
      const id = await ground.make({ Remade__c: 3 });
      await remove(org, { CustomField: [`${object}.Remade__c`] });
      await addFields(ground, { Remade__c: number }, 'none');
      const grants = await org.call('GET', soql(`SELECT Id FROM FieldPermissions WHERE Field = '${object}.Remade__c'`));
      const hidden = await org.call('GET', soql(`SELECT Remade__c FROM ${object}`));
      await remove(org, { CustomField: [`${object}.Remade__c`] });
      await addFields(ground, { Remade__c: number }, 'edit');
      const { json } = await org.call('GET', soql(`SELECT Remade__c FROM ${object} WHERE Id = '${id}'`));
      return [grants.json.totalSize, hidden.json[0]?.errorCode, json.records[0].Remade__c];
    },
    answer: () => [0, 'INVALID_FIELD', null],
  },
  {
    belief: 'with a field its history goes',
    source: deleting,
    ask: async (ground) => {
      const { org, object } = ground;
      await addFields(ground, { Told__c: `<trackHistory>true</trackHistory>${number}` }, 'edit');
      const id = await ground.make({ Told__c: 1 });
      await org.call('PATCH', `sobjects/${object}/${id}`, { Told__c: 2 });
      const history = soql(
        `SELECT Id FROM ${object.replace('__c', '__History')} WHERE ParentId = '${id}' AND Field = 'Told__c'`,
      );
      const before = (await org.call('GET', history)).json.totalSize;
      await remove(org, { CustomField: [`${object}.Told__c`] });
      return [before, (await org.call('GET', history)).json.totalSize];
    },
    answer: () => [1, 0],
  },
];

askAll(prepare, cases);
