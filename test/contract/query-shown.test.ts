import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { addFields } from './field-grants.ts';
import { type QueryGround, queryGround } from './query-ground.ts';
import { pages } from './sources.ts';

const list = (type: string, more: string, ...values: readonly (readonly [string, string])[]): string =>
  `<type>${type}</type>${more}<valueSet><valueSetDefinition><sorted>false</sorted>${values
    .map(
      ([name, label]) => `<value><fullName>${name}</fullName><default>false</default><label>${label}</label></value>`,
    )
    .join('')}</valueSetDefinition></valueSet>`;

/** The ground with a picklist whose labels differ from its values, and one of several values. */
async function prepare(org: ContractOrg): Promise<QueryGround> {
  const ground = await queryGround(org);
  const fields = {
    Size__c: list('Picklist', '', ['S', 'Small'], ['L', 'Large']),
    Tags__c: list('MultiselectPicklist', '<visibleLines>3</visibleLines>', ['a', 'a'], ['b', 'b'], ['c', 'c']),
  };
  await addFields(ground, fields, 'edit');
  const values = [{ Size__c: 'S', Tags__c: 'a;b' }, { Size__c: 'L', Tags__c: 'b;c' }, {}];
  for (const [place, row] of values.entries()) {
    await org.call('PATCH', `sobjects/${ground.object}/${ground.ids[place]}`, row);
  }
  return ground;
}

const cases: readonly Case<QueryGround>[] = [
  {
    belief: 'toLabel shows the label of a value, where the field has its value',
    source: pages.queryToLabel,
    ask: ({ rows }) => rows("SELECT toLabel(Size__c), toLabel(Size__c) Label FROM OBJECT WHERE Size__c = 'S'"),
    answer: () => [{ Size__c: 'Small', Label: 'Small' }],
  },
  {
    belief: 'toLabel in a condition asks for the label',
    source: pages.queryToLabel,
    ask: async ({ rows }) => [
      await rows("SELECT Code__c FROM OBJECT WHERE toLabel(Size__c) = 'small'"),
      await rows("SELECT Code__c FROM OBJECT WHERE toLabel(Size__c) LIKE 'L_rge'"),
      await rows("SELECT Code__c FROM OBJECT WHERE Size__c = 'Small'"),
    ],
    answer: () => [[{ Code__c: 'top' }], [{ Code__c: 'middle' }], []],
  },
  {
    belief: 'several values at once are equal or not, and not like anything',
    source: pages.queryMultiSelect,
    ask: async ({ rows }) => [
      await rows("SELECT Code__c FROM OBJECT WHERE Tags__c = 'a;b'"),
      await rows("SELECT Code__c FROM OBJECT WHERE Tags__c LIKE 'a%'"),
    ],
    answer: () => [[{ Code__c: 'top' }], 'INVALID_FIELD'],
  },
  {
    belief:
      'INCLUDES finds rows with one of several values, or with all that a semicolon joins; EXCLUDES finds the others',
    source: pages.queryComparisons,
    ask: async ({ rows }) => [
      await rows("SELECT Code__c FROM OBJECT WHERE Tags__c INCLUDES ('a', 'c') ORDER BY Code__c"),
      await rows("SELECT Code__c FROM OBJECT WHERE Tags__c INCLUDES ('a;b')"),
      await rows("SELECT Code__c FROM OBJECT WHERE Tags__c EXCLUDES ('a') ORDER BY Code__c"),
    ],
    answer: () => [
      [{ Code__c: 'middle' }, { Code__c: 'top' }],
      [{ Code__c: 'top' }],
      [{ Code__c: 'bottom' }, { Code__c: 'middle' }],
    ],
  },
  {
    belief: 'TYPEOF takes the fields of whichever object a lookup leads to',
    source: pages.queryTypeof,
    ask: ({ rows }) =>
      rows("SELECT TYPEOF Owner WHEN User THEN IsActive ELSE Name END FROM OBJECT WHERE Code__c = 'top'"),
    answer: () => [{ Owner: { IsActive: true } }],
  },
  {
    belief: 'TYPEOF takes the lookup of a parent, too',
    source: pages.queryTypeof,
    ask: ({ rows }) =>
      rows("SELECT Code__c, TYPEOF Parent__r.Owner WHEN User THEN IsActive END FROM OBJECT WHERE Code__c = 'middle'"),
    answer: () => [{ Code__c: 'middle', Parent__r: { Owner: { IsActive: true } } }],
  },
  {
    belief: 'TYPEOF stands beside neither functions nor fields of the same lookup',
    source: pages.queryTypeof,
    ask: async ({ rows }) => [
      await rows('SELECT TYPEOF Owner WHEN User THEN Id END, FORMAT(CreatedDate) FROM OBJECT'),
      await rows('SELECT TYPEOF Owner WHEN User THEN Id END, Owner.Name FROM OBJECT'),
    ],
    answer: () => ['MALFORMED_QUERY', 'MALFORMED_QUERY'],
  },
  {
    belief: 'TYPEOF is for lookups that lead to more than one object',
    source: pages.queryTypeof,
    ask: ({ rows }) => rows('SELECT TYPEOF Parent__r WHEN User THEN Id END FROM OBJECT'),
    answer: () => 'MALFORMED_QUERY',
  },
  {
    belief: 'columns=true tells what a query is of, without its rows',
    source: pages.queryColumns,
    ask: async ({ org, object }) => {
      const { status, json } = await org.call(
        'GET',
        `${soql(`SELECT Code__c, COUNT(Id) n FROM ${object} GROUP BY Code__c`)}&columns=true`,
      );
      return [
        status,
        json.entityName,
        json.groupBy,
        json.columnMetadata.map(({ columnName }: { columnName: string }) => columnName),
      ];
    },
    answer: ({ object }) => [200, object, true, ['Code__c', 'n']],
  },
  {
    belief: 'the pages of a query are of the rows that there were when it was asked',
    source: pages.query,
    ask: async ({ org, object }) => {
      const records = Array.from({ length: 200 }, () => ({ attributes: { type: object }, Note__c: 'paged' }));
      for (const _ of [1, 2]) await org.call('POST', 'composite/sobjects', { records });
      const headers = { 'Sforce-Query-Options': 'batchSize=200' };
      const first = await org.call('GET', soql(`SELECT Id FROM ${object} WHERE Note__c = 'paged'`), undefined, {
        headers,
      });
      await org.call('POST', 'composite/sobjects', { records });
      const second = await org.call('GET', first.json.nextRecordsUrl);
      const ids = [...first.json.records, ...second.json.records].map(({ Id }: { Id: string }) => Id);
      return [first.json.totalSize, second.json.done, new Set(ids).size];
    },
    answer: () => [400, true, 400],
  },
];

askAll(prepare, cases);
