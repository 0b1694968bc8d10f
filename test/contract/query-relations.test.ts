import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type QueryGround, queryGround } from './query-ground.ts';
import { pages } from './sources.ts';

const said = (code: string, words = '') => [400, code, expect.stringContaining(words)];
const children = (...records: readonly unknown[]) => ({ totalSize: records.length, done: true, records });

const cases: readonly Case<QueryGround>[] = [
  {
    belief: 'parents are nested, and nothing where there is none',
    source: pages.queryRelations,
    ask: ({ rows }) => rows('SELECT Code__c, Parent__r.Parent__r.Code__c FROM OBJECT ORDER BY Amount__c'),
    answer: () => [
      { Code__c: 'bottom', Parent__r: { Parent__r: { Code__c: 'top' } } },
      { Code__c: 'top', Parent__r: null },
      { Code__c: 'middle', Parent__r: { Parent__r: null } },
    ],
  },
  {
    belief: 'children come with their parent, and theirs with them',
    source: pages.queryRelations,
    ask: ({ rows }) =>
      rows(
        "SELECT Code__c, (SELECT Code__c, (SELECT Code__c FROM Children__r) FROM Children__r) FROM OBJECT WHERE Code__c = 'top'",
      ),
    answer: () => [
      {
        Code__c: 'top',
        Children__r: children({ Code__c: 'middle', Children__r: children({ Code__c: 'bottom' }) }),
      },
    ],
  },
  {
    belief: 'aggregate functions and groups are for the outermost query',
    source: pages.queryInnerAggregates,
    ask: async ({ refusal }) => [
      await refusal('SELECT Code__c, (SELECT COUNT(Id) FROM Children__r) FROM OBJECT'),
      await refusal('SELECT Code__c, (SELECT COUNT() FROM Children__r) FROM OBJECT'),
      await refusal('SELECT Code__c, (SELECT Code__c FROM Children__r GROUP BY Code__c) FROM OBJECT'),
    ],
    answer: () => Array(3).fill(said('MALFORMED_QUERY', 'only root queries support aggregate expressions')),
  },
  {
    belief: 'a query reaches five levels up',
    source: pages.queryRelationLimits,
    ask: async ({ rows }) => [
      await rows(`SELECT ${'Parent__r.'.repeat(5)}Code__c FROM OBJECT LIMIT 0`),
      await rows(`SELECT ${'Parent__r.'.repeat(6)}Code__c FROM OBJECT LIMIT 0`),
    ],
    answer: () => [[], expect.any(String)],
  },
  {
    belief: 'the object and its parents can have other names in the query',
    source: pages.queryAlias,
    ask: ({ rows }) => rows("SELECT c.Code__c FROM OBJECT c, c.Parent__r p WHERE p.Code__c = 'top'"),
    answer: () => [{ Code__c: 'middle' }],
  },
  {
    belief: 'rows without a value come first, unless asked otherwise',
    source: pages.queryOrder,
    ask: async ({ rows }) => [
      await rows('SELECT Code__c FROM OBJECT ORDER BY Parent__r.Code__c LIMIT 1'),
      await rows('SELECT Code__c FROM OBJECT ORDER BY Parent__r.Code__c DESC NULLS LAST LIMIT 1'),
    ],
    answer: () => [[{ Code__c: 'top' }], [{ Code__c: 'middle' }]],
  },
  {
    belief: 'rows come first whose lookup leads nowhere, even if asked otherwise',
    source: pages.queryOrder,
    ask: ({ rows }) => rows('SELECT Code__c FROM OBJECT ORDER BY Parent__c NULLS LAST LIMIT 1'),
    answer: () => [{ Code__c: 'top' }],
  },
  {
    belief: 'OFFSET passes over rows, 2000 at most',
    source: pages.queryOffset,
    ask: async ({ rows, refusal }) => [
      await rows('SELECT Code__c FROM OBJECT ORDER BY Amount__c LIMIT 1 OFFSET 1'),
      await refusal('SELECT Code__c FROM OBJECT LIMIT 1 OFFSET 2001'),
    ],
    answer: () => [[{ Code__c: 'top' }], said('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000')],
  },
  {
    belief: 'OFFSET among children is for a query of one parent',
    source: pages.queryOffset,
    ask: async ({ rows }) => [
      await rows('SELECT Code__c, (SELECT Code__c FROM Children__r LIMIT 10 OFFSET 1) FROM OBJECT'),
      await rows('SELECT Code__c, (SELECT Code__c FROM Children__r LIMIT 10 OFFSET 1) FROM OBJECT LIMIT 1'),
    ],
    answer: () => ['MALFORMED_QUERY', [{ Code__c: expect.any(String), Children__r: null }]],
  },
  {
    belief: 'all fields of rows that are named can be asked for, too',
    source: pages.queryFields,
    ask: async ({ rows, ids: [top] }) => [
      ((await rows(`SELECT FIELDS(ALL) FROM OBJECT WHERE Id IN ('${top}')`)) as unknown[]).length,
      ((await rows(`SELECT FIELDS(CUSTOM) FROM OBJECT WHERE Id = '${top}' OR Id = '${top}'`)) as unknown[]).length,
      await rows(`SELECT FIELDS(ALL) FROM OBJECT WHERE Id != '${top}'`),
    ],
    answer: () => [1, 1, 'MALFORMED_QUERY'],
  },
  {
    belief: 'no field is selected twice, and FIELDS() selects one at least',
    source: pages.queryFields,
    ask: async ({ refusal }) => [
      await refusal('SELECT Id, FIELDS(ALL) FROM OBJECT LIMIT 200'),
      await refusal('SELECT FIELDS(CUSTOM) FROM PermissionSetAssignment LIMIT 200'),
    ],
    answer: () => [
      [400, 'INVALID_FIELD', 'duplicate field selected: Id'],
      [400, 'MALFORMED_QUERY', "'FIELDS(...)' expansion function must result in at least one field being selected."],
    ],
  },
  {
    belief: 'all fields can be asked for, for 200 rows at most',
    source: pages.queryFields,
    ask: async ({ rows, refusal }) => {
      const [row] = (await rows("SELECT FIELDS(ALL) FROM OBJECT WHERE Code__c = 'top' LIMIT 200")) as [object];
      const wrong = await refusal('SELECT FIELDS(ALL) FROM OBJECT');
      return [Object.keys(row).includes('Code__c'), Object.keys(row).includes('Hidden__c'), wrong];
    },
    answer: () => [true, false, said('MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200')],
  },
  {
    belief: 'a query cannot be longer than 100,000 characters',
    source: pages.queryLimits,
    ask: async ({ org, object }) => {
      const q = `SELECT Id FROM ${object} WHERE Code__c IN ('${'x'.repeat(100_000)}')`;
      const composite = { compositeRequest: [{ method: 'GET', referenceId: 'q', url: address(org.version, q) }] };
      const { json } = await org.call('POST', 'composite', composite);
      return json.compositeResponse[0].httpStatusCode;
    },
    answer: () => 400,
  },
  {
    belief: 'USING SCOPE mine finds the rows that are ours, and an unknown scope nothing',
    source: pages.queryScope,
    ask: async ({ rows }) => [
      ((await rows('SELECT Id FROM OBJECT USING SCOPE mine')) as unknown[]).length,
      await rows('SELECT Id FROM OBJECT USING SCOPE nobody'),
    ],
    answer: () => [3, expect.any(String)],
  },
  {
    belief: 'numbers can be shown as the user writes them',
    source: pages.queryFormat,
    ask: ({ rows }) => rows("SELECT FORMAT(Amount__c) f FROM OBJECT WHERE Code__c = 'top'"),
    answer: () => [{ f: '10' }],
  },
  {
    belief: 'rows can be noted as looked at',
    source: pages.queryForView,
    ask: ({ rows }) => rows("SELECT Code__c FROM OBJECT WHERE Code__c = 'top' FOR VIEW"),
    answer: () => [{ Code__c: 'top' }],
  },
  {
    belief: 'ALL ROWS is for Apex',
    source: pages.queryAllRows,
    ask: ({ refusal }) => refusal('SELECT Id FROM OBJECT ALL ROWS'),
    answer: () => said('MALFORMED_QUERY', 'ALL ROWS not allowed in this context'),
  },
];

const address = (version: string, q: string) => `/services/data/v${version}/query?q=${encodeURIComponent(q)}`;

askAll(queryGround, cases);
