import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type QueryGround, queryGround } from './query-ground.ts';
import { pages } from './sources.ts';

const explain = async ({ org, object }: QueryGround, text: string) =>
  org.call('GET', `query?explain=${encodeURIComponent(text.replaceAll('OBJECT', object))}`);

const cases: readonly Case<QueryGround>[] = [
  {
    belief: 'a query is explained by plans, of which each tells what it costs',
    source: pages.queryExplain,
    ask: async (ground) => (await explain(ground, "SELECT Id FROM OBJECT WHERE Note__c = 'x'")).json.plans.at(-1),
    answer: ({ object }) => ({
      cardinality: expect.any(Number),
      fields: [],
      leadingOperationType: 'TableScan',
      notes: expect.any(Array),
      relativeCost: expect.any(Number),
      sobjectCardinality: expect.any(Number),
      sobjectType: object,
    }),
  },
  {
    belief: 'the Id is an index, and what is found by it leads',
    source: pages.queryExplain,
    ask: async (ground) => {
      const { json } = await explain(ground, `SELECT Id FROM OBJECT WHERE Id = '${ground.ids[0]}'`);
      return [json.plans[0].leadingOperationType, json.plans[0].fields, json.plans[0].cardinality];
    },
    answer: () => ['Index', ['Id'], 1],
  },
  {
    belief: 'plans come with the cheapest first',
    source: pages.queryExplain,
    ask: async (ground) => {
      const { json } = await explain(ground, "SELECT Id FROM OBJECT WHERE Key__c = 'x' AND Note__c = 'y'");
      const costs: number[] = json.plans.map(({ relativeCost }: { relativeCost: number }) => relativeCost);
      return costs.every((cost, at) => at === 0 || cost >= costs[at - 1]!);
    },
    answer: () => true,
  },
  {
    belief: 'a query that cannot be read is not explained',
    source: pages.queryExplain,
    ask: async (ground) => coded(await explain(ground, 'SELECT FROM OBJECT')),
    answer: () => [400, 'MALFORMED_QUERY'],
  },
];

askAll(queryGround, cases);
