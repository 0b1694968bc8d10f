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
  {
    belief:
      'EntityParticle has each field of an object and each part of a compound one, as describe names and types them',
    source: pages.entityParticle,
    ask: async ({ org }) => {
      const soql =
        "SELECT QualifiedApiName, DataType, IsComponent FROM EntityParticle WHERE EntityDefinition.QualifiedApiName = 'Account' AND QualifiedApiName IN ('BillingCity', 'BillingAddress', 'Industry') ORDER BY QualifiedApiName";
      const { json } = await org.call('GET', query(soql));
      return json.records.map(
        (row: { readonly QualifiedApiName: string; readonly DataType: string; readonly IsComponent: boolean }) => [
          row.QualifiedApiName,
          row.DataType,
          row.IsComponent,
        ],
      );
    },
    answer: () => [
      ['BillingAddress', 'address', false],
      ['BillingCity', 'string', true],
      ['Industry', 'picklist', false],
    ],
  },
  {
    belief: 'EntityParticle in Tooling names fields that field-level security hides, unlike describe',
    source: pages.toolingSecurity,
    ask: async ({ org, object }) => {
      const soql = `SELECT QualifiedApiName FROM EntityParticle WHERE EntityDefinition.QualifiedApiName = '${object}' AND QualifiedApiName = 'Hidden__c'`;
      const described = await org.call('GET', `sobjects/${object}/describe`);
      const names = described.json.fields.map(({ name }: { readonly name: string }) => name);
      return [(await org.call('GET', query(soql))).json.totalSize, names.includes('Hidden__c')];
    },
    answer: () => [1, false],
  },
  {
    belief: 'EntityParticle is asked for one object or one field at a time',
    source: pages.entityParticle,
    ask: async ({ org }) => coded(await org.call('GET', query('SELECT QualifiedApiName FROM EntityParticle'))),
    answer: () => [400, 'MALFORMED_QUERY'],
  },
];

askAll(prepareGround, cases);
