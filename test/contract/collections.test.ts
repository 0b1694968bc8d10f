import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { coded, soql } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const rowsOf = ({ object }: Ground, ...rows: readonly Record<string, unknown>[]) =>
  rows.map((row) => ({ attributes: { type: object }, ...row }));

const tooLong = { Note__c: 'x'.repeat(21) };
const tooLongError = { statusCode: 'STRING_TOO_LONG', message: expect.any(String), fields: ['Note__c'] };

const countOf = async ({ org, object }: Ground, note: string): Promise<number> =>
  (await org.call('GET', soql(`SELECT Id FROM ${object} WHERE Note__c = '${note}'`))).json.totalSize;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'each row of a collection answers for itself, with 200 and statusCode where one row alone has errorCode',
    source: pages.collections,
    ask: async (ground) => {
      const records = rowsOf(ground, { Note__c: 'each' }, tooLong);
      const { status, json } = await ground.org.call('POST', 'composite/sobjects', { records });
      return [status, json, await countOf(ground, 'each')];
    },
    answer: () => [
      200,
      [
        { id: expect.any(String), success: true, errors: [] },
        { success: false, errors: [tooLongError] },
      ],
      1,
    ],
  },
  {
    belief: 'with allOrNone the good rows are rolled back, and say so',
    source: pages.collections,
    ask: async (ground) => {
      const body = { allOrNone: true, records: rowsOf(ground, { Note__c: 'all' }, tooLong) };
      const { status, json } = await ground.org.call('POST', 'composite/sobjects', body);
      const [first, second] = json;
      return [status, first.errors[0].statusCode, first.errors[0].message, second.errors, await countOf(ground, 'all')];
    },
    answer: () => [
      200,
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'Record rolled back because not all records were valid and the request was using AllOrNone header',
      [tooLongError],
      0,
    ],
  },
  {
    belief: 'a collection holds 200 rows at most',
    source: pages.collections,
    ask: async (ground) => {
      const records = rowsOf(ground, ...Array.from({ length: 201 }, () => ({ Note__c: 'many' })));
      return [(await ground.org.call('POST', 'composite/sobjects', { records })).status, await countOf(ground, 'many')];
    },
    answer: () => [400, 0],
  },
  {
    belief: 'rows are changed by their id in small letters, upserted by a key, and deleted by a list of Ids',
    source: pages.jsforce,
    ask: async (ground) => {
      const { org, object, make } = ground;
      const id = await make({ Key__c: 'c1' });
      const changed = await org.call('PATCH', 'composite/sobjects', { records: rowsOf(ground, { id, Note__c: 'x' }) });
      const upserted = await org.call('PATCH', `composite/sobjects/${object}/Key__c`, {
        records: rowsOf(ground, { Key__c: 'c1', Note__c: 'y' }, { Key__c: 'c2' }),
      });
      const ids = upserted.json.map((one: { id: string }) => one.id);
      const deleted = await org.call('DELETE', `composite/sobjects?ids=${ids.join(',')}&allOrNone=true`);
      const created = upserted.json.map((one: { created: boolean }) => one.created);
      return [
        changed.json[0].success,
        ids[0] === id,
        created,
        deleted.json.map((one: { success: boolean }) => one.success),
      ];
    },
    answer: () => [true, true, [false, true], [true, true]],
  },
  {
    belief: 'rows are read by their Ids in the order asked, null where there is none',
    source: pages.collections,
    ask: async ({ org, object, make }) => {
      const [gone, kept] = [await make({}), await make({ Note__c: 'kept' })];
      await org.call('DELETE', `sobjects/${object}/${gone}`);
      const { json } = await org.call('POST', `composite/sobjects/${object}`, {
        ids: [gone, kept],
        fields: ['Note__c'],
      });
      return [json[0], json[1].Note__c];
    },
    answer: () => [null, 'kept'],
  },
  {
    belief: 'a composite request of all or none that fails in one part halts the others',
    source: pages.composite,
    ask: async (ground) => {
      const url = `/services/data/v${ground.org.version}/sobjects/${ground.object}`;
      const compositeRequest = [
        { method: 'POST', url, referenceId: 'good', body: { Note__c: 'halted' } },
        { method: 'POST', url, referenceId: 'bad', body: tooLong },
      ];
      const { json } = await ground.org.call('POST', 'composite', { allOrNone: true, compositeRequest });
      const parts = json.compositeResponse.map((part: { httpStatusCode: number; body: { errorCode: string }[] }) => [
        part.httpStatusCode,
        part.body[0]?.errorCode,
      ]);
      return [parts, await countOf(ground, 'halted')];
    },
    answer: () => [
      [
        [400, 'PROCESSING_HALTED'],
        [400, 'STRING_TOO_LONG'],
      ],
      0,
    ],
  },
  {
    belief: 'a composite request has 25 parts at most',
    source: known,
    ask: async ({ org }) => {
      const part = (n: number) => ({
        method: 'GET',
        url: `/services/data/v${org.version}/limits`,
        referenceId: `r${n}`,
      });
      const { status } = await org.call('POST', 'composite', {
        compositeRequest: Array.from({ length: 26 }, (_, n) => part(n)),
      });
      return status;
    },
    answer: () => 400,
  },
  {
    belief: 'a retrieve by what is no list is an error of the parser',
    source: known,
    ask: async ({ org, object }) => coded(await org.call('POST', `composite/sobjects/${object}`, [1])),
    answer: () => [400, 'JSON_PARSER_ERROR'],
  },
];

askAll(prepareGround, cases);
