import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type QueryGround, queryGround } from './query-ground.ts';
import { known, pages } from './sources.ts';

const said = (code: string, words: string) => [400, code, expect.stringContaining(words)];

/** Codes of the rows that a condition finds, in the order in which they were made. */
const found = ({ rows }: QueryGround, where: string) =>
  rows(`SELECT Code__c FROM OBJECT WHERE ${where} ORDER BY Amount__c`);

const codes = (...names: readonly string[]) => names.map((Code__c) => ({ Code__c }));

const semiJoin = 'SELECT Parent__c FROM OBJECT';

const cases: readonly Case<QueryGround>[] = [
  {
    belief: 'text is compared without case',
    source: pages.queryComparisons,
    ask: (ground) => found(ground, "Note__c = 'RED'"),
    answer: () => codes('top', 'middle'),
  },
  {
    belief: 'a row without a value differs from every value',
    source: known,
    ask: (ground) => found(ground, "Parent__r.Code__c != 'top'"),
    answer: () => codes('bottom', 'top'),
  },
  {
    belief: 'LIKE takes any text for a percent sign, and one letter for an underscore',
    source: pages.queryComparisons,
    ask: async (ground) => [await found(ground, "Code__c LIKE '%o%'"), await found(ground, "Code__c LIKE 't_p'")],
    answer: () => [codes('bottom', 'top'), codes('top')],
  },
  {
    belief: 'AND and OR side by side need parentheses',
    source: known,
    ask: ({ refusal }) => refusal("SELECT Id FROM OBJECT WHERE Code__c = 'a' AND Code__c = 'b' OR Code__c = 'c'"),
    answer: () => said('MALFORMED_QUERY', "unexpected token: 'OR'"),
  },
  {
    belief: 'NOT turns a condition round',
    source: pages.queryComparisons,
    ask: (ground) => found(ground, "(NOT Note__c LIKE 'r%') OR (NOT (Amount__c > 5))"),
    answer: () => codes('bottom'),
  },
  {
    belief: 'a backslash stands only before what it can escape',
    source: pages.queryQuotes,
    ask: async ({ rows }) => rows("SELECT Id FROM OBJECT WHERE Code__c = 'a\\qb'"),
    answer: () => 'MALFORMED_QUERY',
  },
  {
    belief: 'date literals are days of the user',
    source: pages.queryDates,
    ask: async (ground) => [
      await found(ground, 'CreatedDate = LAST_N_DAYS:2 OR CreatedDate = TODAY'),
      await found(ground, 'CreatedDate < LAST_N_YEARS:1'),
      await found(ground, 'CreatedDate > N_WEEKS_AGO:3'),
    ],
    answer: () => [codes('bottom', 'top', 'middle'), [], codes('bottom', 'top', 'middle')],
  },
  {
    belief: 'a checkbox is never empty: null is the same as false',
    source: pages.queryNull,
    ask: async (ground) => [await found(ground, 'IsDeleted = null'), await found(ground, 'IsDeleted != null')],
    answer: () => [codes('bottom', 'top', 'middle'), []],
  },
  {
    belief: 'a checkbox of a parent that is not there is false',
    source: pages.queryOuterJoins,
    ask: (ground) => found(ground, 'Parent__r.IsDeleted = false'),
    answer: () => codes('bottom', 'top', 'middle'),
  },
  {
    belief: 'a moment in a zone that there cannot be is invalid, and so is a day that does not exist',
    source: known,
    ask: async ({ refusal }) => [
      await refusal('SELECT Id FROM OBJECT WHERE CreatedDate > 2020-12-12T12:12:00-25:00'),
      await refusal('SELECT Id FROM OBJECT WHERE CreatedDate > 2020-52-12T12:12:00-05:00'),
    ],
    answer: () => [
      said('MALFORMED_QUERY', 'Invalid datetime: 2020-12-12T12:12:00-25:00'),
      said('MALFORMED_QUERY', 'Invalid datetime: 2020-52-12T12:12:00-05:00'),
    ],
  },
  {
    belief: 'no day lies before 1700 or after 4000',
    source: pages.queryDates,
    ask: async ({ rows }) => [
      await rows('SELECT Id FROM OBJECT WHERE CreatedDate < 1699-01-01T00:00:00Z'),
      await rows('SELECT Id FROM OBJECT WHERE CreatedDate < 4001-01-02T00:00:00Z'),
      await rows('SELECT Id FROM OBJECT WHERE CreatedDate = LAST_N_DAYS:99999999999'),
    ],
    answer: () => ['MALFORMED_QUERY', 'MALFORMED_QUERY', 'MALFORMED_QUERY'],
  },
  {
    belief: 'variables are for Apex',
    source: pages.queryVariables,
    ask: async ({ refusal }) => [
      await refusal('SELECT Id FROM OBJECT WHERE Code__c = :code'),
      await refusal('SELECT Id FROM OBJECT WHERE Code__c IN codes'),
    ],
    answer: () => [
      said('MALFORMED_QUERY', 'Bind variables only allowed in Apex code'),
      said('MALFORMED_QUERY', 'Bind variables only allowed in Apex code'),
    ],
  },
  {
    belief: 'a text is not like null',
    source: known,
    ask: ({ refusal }) => refusal('SELECT Id FROM OBJECT WHERE Code__c LIKE NULL'),
    answer: () => said('MALFORMED_QUERY', "unexpected token: 'NULL'"),
  },
  {
    belief: 'a number is not written in quotes',
    source: known,
    ask: ({ refusal }) => refusal("SELECT Id FROM OBJECT WHERE Amount__c = '5'"),
    answer: () =>
      said(
        'INVALID_FIELD',
        "value of filter criterion for field 'Amount__c' must be of type double and should not be enclosed in quotes",
      ),
  },
  {
    belief: 'LIKE is for texts',
    source: pages.queryComparisons,
    ask: ({ refusal }) => refusal("SELECT Id FROM OBJECT WHERE Amount__c LIKE '5%'"),
    answer: () => said('INVALID_FIELD', 'invalid operator on double field'),
  },
  {
    belief: 'the inner and the outer query are of different objects',
    source: pages.queryComparisons,
    ask: ({ refusal }) => refusal(`SELECT Id FROM OBJECT WHERE Id IN (${semiJoin})`),
    answer: () => said('MALFORMED_QUERY', 'The inner and outer selects should not be on the same object type'),
  },
  {
    belief: 'a semi-join finds users by the rows that they own',
    source: pages.queryComparisons,
    ask: async ({ rows }) =>
      ((await rows('SELECT Id FROM User WHERE Id IN (SELECT OwnerId FROM OBJECT)')) as unknown[]).length,
    answer: () => 1,
  },
  {
    belief: 'a semi-join stands at the top of the conditions, and never beside an OR',
    source: pages.querySemiJoins,
    ask: async ({ refusal }) => [
      await refusal("SELECT Id FROM User WHERE Id IN (SELECT OwnerId FROM OBJECT) OR Username = 'x'"),
      await refusal(
        "SELECT Id FROM User WHERE (Id IN (SELECT OwnerId FROM OBJECT) AND Username = 'x') AND Alias = 'y'",
      ),
    ],
    answer: () => [
      said('MALFORMED_QUERY', "Semi join sub-selects are not allowed with the 'OR' operator"),
      said('MALFORMED_QUERY', 'Semi join sub-selects are only allowed at the top level WHERE expressions'),
    ],
  },
  {
    belief: 'NOT does not turn a semi-join round',
    source: pages.queryComparisons,
    ask: async ({ rows }) => [
      await rows('SELECT Id FROM User WHERE NOT Id IN (SELECT OwnerId FROM OBJECT)'),
      await rows('SELECT Id FROM User WHERE (NOT (Id IN (SELECT OwnerId FROM OBJECT)))'),
    ],
    answer: () => ['MALFORMED_QUERY', 'MALFORMED_QUERY'],
  },
  {
    belief: 'a semi-join compares Ids of one kind of object',
    source: known,
    ask: ({ refusal }) => refusal('SELECT Id FROM User WHERE Id IN (SELECT Id FROM OBJECT)'),
    answer: () => said('MALFORMED_QUERY', 'should point to the same object type'),
  },
];

askAll(queryGround, cases);
