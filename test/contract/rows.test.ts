import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { coded, said } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const refusal = (errorCode: string, message: unknown, fields: readonly string[]) => [
  400,
  [{ message, errorCode, fields }],
];

/** What becomes of a new row with these values. */
const made = async ({ org, object }: Ground, row: unknown): Promise<unknown> =>
  said(await org.call('POST', `sobjects/${object}`, row));

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a row is made with 201 and its Id, changed and deleted with 204 and nothing said',
    source: pages.rowCreate,
    ask: async ({ org, object }) => {
      const { status, json } = await org.call('POST', `sobjects/${object}`, { Note__c: 'one' });
      const changed = await org.call('PATCH', `sobjects/${object}/${json.id}`, { Note__c: 'two' });
      const deleted = await org.call('DELETE', `sobjects/${object}/${json.id}`);
      return [status, json, changed.status, changed.text, deleted.status, deleted.text];
    },
    answer: () => [201, { id: expect.stringMatching(/^\w{18}$/), success: true, errors: [] }, 204, '', 204, ''],
  },
  {
    belief: 'a row is read with its attributes, empty fields as null, and times with +0000',
    source: pages.rowCreate,
    ask: async ({ org, object, make }) => {
      const id = await make({ Amount__c: 5 });
      return (await org.call('GET', `sobjects/${object}/${id}?fields=Amount__c,Note__c,CreatedDate`)).json;
    },
    answer: ({ org, object }) => ({
      attributes: {
        type: object,
        url: expect.stringMatching(`^/services/data/v${org.version}/sobjects/${object}/\\w{18}$`),
      },
      Amount__c: 5,
      Note__c: null,
      CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      Id: expect.any(String),
    }),
  },
  {
    belief: 'a row that lacks a required field is refused with the names of what is missing',
    source: pages.restErrors,
    ask: async ({ org }) => said(await org.call('POST', 'sobjects/Contact', { FirstName: 'Ada' })),
    answer: () => refusal('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']),
  },
  {
    belief: 'an unknown field is no such column',
    source: pages.restforce,
    ask: async ({ org, object }) => {
      const { status, json } = await org.call('POST', `sobjects/${object}`, { Nope__c: 1 });
      return [status, json[0].errorCode, json[0].message];
    },
    answer: ({ object }) => [400, 'INVALID_FIELD', `No such column 'Nope__c' on sobject of type ${object}`],
  },
  {
    belief: 'a text that is too long is refused, with the most that the field takes',
    source: pages.restErrors,
    ask: (ground) => made(ground, { Note__c: 'x'.repeat(21) }),
    answer: () =>
      refusal('STRING_TOO_LONG', `Note: data value too large: ${'x'.repeat(21)} (max length=20)`, ['Note__c']),
  },
  {
    belief: 'a number with more digits than its field is outside the valid range',
    source: pages.restErrors,
    ask: (ground) => made(ground, { Amount__c: 123_456 }),
    answer: () => refusal('NUMBER_OUTSIDE_VALID_RANGE', expect.stringContaining('Amount'), ['Amount__c']),
  },
  {
    belief: 'a value that a unique field has already is refused with the Id of the row that has it',
    source: pages.restforce,
    ask: async (ground) => {
      const id = await ground.make({ Key__c: 'taken' });
      const { status, json } = await ground.org.call('POST', `sobjects/${ground.object}`, { Key__c: 'taken' });
      const [, field, holder] =
        /^duplicate value found: (\S+) duplicates value on record with id: (\w+)$/.exec(json[0].message) ?? [];
      return [status, json[0].errorCode, field, holder?.slice(0, 15) === id.slice(0, 15)];
    },
    answer: () => [400, 'DUPLICATE_VALUE', 'Key__c', true],
  },
  {
    belief: 'a lookup to what is no Id, and to a row that was deleted, are told apart',
    source: known,
    ask: async ({ org, object, make }) => {
      const gone = await make({});
      await org.call('DELETE', `sobjects/${object}/${gone}`);
      const nonsense = await org.call('POST', `sobjects/${object}`, { Parent__c: 'nonsense' });
      const lost = await org.call('POST', `sobjects/${object}`, { Parent__c: gone });
      return [coded(nonsense), nonsense.json[0].fields, lost.json[0].errorCode];
    },
    answer: () => [[400, 'MALFORMED_ID'], ['Parent__c'], 'ENTITY_IS_DELETED'],
  },
  {
    belief: 'a lookup to a row that there never was is refused as such, whether the row is made, changed or upserted',
    source: pages.restErrors,
    ask: async ({ org, object, make }) => {
      const Parent__c = (await make({})).slice(0, 3).padEnd(15, '0');
      const row = { Parent__c };
      const made = await org.call('POST', `sobjects/${object}`, row);
      const changed = await org.call('PATCH', `sobjects/${object}/${await make({})}`, row);
      const upserted = await org.call('PATCH', `sobjects/${object}/Key__c/lost`, row);
      const absent = await org.call('PATCH', `sobjects/${object}/${Parent__c}`, { Note__c: 'x' });
      return [made, changed, upserted, absent].map(coded);
    },
    answer: () => [
      [400, 'INVALID_CROSS_REFERENCE_KEY'],
      [400, 'INVALID_CROSS_REFERENCE_KEY'],
      [400, 'INVALID_CROSS_REFERENCE_KEY'],
      [404, 'NOT_FOUND'],
    ],
  },
  {
    belief: 'an Id that is none, or of another object, is of an incorrect type',
    source: pages.restErrors,
    ask: async ({ org, object }) => {
      const us = (await org.call('GET', '/services/oauth2/userinfo')).json.user_id;
      const said: unknown[] = [];
      for (const id of ['abc', us]) {
        const records = [{ attributes: { type: object }, id, Note__c: 'x' }];
        const [{ errors }] = (await org.call('PATCH', 'composite/sobjects', { records })).json;
        said.push([errors[0].statusCode, errors[0].message.replace(us, 'us'), errors[0].fields]);
      }
      return said;
    },
    answer: () => ['abc', 'us'].map((id) => ['MALFORMED_ID', `Record ID: id value of incorrect type: ${id}`, ['Id']]),
  },
  {
    belief: 'a row that was deleted can be neither changed nor deleted again',
    source: pages.restErrors,
    ask: async ({ org, object, make }) => {
      const id = await make({});
      await org.call('DELETE', `sobjects/${object}/${id}`);
      return [
        coded(await org.call('PATCH', `sobjects/${object}/${id}`, { Note__c: 'x' })),
        coded(await org.call('DELETE', `sobjects/${object}/${id}`)),
      ];
    },
    answer: () => [
      [404, 'ENTITY_IS_DELETED'],
      [404, 'ENTITY_IS_DELETED'],
    ],
  },
  {
    belief: 'a key that no row has is not found, in words that name the value',
    source: pages.restforce,
    ask: async ({ org, object }) => said(await org.call('GET', `sobjects/${object}/Key__c/nobody`)),
    answer: () => [
      404,
      [{ message: 'Provided external ID field does not exist or is not accessible: nobody', errorCode: 'NOT_FOUND' }],
    ],
  },
  {
    belief: 'a body that is no JSON is an error of the parser',
    source: pages.restErrors,
    ask: async ({ org, object }) => {
      const headers = { 'content-type': 'application/json' };
      return coded(await org.call('POST', `sobjects/${object}`, '{"Note__c":', { headers }));
    },
    answer: () => [400, 'JSON_PARSER_ERROR'],
  },
];

askAll(prepareGround, cases);
