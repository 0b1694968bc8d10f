import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { coded, type Reply, said, soql } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const names = ['Hidden__c', 'Nope__c'];

/** The same question of a field that is hidden and of one that does not exist; their answers, with the name taken out. */
async function ofBoth(ask: (field: string) => Promise<Reply>): Promise<unknown> {
  const answers = await Promise.all(names.map(ask));
  return answers.map(({ status, text }, place) => [
    status,
    text.replaceAll(names[place] ?? '', 'F__c').replaceAll(/ +\^/g, '^'),
  ]);
}

const alike = (status: number, words: string) => {
  const same = [status, expect.stringContaining(words)];
  return [same, same];
};

const describedFields = async ({ org, object }: Ground): Promise<Map<string, { updateable: boolean }>> => {
  const { json } = await org.call('GET', `sobjects/${object}/describe`);
  return new Map(json.fields.map((field: { name: string; updateable: boolean }) => [field.name, field]));
};

const locked = [
  400,
  [
    {
      message:
        'Unable to create/update fields: Seen__c. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      fields: ['Seen__c'],
    },
  ],
];

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a field made through the Metadata API is granted to nobody',
    source: pages.noFieldAccess,
    ask: async ({ org, object }) => {
      const text = `SELECT Id FROM FieldPermissions WHERE SobjectType = '${object}' AND Field = '${object}.Hidden__c'`;
      return (await org.call('GET', soql(text))).json.totalSize;
    },
    answer: () => 0,
  },
  {
    belief: 'describe leaves a hidden field out, and shows one that may only be read as not updateable',
    source: pages.noFieldAccess,
    ask: async (ground) => {
      const fields = await describedFields(ground);
      return [fields.has('Hidden__c'), fields.get('Seen__c')?.updateable, fields.get('Note__c')?.updateable];
    },
    answer: () => [false, false, true],
  },
  {
    belief: 'a row is read without its hidden fields, and without a word about them',
    source: pages.noFieldAccess,
    ask: async ({ org, object, make }) => {
      const { status, json } = await org.call('GET', `sobjects/${object}/${await make({})}`);
      return [status, 'Hidden__c' in json, 'Seen__c' in json];
    },
    answer: () => [200, false, true],
  },
  {
    belief: 'to write a hidden field is to write one that does not exist',
    source: pages.restforce,
    ask: ({ org, object }) => ofBoth((field) => org.call('POST', `sobjects/${object}`, { [field]: 'x' })),
    answer: ({ object }) => alike(400, `No such column 'F__c' on sobject of type ${object}`),
  },
  {
    belief: 'to query a hidden field is to query one that does not exist',
    source: pages.restforce,
    ask: ({ org, object }) => ofBoth((field) => org.call('GET', soql(`SELECT Id, ${field} FROM ${object}`))),
    answer: ({ object }) =>
      alike(400, `No such column 'F__c' on entity '${object}'. If you are attempting to use a custom field`),
  },
  {
    belief: 'nor can a hidden field be used as a condition',
    source: pages.restforce,
    ask: ({ org, object }) => ofBoth((field) => org.call('GET', soql(`SELECT Id FROM ${object} WHERE ${field} = 'x'`))),
    answer: ({ object }) => alike(400, `No such column 'F__c' on entity '${object}'.`),
  },
  {
    belief: 'a Bulk query names a hidden field as one that does not exist',
    source: pages.restforce,
    ask: async ({ org, object }) => {
      const ask = (field: string) =>
        org.call('POST', 'jobs/query', { operation: 'query', query: `SELECT ${field} FROM ${object}` });
      const [hidden, unknown] = [await ask('Hidden__c'), await ask('Nope__c')];
      return [coded(hidden), coded(unknown)];
    },
    answer: () => [
      [400, expect.any(String)],
      [400, expect.any(String)],
    ],
  },
  {
    belief: 'a field that may only be read is refused by name, for a new row and for one that is there',
    source: pages.restErrors,
    ask: async ({ org, object, make }) => [
      said(await org.call('POST', `sobjects/${object}`, { Seen__c: 'x' })),
      said(await org.call('PATCH', `sobjects/${object}/${await make({})}`, { Seen__c: 'x' })),
    ],
    answer: () => [locked, locked],
  },
  {
    belief: 'a row of FieldPermissions makes a hidden field seen at once, and its deletion hides it again',
    source: pages.fieldPermissions,
    ask: async (ground) => {
      const { org, object, setId } = ground;
      const grant = {
        ParentId: setId,
        SobjectType: object,
        Field: `${object}.Hidden__c`,
        PermissionsRead: true,
        PermissionsEdit: true,
      };
      const { status, json } = await org.call('POST', 'sobjects/FieldPermissions', grant);
      const granted = (await describedFields(ground)).get('Hidden__c')?.updateable;
      const taken = await org.call('DELETE', `sobjects/FieldPermissions/${json.id}`);
      return [status, granted, taken.status, (await describedFields(ground)).has('Hidden__c')];
    },
    answer: () => [201, true, 204, false],
  },
  {
    belief: 'a row of FieldPermissions that grants nothing, or edit without read, is refused',
    source: pages.fieldPermissions,
    ask: async ({ org, object, setId }) => {
      const grant = (PermissionsRead: boolean, PermissionsEdit: boolean) =>
        org.call('POST', 'sobjects/FieldPermissions', {
          ...{ ParentId: setId, SobjectType: object, Field: `${object}.Hidden__c` },
          ...{ PermissionsRead, PermissionsEdit },
        });
      return [coded(await grant(false, false)), (await grant(false, true)).status];
    },
    answer: () => [[400, 'FIELD_INTEGRITY_EXCEPTION'], 400],
  },
];

askAll(prepareGround, cases);
