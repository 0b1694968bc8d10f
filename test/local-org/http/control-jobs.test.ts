import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller } from './caller.ts';

let org: LocalOrg;

beforeAll(async () => {
  org = await startLocalOrg();
});
afterEach(() => org.control.clearFaults());
afterAll(() => org.close());

const csv = (rows: number): string =>
  ['Name', ...Array.from({ length: rows }, (_, row) => `Row ${row + 1}`)].map((line) => `${line}\n`).join('');

async function load(rows: number, object = 'Account') {
  const call = caller(org);
  const { id } = (await call('POST', 'jobs/ingest', { object, operation: 'insert', lineEnding: 'LF' })).json;
  await call('PUT', `jobs/ingest/${id}/batches`, csv(rows));
  await call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  const results = async (which: string) => (await call('GET', `jobs/ingest/${id}/${which}`)).text.trim().split(/\r?\n/);
  return { id: String(id), look: async () => (await call('GET', `jobs/ingest/${id}`)).json, results };
}

test('a job fails after so many rows, and the rest is unprocessed', async () => {
  org.control.addFault({ kind: 'job-fails', afterRows: 3, message: 'InternalServerError : Out of order' });
  const job = await load(5);
  expect(await job.look()).toMatchObject({
    state: 'Failed',
    numberRecordsProcessed: 3,
    errorMessage: 'InternalServerError : Out of order',
  });
  expect(await job.results('successfulResults')).toHaveLength(1 + 3);
  expect((await job.results('unprocessedrecords')).map((line) => line.replaceAll('"', ''))).toEqual([
    'Name',
    'Row 4',
    'Row 5',
  ]);
  expect(await (await load(2)).look()).toMatchObject({ state: 'JobComplete' });
});

test('a job is aborted under way', async () => {
  org.control.addFault({ kind: 'job-aborts', afterRows: 1001, object: 'account' });
  expect(await (await load(1500)).look()).toMatchObject({ state: 'Aborted', numberRecordsProcessed: 1001 });
});

test('a fault that is to come after more rows than there are comes after the last', async () => {
  org.control.addFault({ kind: 'job-fails', afterRows: 3 });
  const job = await load(3);
  expect(await job.look()).toMatchObject({ state: 'Failed', numberRecordsProcessed: 3 });
  expect(await job.results('unprocessedrecords')).toHaveLength(1);
  org.control.addFault({ kind: 'job-aborts', afterRows: 1_000_000 });
  expect(await (await load(2)).look()).toMatchObject({ state: 'Aborted', numberRecordsProcessed: 2 });
});

test('a job waits until it is let go', async () => {
  const id = org.control.addFault({ kind: 'job-waits', afterRows: 2 });
  const job = await load(4);
  await org.control.met(id);
  expect(await job.look()).toMatchObject({ state: 'InProgress', numberRecordsProcessed: 2 });
  org.control.removeFault(id);
  let state = 'InProgress';
  while (state === 'InProgress') ({ state } = await job.look());
  expect(await job.look()).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 4 });
});

test('rows are refused by number, each so-manieth, or all', async () => {
  org.control.addFault({ kind: 'job-refuses-rows', rows: [2], every: 3, code: 'STRANGE', message: 'not today' });
  const some = await load(6);
  expect(await some.look()).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 3 });
  const refused = (await some.results('failedResults')).slice(1);
  expect(refused.map((line) => /Row (\d)/.exec(line)?.[1])).toEqual(['2', '3', '6']);
  expect(refused[0]).toContain('STRANGE:not today:');
  org.control.addFault({ kind: 'job-refuses-rows' });
  expect(await (await load(2)).look()).toMatchObject({ numberRecordsProcessed: 2, numberRecordsFailed: 2 });
});

test('a fault is for the jobs that it names', async () => {
  org.control.addFault({ kind: 'job-fails', object: 'Contact', times: 0 });
  org.control.addFault({ kind: 'job-fails', operation: 'delete', times: 0 });
  expect(await (await load(1)).look()).toMatchObject({ state: 'JobComplete' });
  expect(org.control.faults().map(({ seen }) => seen)).toEqual([0, 0]);
});

test('a job that waits hinders neither a restore nor the end of the server', async () => {
  const server = await startLocalOrg();
  server.snapshot('before');
  for (const end of [() => server.restore('before'), () => server.close()]) {
    const fault = server.control.addFault({ kind: 'job-waits' });
    const call = caller(server);
    const { id } = (await call('POST', 'jobs/ingest', { object: 'Account', operation: 'insert' })).json;
    await call('PUT', `jobs/ingest/${id}/batches`, csv(3));
    await call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
    await server.control.met(fault);
    await end();
  }
});
