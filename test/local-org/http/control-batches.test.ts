import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type AsyncCall, asyncCaller, jobXml } from '../jobs/classic.ts';

let org: LocalOrg;
let bulk: AsyncCall;

beforeAll(async () => {
  org = await startLocalOrg();
  bulk = asyncCaller(org);
});
afterEach(() => org.control.clearFaults());
afterAll(() => org.close());

/** Hands in one batch of a job of Bulk API 1.0. */
async function load(rows: number) {
  const wanted = jobXml({ operation: 'insert', object: 'Account', contentType: 'CSV' });
  const job = (await bulk('POST', 'job', wanted)).element('id');
  const body = ['Name', ...Array.from({ length: rows }, (_, row) => `Row ${row + 1}`)].join('\n');
  const batch = (await bulk('POST', `job/${job}/batch`, body, 'text/csv')).element('id');
  const look = async () => {
    const { element } = await bulk('GET', `job/${job}/batch/${batch}`);
    return [element('state'), element('numberRecordsProcessed'), element('numberRecordsFailed')];
  };
  return {
    look,
    message: async () => (await bulk('GET', `job/${job}/batch/${batch}`)).element('stateMessage'),
    jobState: async () => (await bulk('GET', `job/${job}`)).element('state'),
    results: async () => (await bulk('GET', `job/${job}/batch/${batch}/result`)).text.trim().split('\n').slice(1),
  };
}

test('a batch fails after so many rows, or after its last', async () => {
  org.control.addFault({ kind: 'job-fails', afterRows: 3, message: 'InternalServerError : Out of order' });
  const batch = await load(5);
  expect(await batch.look()).toEqual(['Failed', '3', '0']);
  expect(await batch.message()).toBe('InternalServerError : Out of order');
  org.control.addFault({ kind: 'job-fails', afterRows: 9, object: 'account' });
  expect(await (await load(2)).look()).toEqual(['Failed', '2', '0']);
  expect(await (await load(2)).look()).toEqual(['Completed', '2', '0']);
});

test('a job is aborted under its batch, which is then not processed', async () => {
  org.control.addFault({ kind: 'job-aborts', afterRows: 1001 });
  const batch = await load(1500);
  expect(await batch.look()).toEqual(['NotProcessed', '1001', '0']);
  expect(await batch.jobState()).toBe('Aborted');
});

test('a batch waits until it is let go', async () => {
  const id = org.control.addFault({ kind: 'job-waits', afterRows: 2 });
  const batch = await load(4);
  expect(await batch.look()).toEqual(['InProgress', '2', '0']);
  org.control.removeFault(id);
  let state: string | undefined = 'InProgress';
  while (state === 'InProgress') [state] = await batch.look();
  expect(await batch.look()).toEqual(['Completed', '4', '0']);
});

test('rows are refused by number', async () => {
  org.control.addFault({ kind: 'job-refuses-rows', rows: [2], every: 3, code: 'STRANGE', message: 'not today' });
  const batch = await load(6);
  expect(await batch.look()).toEqual(['Completed', '6', '3']);
  const refused = (await batch.results()).map((line) => line.includes('STRANGE:not today'));
  expect(refused).toEqual([false, true, true, false, false, true]);
});

test('a batch that waits hinders neither a reset nor the end of the server', async () => {
  const server = await startLocalOrg();
  const call = asyncCaller(server);
  for (const end of [() => server.reset(), () => server.close()]) {
    server.control.addFault({ kind: 'job-waits' });
    const job = (
      await call('POST', 'job', jobXml({ operation: 'insert', object: 'Account', contentType: 'CSV' }))
    ).element('id');
    expect((await call('POST', `job/${job}/batch`, 'Name\nA', 'text/csv')).status).toBe(201);
    await end();
  }
});
