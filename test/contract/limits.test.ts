import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { pages } from './sources.ts';

const counted = ['DailyApiRequests', 'DailyBulkApiBatches', 'DailyBulkV2QueryJobs', 'DailyBulkV2QueryFileStorageMB'];

const cases: readonly Case<Bare>[] = [
  {
    belief: 'each answer tells how many API requests of the day’s allocation are used',
    source: pages.limitInfo,
    ask: async ({ org }) => (await org.call('GET', 'sobjects')).headers.get('sforce-limit-info'),
    answer: () => expect.stringMatching(/^api-usage=\d+\/\d+/),
  },
  {
    belief: 'the list of limits has a most and a rest for each allocation, and never more left than there is',
    source: pages.limits,
    ask: async ({ org }) => {
      const { json } = await org.call('GET', 'limits');
      return counted.map((name) => json[name].Remaining <= json[name].Max && json[name].Remaining >= 0);
    },
    answer: () => counted.map(() => true),
  },
  {
    belief: 'the bulk APIs share 15,000 batches a day, and 10,000 query jobs may be made',
    source: pages.bulkLimits,
    ask: async ({ org }) => {
      const { DailyBulkApiBatches, DailyBulkV2QueryJobs } = (await org.call('GET', 'limits')).json;
      return [DailyBulkApiBatches.Max, DailyBulkV2QueryJobs.Max];
    },
    answer: () => [15_000, 10_000],
  },
  {
    belief: 'rows are counted by object',
    source: pages.recordCount,
    ask: async ({ org }) => (await org.call('GET', 'limits/recordCount?sObjects=User')).json,
    answer: () => ({ sObjects: [{ count: expect.any(Number), name: 'User' }] }),
  },
];

askAll(bare, cases);
