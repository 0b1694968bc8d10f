import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type QueryGround, queryGround } from './query-ground.ts';
import { pages } from './sources.ts';

const said = (code: string, words: string) => [400, code, expect.stringContaining(words)];

const cases: readonly Case<QueryGround>[] = [
  {
    belief: 'texts that differ in case alone are one group',
    source: pages.queryGroupBy,
    ask: ({ rows }) => rows('SELECT COUNT(Id) n, SUM(Amount__c) s FROM OBJECT GROUP BY Note__c ORDER BY COUNT(Id)'),
    answer: () => [
      { n: 1, s: 5 },
      { n: 2, s: 30 },
    ],
  },
  {
    belief: 'a roll-up adds a grand total, in which the field is nothing',
    source: pages.queryRollUp,
    ask: ({ rows }) =>
      rows('SELECT Code__c c, SUM(Amount__c) s FROM OBJECT GROUP BY ROLLUP(Code__c) ORDER BY SUM(Amount__c)'),
    answer: () => [
      { c: 'bottom', s: 5 },
      { c: 'top', s: 10 },
      { c: 'middle', s: 20 },
      { c: null, s: 35 },
    ],
  },
  {
    belief: 'GROUPING is 1 in a subtotal, and can be filtered by',
    source: pages.queryGrouping,
    ask: ({ rows }) =>
      rows(
        'SELECT SUM(Amount__c) s, GROUPING(Code__c) g FROM OBJECT GROUP BY ROLLUP(Code__c) HAVING GROUPING(Code__c) = 1',
      ),
    answer: () => [{ s: 35, g: 1 }],
  },
  {
    belief: 'a cube has a row for each combination of its fields',
    source: pages.queryCube,
    ask: async ({ rows }) =>
      ((await rows('SELECT COUNT(Id) n FROM OBJECT GROUP BY CUBE(Code__c, Parent__c)')) as unknown[]).length,
    answer: () => 3 + 3 + 3 + 1,
  },
  {
    belief: 'a roll-up cannot stand beside other groups',
    source: pages.queryRollUp,
    ask: async ({ rows }) => rows('SELECT COUNT(Id) n FROM OBJECT GROUP BY ROLLUP(Code__c), Note__c'),
    answer: () => 'MALFORMED_QUERY',
  },
  {
    belief: 'aggregate functions pass over rows without a value, but not COUNT(Id)',
    source: pages.queryAggregates,
    ask: ({ rows }) => rows('SELECT COUNT(Id) i, COUNT(Parent__c) p, COUNT_DISTINCT(Note__c) d FROM OBJECT'),
    answer: () => [{ i: 3, p: 2, d: 2 }],
  },
  {
    belief: 'without an alias an aggregate function is called expr0',
    source: pages.queryAggregates,
    ask: ({ rows }) => rows('SELECT MAX(Amount__c), MIN(Code__c) FROM OBJECT'),
    answer: () => [{ expr0: 20, expr1: 'bottom' }],
  },
  {
    belief: 'texts have no average',
    source: pages.queryAggregateTypes,
    ask: ({ refusal }) => refusal('SELECT AVG(Note__c) FROM OBJECT'),
    answer: () => said('MALFORMED_QUERY', 'field Note__c does not support aggregate operator AVG'),
  },
  {
    belief: 'checkboxes cannot be counted',
    source: pages.queryAggregateTypes,
    ask: ({ refusal }) => refusal('SELECT COUNT(IsDeleted) FROM OBJECT'),
    answer: () => said('MALFORMED_QUERY', 'field IsDeleted does not support aggregate operator COUNT'),
  },
  {
    belief: 'rows cannot be grouped by a number',
    source: pages.queryGroupable,
    ask: ({ refusal }) => refusal('SELECT COUNT(Id) FROM OBJECT GROUP BY Amount__c'),
    answer: () => said('MALFORMED_QUERY', "field 'Amount__c' can not be grouped in a query call"),
  },
  {
    belief: 'a field beside an aggregate function must be grouped',
    source: pages.queryGroupBy,
    ask: ({ refusal }) => refusal('SELECT Code__c, COUNT(Id) FROM OBJECT'),
    answer: () => said('MALFORMED_QUERY', 'Field must be grouped or aggregated: Code__c'),
  },
  {
    belief: 'FIELDS() beside an aggregate function must be grouped, field by field',
    source: pages.queryFields,
    ask: ({ refusal }) => refusal('SELECT FIELDS(STANDARD), MIN(Amount__c) FROM OBJECT GROUP BY Id LIMIT 200'),
    answer: () => said('MALFORMED_QUERY', 'Field must be grouped or aggregated'),
  },
  {
    belief: 'single rows are not filtered by an aggregate function',
    source: pages.queryAggregates,
    ask: ({ rows }) => rows('SELECT Code__c FROM OBJECT WHERE COUNT(Id) > 1'),
    answer: () => 'MALFORMED_QUERY',
  },
  {
    belief: 'groups are filtered by what they are made of and by aggregate functions, and by no other field',
    source: pages.queryHaving,
    ask: async ({ rows }) => [
      await rows("SELECT Note__c n FROM OBJECT GROUP BY Note__c HAVING COUNT(Id) > 1 AND Note__c = 'red'"),
      await rows("SELECT Note__c n FROM OBJECT GROUP BY Note__c HAVING COUNT(Id) > 1 AND Code__c LIKE 't%'"),
    ],
    answer: () => [[{ n: expect.stringMatching(/red/i) }], 'MALFORMED_QUERY'],
  },
  {
    belief: 'aggregate functions without GROUP BY have no LIMIT',
    source: pages.queryAggregates,
    ask: ({ refusal }) => refusal('SELECT MAX(Amount__c) FROM OBJECT LIMIT 1'),
    answer: () =>
      said('MALFORMED_QUERY', 'Non-grouped query that uses overall aggregate functions cannot also use LIMIT'),
  },
  {
    belief: 'date functions make groups of moments',
    source: pages.queryDateFunctions,
    ask: ({ rows }) =>
      rows('SELECT COUNT(Id) n FROM OBJECT WHERE DAY_ONLY(CreatedDate) != null GROUP BY CALENDAR_YEAR(CreatedDate)'),
    answer: () => [{ n: 3 }],
  },
  {
    belief: 'inside a date function a moment can be told in the zone of the user',
    source: pages.queryTimeZone,
    ask: ({ rows }) => rows('SELECT COUNT(Id) n FROM OBJECT GROUP BY CALENDAR_YEAR(convertTimezone(CreatedDate))'),
    answer: () => [{ n: 3 }],
  },
];

askAll(queryGround, cases);
