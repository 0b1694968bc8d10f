import { expect } from 'vitest';
import { jobOver } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

async function queryJob(ground: Ground): Promise<string> {
  const { org, object } = ground;
  const { json } = await org.call('POST', 'jobs/query', { operation: 'query', query: `SELECT Id FROM ${object}` });
  await jobOver(ground, 'query', json.id);
  return json.id;
}

const cases: readonly Case<Ground>[] = [
  {
    belief: 'the list of jobs tells whether it is done, and where it goes on if it is not',
    source: pages.bulkList,
    ask: async ({ org }) => {
      const { status, json } = await org.call('GET', 'jobs/ingest');
      return [status, typeof json.done, Array.isArray(json.records), json.done === (json.nextRecordsUrl === null)];
    },
    answer: () => [200, 'boolean', true, true],
  },
  {
    belief: 'the list of query jobs can be narrowed to those of Bulk API 2.0',
    source: pages.bulkQueryList,
    ask: async (ground) => {
      await queryJob(ground);
      const { json } = await ground.org.call('GET', 'jobs/query?jobType=V2Query');
      return [...new Set(json.records.map(({ jobType }: { jobType: string }) => jobType))];
    },
    answer: () => ['V2Query'],
  },
  {
    belief: 'the pages of a result are named by addresses that lead to them',
    source: pages.bulkQueryPages,
    ask: async (ground) => {
      const id = await queryJob(ground);
      const { status, json } = await ground.org.call('GET', `jobs/query/${id}/resultPages`);
      const first = await ground.org.call('GET', json.resultPages[0].resultUrl);
      return [status, json.done, json.resultPages.length, first.text.split('\n')[0]];
    },
    answer: () => [200, true, 1, '"Id"'],
  },
  {
    belief: 'a query job that is over cannot be aborted any more, and can be deleted',
    source: pages.bulkQueryAbort,
    ask: async (ground) => {
      const id = await queryJob(ground);
      const aborted = (await ground.org.call('PATCH', `jobs/query/${id}`, { state: 'Aborted' })).status;
      return [aborted, (await ground.org.call('DELETE', `jobs/query/${id}`)).status];
    },
    answer: () => [400, 204],
  },
  {
    belief: 'a job that is not there is not found',
    source: pages.bulkQueryAbort,
    ask: async ({ org }) => coded(await org.call('GET', 'jobs/query/750000000000001AAA')),
    answer: () => [404, expect.any(String)],
  },
];

askAll(prepareGround, cases);
