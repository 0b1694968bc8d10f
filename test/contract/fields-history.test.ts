import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, coded } from './contract-org.ts';
import { pages } from './sources.ts';

const fieldsOf = async (org: ContractOrg, object: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await org.call('GET', `sobjects/${object}/describe`)).json.fields;

const cases: readonly Case<Bare>[] = [
  {
    belief: 'accounts and contacts have a history that is read and not written',
    source: pages.historyObject,
    ask: async ({ org }) => {
      const { json } = await org.call('GET', 'sobjects');
      const kinds = json.sobjects.filter(({ name }: { name: string }) => /^(?:Account|Contact)History$/.test(name));
      return kinds.map((kind: Readonly<Record<string, unknown>>) => [
        kind['name'],
        kind['keyPrefix'],
        kind['queryable'],
        kind['createable'],
        kind['updateable'],
        kind['custom'],
      ]);
    },
    answer: () => [
      ['AccountHistory', '017', true, false, false, false],
      ['ContactHistory', '017', true, false, false, false],
    ],
  },
  {
    belief: 'the history of an account leads to the account and holds the field with both values',
    source: pages.historyObject,
    ask: async ({ org }) => {
      const names = new Set((await fieldsOf(org, 'AccountHistory')).map(({ name }) => name));
      const wanted = [
        'Id',
        'IsDeleted',
        'AccountId',
        'CreatedById',
        'CreatedDate',
        'Field',
        'DataType',
        'OldValue',
        'NewValue',
      ];
      return wanted.filter((name) => !names.has(name));
    },
    answer: () => [],
  },
  {
    belief: 'a history row is not made by hand',
    source: pages.historyObject,
    ask: async ({ org }) => (await org.call('POST', 'sobjects/AccountHistory', { Field: 'Phone' })).status >= 400,
    answer: () => true,
  },
  {
    belief: 'an account has no person fields and no currency where the org has neither feature',
    source:
      'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm',
    ask: async ({ org }) => {
      const names = (await fieldsOf(org, 'Account')).map(({ name }) => name);
      return names.filter((name) => ['IsPersonAccount', 'PersonContactId', 'CurrencyIsoCode'].includes(String(name)));
    },
    answer: () => [],
  },
  {
    belief: 'groups are known to every org, and a relation of contacts to accounts only where it is switched on',
    source:
      'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_group.htm',
    ask: async ({ org }) => [
      (await org.call('GET', 'sobjects/Group/describe')).json.keyPrefix,
      coded(await org.call('GET', 'sobjects/AccountContactRelation/describe')),
    ],
    answer: () => ['00G', [404, 'NOT_FOUND']],
  },
];

askAll(bare, cases);
