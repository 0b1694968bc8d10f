import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { mustDeploy } from './deployment.ts';
import { fieldThere } from './fields.ts';
import { type Ground, objectXml, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

/** The ground with its history kept, of a number, a text and a lookup. */
async function withHistory(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  const { object } = ground;
  const tracked = ['Amount__c', 'Note__c', 'Parent__c'].reduce(
    (xml, name) =>
      xml.replace(`<fullName>${name}</fullName>`, `<fullName>${name}</fullName><trackHistory>true</trackHistory>`),
    objectXml(object, '').replace(
      '<label>Contract</label>',
      '<enableHistory>true</enableHistory><label>Contract</label>',
    ),
  );
  await mustDeploy(
    org,
    { CustomObject: [object], CustomField: ['Amount__c', 'Note__c', 'Parent__c'].map((name) => `${object}.${name}`) },
    { [`objects/${object}.object`]: tracked },
  );
  return ground;
}

const history = async ({ org, object }: Ground, id: string): Promise<unknown[]> => {
  const name = object.replace('__c', '__History');
  const text = `SELECT Field, OldValue, NewValue FROM ${name} WHERE ParentId = '${id}'`;
  const { json } = await org.call('GET', soql(text));
  return json.records.map(({ Field, OldValue, NewValue }: Record<string, unknown>) => [Field, OldValue, NewValue]);
};

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a new row is noted as created, and a change of a tracked field with the values before and after',
    source: pages.historyObject,
    ask: async (ground) => {
      const id = await ground.make({ Note__c: 'one', Key__c: 'not tracked' });
      await ground.org.call('PATCH', `sobjects/${ground.object}/${id}`, { Note__c: 'two', Key__c: 'not tracked too' });
      return (await history(ground, id)).sort();
    },
    answer: () => [
      ['Note__c', 'one', 'two'],
      ['created', null, null],
    ],
  },
  {
    belief: 'a value of the history has the type of its field',
    source: pages.historyObject,
    ask: async (ground) => {
      const id = await ground.make({ Amount__c: 1 });
      await ground.org.call('PATCH', `sobjects/${ground.object}/${id}`, { Amount__c: 22 });
      return (await history(ground, id)).find((row) => (row as unknown[])[0] === 'Amount__c');
    },
    answer: () => ['Amount__c', 1, 22],
  },
  {
    belief: 'the history is not looked through by its values',
    source: known,
    ask: async ({ org, object }) => {
      const text = `SELECT Id FROM ${object.replace('__c', '__History')} WHERE NewValue = 'two'`;
      return (await org.call('GET', soql(text))).json[0].errorCode;
    },
    answer: () => 'INVALID_FIELD',
  },
  {
    belief: 'a change of a lookup is noted twice, by Id and by name',
    source: pages.historyObject,
    ask: async (ground) => {
      const [parent, id] = [await ground.make({}), await ground.make({})];
      await ground.org.call('PATCH', `sobjects/${ground.object}/${id}`, { Parent__c: parent });
      const values = (await history(ground, id)).filter((row) => (row as string[])[0] === 'Parent__c');
      return values
        .map((row) => (row as string[])[2])
        .map((value) => (value === parent ? 'the Id' : value))
        .sort();
    },
    answer: () => [expect.stringMatching(/^C-\d{4}$/), 'the Id'],
  },
  {
    belief: 'the history of an object says who changed what and of which type it is',
    source: pages.historyObject,
    ask: async ({ org, object }) => {
      const { json } = await org.call('GET', `sobjects/${object.replace('__c', '__History')}/describe`);
      const names = json.fields.map(({ name }: { name: string }) => name);
      return ['ParentId', 'CreatedById', 'CreatedDate', 'Field', 'DataType', 'OldValue', 'NewValue'].filter(
        (name) => !names.includes(name),
      );
    },
    answer: () => [],
  },
  {
    belief: 'a field stays as it is when its history is kept',
    source: pages.customField,
    ask: ({ org, object }) => fieldThere(org, `${object}.Note__c`),
    answer: () => true,
  },
];

askAll(withHistory, cases);
