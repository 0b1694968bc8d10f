import { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';

let org: LocalOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startLocalOrg();
  connection = new Connection({ instanceUrl: org.url, accessToken: org.accessToken(), version: '67.0' });
  connection.bulk.pollInterval = 10;
});
afterAll(() => org.close());

test('jsforce loads, changes, reads and deletes rows by Bulk API 1.0', async () => {
  const rows = [{ Name: 'One', Industry: 'Banking' }, { Industry: 'Energy' }, { Name: 'Two' }];
  const made = await connection.bulk.load('Account', 'insert', rows);
  expect(made).toMatchObject([
    { success: true, errors: [] },
    { success: false, errors: [expect.stringMatching(/^REQUIRED_FIELD_MISSING/)] },
    { success: true },
  ]);
  const ids = made.flatMap(({ id }) => (id === null ? [] : [String(id)]));
  await connection.bulk.load('Account', 'update', [{ Id: ids[0] ?? '', Industry: null }]);
  const found = await (await connection.bulk.query('SELECT Name, Industry FROM Account ORDER BY Name')).toArray();
  expect(found).toMatchObject([{ Name: 'One', Industry: '' }, { Name: 'Two' }]);
  const gone = await connection.bulk.load(
    'Account',
    'delete',
    ids.map((Id) => ({ Id })),
  );
  expect(gone.map(({ success }) => success)).toEqual([true, true]);
});

test('jsforce sees how a batch and its job stand, and closes the job', async () => {
  const job = connection.bulk.createJob('Account', 'insert');
  const batch = job.createBatch();
  batch.execute([{ Name: 'Three' }]);
  await new Promise((queued) => batch.once('queue', queued));
  expect(await batch.check()).toMatchObject({ state: 'Completed', numberRecordsProcessed: '1' });
  expect((await job.list()).length).toBeGreaterThan(0);
  expect(await job.check()).toMatchObject({ state: 'Open', object: 'Account' });
  expect(await job.close()).toMatchObject({ state: 'Closed' });
});

test('jsforce reads the refusal of a job', async () => {
  const job = connection.bulk.createJob('Nope__c', 'insert');
  await expect(job.open()).rejects.toMatchObject({ errorCode: 'InvalidEntity' });
});
