import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const query = (soql: string): string => `tooling/query?q=${encodeURIComponent(soql)}`;

const cases: readonly Case<Ground>[] = [
  {
    belief: 'the custom fields of an object are found as rows of CustomField, by its API name',
    source: pages.toolingRows,
    ask: async ({ org, object }) => {
      const soql = `SELECT DeveloperName, EntityDefinition.QualifiedApiName FROM CustomField WHERE EntityDefinition.QualifiedApiName = '${object}' AND DeveloperName IN ('Key', 'Hidden') ORDER BY DeveloperName`;
      const { json } = await org.call('GET', query(soql));
      return json.records.map(
        (row: { readonly DeveloperName: string; readonly EntityDefinition: { readonly QualifiedApiName: string } }) => [
          row.DeveloperName,
          row.EntityDefinition.QualifiedApiName,
        ],
      );
    },
    answer: ({ object }) => [
      ['Hidden', object],
      ['Key', object],
    ],
  },
  {
    belief: 'TableEnumOrId of a custom object is its Id, as CustomObject has it',
    source: pages.toolingRows,
    ask: async ({ org, object }) => {
      const name = object.replace('__c', '');
      const [found] = (await org.call('GET', query(`SELECT Id FROM CustomObject WHERE DeveloperName = '${name}'`))).json
        .records;
      const soql = `SELECT DeveloperName FROM CustomField WHERE TableEnumOrId = '${found.Id}' AND DeveloperName = 'Key'`;
      return [found.Id.slice(0, 3), (await org.call('GET', query(soql))).json.totalSize];
    },
    answer: () => ['01I', 1],
  },
  {
    belief: 'Metadata is given of one row, and a query for more of it is refused',
    source: pages.toolingRows,
    ask: async ({ org, object }) => {
      const from = `FROM CustomField WHERE EntityDefinition.QualifiedApiName = '${object}'`;
      const one = await org.call('GET', query(`SELECT FullName, Metadata ${from} AND DeveloperName = 'Key'`));
      const more = await org.call('GET', query(`SELECT FullName, Metadata ${from}`));
      const [{ FullName, Metadata }] = one.json.records;
      return [FullName, Metadata.type, Metadata.length, coded(more)];
    },
    answer: ({ object }) => [`${object}.Key__c`, 'Text', 20, [400, 'MALFORMED_QUERY']],
  },
];

askAll(prepareGround, cases);
