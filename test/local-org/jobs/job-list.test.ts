import { afterAll, beforeAll, expect, test } from 'vitest';
import type { QueryJob } from '../../../src/local-org/engine/jobs/job.ts';
import { resultPages } from '../../../src/local-org/http/bulk/result-pages.ts';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller } from '../http/caller.ts';
import { bulkJobs } from './bulk-jobs.ts';

let org: LocalOrg;
let call: Call;

beforeAll(async () => {
  org = await startLocalOrg();
  call = caller(org);
});
afterAll(() => org.close());

test('a list has a thousand jobs on a page, and leads to the next', async () => {
  for (let made = 0; made < 1003; made++) {
    await call('POST', 'jobs/ingest', { object: 'Account', operation: 'insert' });
  }
  const first = (await call('GET', 'jobs/ingest?jobType=V2Ingest&concurrencyMode=parallel')).json;
  expect([first.done, first.records.length]).toEqual([false, 1000]);
  expect(first.nextRecordsUrl).toMatch(/^\/services\/data\/v67\.0\/jobs\/ingest\?.*jobType=V2Ingest.*queryLocator=750/);
  const second = (await call('GET', first.nextRecordsUrl)).json;
  expect([second.done, second.records.length, second.nextRecordsUrl]).toEqual([true, 3, null]);
  const ids = new Set([...first.records, ...second.records].map(({ id }: { id: string }) => id));
  expect(ids.size).toBe(1003);
  const wrong = await call('GET', 'jobs/ingest?queryLocator=nonsense');
  expect([wrong.status, wrong.json[0].errorCode]).toEqual([400, 'INVALIDQUERYLOCATOR']);
});

test('filters leave out what they do not name', async () => {
  await call('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM Account' });
  const types = async (path: string): Promise<string[]> => [
    ...new Set<string>((await call('GET', path)).json.records.map(({ jobType }: { jobType: string }) => jobType)),
  ];
  expect(await types('jobs/query')).toEqual(['V2Query']);
  expect(await types('jobs/query?jobType=V2Ingest')).toEqual(['V2Ingest']);
  expect(await types('jobs/query?concurrencyMode=serial')).toEqual([]);
  expect(await types('jobs/query?isPkChunkingEnabled=true')).toEqual([]);
});

test('jobs are seen by their maker and by whoever manages data integrations', async () => {
  const jobs = bulkJobs(call);
  const id = await jobs.open({});
  const set = await call('POST', 'sobjects/PermissionSet', { Name: 'Api', Label: 'Api', PermissionsApiEnabled: true });
  const { json } = await call(
    'GET',
    `query?q=${encodeURIComponent("SELECT Id FROM User WHERE Username = 'heap-sync@heap.local'")}`,
  );
  const assigned = { AssigneeId: json.records[0].Id, PermissionSetId: set.json.id };
  expect((await call('POST', 'sobjects/PermissionSetAssignment', assigned)).status).toBe(201);
  const sync = caller(org, 'heap-sync@heap.local');
  const seen = async () => [
    (await sync('GET', `jobs/ingest/${id}`)).status,
    (await sync('GET', 'jobs/ingest')).json.records.length > 0,
  ];
  expect(await seen()).toEqual([404, false]);
  await call('PATCH', `sobjects/PermissionSet/${set.json.id}`, { PermissionsManageDataIntegrations: true });
  expect(await seen()).toEqual([200, true]);
});

test('a job is kept for seven days', async () => {
  const id = await bulkJobs(call).open({});
  org.control.moveClock({ by: 7 * 86_400_000 - 60_000 });
  expect((await call('GET', `jobs/ingest/${id}`)).status).toBe(200);
  org.control.moveClock({ by: 120_000 });
  expect((await call('GET', `jobs/ingest/${id}`)).status).toBe(404);
  expect((await call('GET', 'jobs/ingest')).json.records).toEqual([]);
  await org.reset();
});

test('the pages of a query are named five at a time, for the versions that know them', async () => {
  const made = (await call('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM User' })).json;
  const path = `/services/data/v67.0/jobs/query/${made.id}`;
  const { json } = await call('GET', `${path}/resultPages`);
  expect(json).toEqual({
    resultPages: [{ resultUrl: expect.stringContaining(`${path}/results?locator=`) }],
    nextRecordsUrl: null,
    done: true,
  });
  expect((await call('GET', json.resultPages[0].resultUrl)).text).toMatch(/^"Id"\n"005/);
  expect((await call('GET', `/services/data/v57.0/jobs/query/${made.id}/resultPages`)).status).toBe(404);
  expect((await call('GET', `/services/data/v66.0/jobs/query/${made.id}/resultPages`)).status).toBe(409);
  const large = { id: made.id, apiVersion: '67.0', processed: 700_000 } as QueryJob;
  const first = resultPages(large, 0) as { done: boolean; resultPages: unknown[]; nextRecordsUrl: string };
  expect([first.done, first.resultPages.length]).toEqual([false, 5]);
  expect(first.nextRecordsUrl).toBe(`${path}/resultPages?locator=${Buffer.from('500000').toString('base64url')}`);
  expect((resultPages(large, 500_000) as { resultPages: unknown[] }).resultPages.length).toBe(2);
});

test('a query job that is over cannot be aborted, and can be deleted', async () => {
  const { id } = (await call('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM User' })).json;
  expect((await call('PATCH', `jobs/query/${id}`, { state: 'Aborted' })).status).toBe(400);
  expect((await call('GET', `jobs/query/${id}`)).json).toMatchObject({
    state: 'JobComplete',
    isPkChunkingSupported: true,
  });
  expect((await call('DELETE', `jobs/query/${id}`)).status).toBe(204);
  expect((await call('GET', `jobs/query/${id}`)).status).toBe(404);
});
