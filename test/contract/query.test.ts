import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, said, soql } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const rowCount = 450;

/** Ground with rows enough for three pages of the smallest size. */
async function withRows(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  for (let from = 0; from < rowCount; from += 200) {
    const records = Array.from({ length: Math.min(200, rowCount - from) }, (_, n) => ({
      attributes: { type: ground.object },
      Note__c: 'page',
      Amount__c: from + n,
    }));
    const made = await org.call('POST', 'composite/sobjects', { records });
    if (made.status !== 200) throw new Error(`Rows were refused: ${made.text}`);
  }
  return ground;
}

const smallest = { headers: { 'Sforce-Query-Options': 'batchSize=200' } };

/** What the org says of a query that it refuses. */
const refusal = async ({ org }: Ground, text: string): Promise<unknown> => said(await org.call('GET', soql(text)));

const at = (errorCode: string, row: number, column: number, words: string) => [
  400,
  [{ errorCode, message: expect.stringContaining(`ERROR at Row:${row}:Column:${column}\n${words}`) }],
];

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a query is answered in pages, whose addresses lead through every row once',
    source: pages.query,
    ask: async ({ org, object }) => {
      const seen = new Set<string>();
      const addresses: string[] = [];
      let page = await org.call('GET', soql(`SELECT Id FROM ${object} WHERE Note__c = 'page'`), undefined, smallest);
      const { totalSize, done } = page.json;
      for (;;) {
        for (const { Id } of page.json.records) seen.add(Id);
        if (page.json.done) break;
        addresses.push(page.json.nextRecordsUrl);
        page = await org.call('GET', page.json.nextRecordsUrl, undefined, smallest);
      }
      const form = new RegExp(`^/services/data/v${org.version}/query/0r8\\w+-\\d+$`);
      return [totalSize, done, seen.size, addresses.length >= 2, addresses.every((address) => form.test(address))];
    },
    answer: () => [rowCount, false, rowCount, true, true],
  },
  {
    belief: 'the last page is done and has no further address',
    source: pages.queryOptions,
    ask: async ({ org, object }) => {
      const { json } = await org.call('GET', soql(`SELECT Id FROM ${object} LIMIT 3`));
      return [json.totalSize, json.done, json.nextRecordsUrl, json.records.length];
    },
    answer: () => [3, true, undefined, 3],
  },
  {
    belief: 'the next page of no query is an invalid locator',
    source: pages.restErrors,
    ask: async ({ org }) => coded(await org.call('GET', 'query/0r8nonsense-500')),
    answer: () => [400, 'INVALID_QUERY_LOCATOR'],
  },
  {
    belief: 'an unknown field is shown at its row and column, without fields beside it',
    source: pages.restforce,
    ask: (ground) => refusal(ground, `SELECT Id, Nope__c FROM ${ground.object}`),
    answer: ({ object }) => at('INVALID_FIELD', 1, 12, `No such column 'Nope__c' on entity '${object}'.`),
  },
  {
    belief: 'rows are counted by the lines of the query',
    source: pages.restforce,
    ask: (ground) => refusal(ground, `SELECT Id\nFROM ${ground.object}\nWHERE Nope__c = 1`),
    answer: ({ object }) => at('INVALID_FIELD', 3, 7, `No such column 'Nope__c' on entity '${object}'.`),
  },
  {
    belief: 'the place is shown below the line that holds it, by a caret',
    source: pages.restforce,
    ask: async ({ org, object }) => {
      const { json } = await org.call('GET', soql(`SELECT Id, Nope__c FROM ${object}`));
      const [blank, line, caret] = json[0].message.split('\n');
      return [blank, line.includes('Nope__c'), caret.indexOf('^') === line.indexOf('Nope__c')];
    },
    answer: () => ['', true, true],
  },
  {
    belief: 'an object that is not there is not supported',
    source: pages.restErrors,
    ask: (ground) => refusal(ground, 'SELECT Id FROM Nope__c'),
    answer: () => at('INVALID_TYPE', 1, 16, "sObject type 'Nope__c' is not supported."),
  },
  {
    belief: 'a relationship that is not there is not understood',
    source: known,
    ask: (ground) => refusal(ground, `SELECT Nobody__r.Id FROM ${ground.object}`),
    answer: () => at('INVALID_FIELD', 1, 8, "Didn't understand relationship 'Nobody__r' in field path."),
  },
  {
    belief: 'a query that is no SOQL is malformed, and so is none at all',
    source: pages.restErrors,
    ask: async ({ org, object }) => [
      coded(await org.call('GET', soql(`SELECT Id FROM ${object} WHERE`))),
      coded(await org.call('GET', soql(`SELECT Id Note__c FROM ${object} WHERE Amount__c ==== 1`))),
      coded(await org.call('GET', 'query')),
    ],
    answer: () => [
      [400, 'MALFORMED_QUERY'],
      [400, 'MALFORMED_QUERY'],
      [400, 'MALFORMED_QUERY'],
    ],
  },
  {
    belief: 'times are compared without quotes, with Z or an offset from it',
    source: known,
    ask: async ({ org, object }) => {
      const count = async (literal: string) =>
        (
          await org.call(
            'GET',
            soql(`SELECT COUNT() FROM ${object} WHERE Note__c = 'page' AND SystemModstamp > ${literal}`),
          )
        ).json?.totalSize;
      return [
        await count('2020-01-02T17:38:59Z'),
        await count('2020-01-02T17:38:59.000+00:00'),
        await count("'2020-01-02'"),
      ];
    },
    answer: () => [rowCount, rowCount, undefined],
  },
  {
    belief: 'deleted rows are in queryAll alone, marked as deleted',
    source: pages.query,
    ask: async ({ org, object, make }) => {
      const id = await make({});
      await org.call('DELETE', `sobjects/${object}/${id}`);
      const text = soql(`SELECT Id, IsDeleted FROM ${object} WHERE Id = '${id}'`);
      const [live, all] = [await org.call('GET', text), await org.call('GET', text.replace('query', 'queryAll'))];
      return [live.json.totalSize, all.json.records.map((row: { IsDeleted: boolean }) => row.IsDeleted)];
    },
    answer: () => [0, [true]],
  },
];

askAll(withRows, cases);
