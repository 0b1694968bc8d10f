import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startLocalOrg();
  connection = jsforceOn(org);
});
afterAll(() => org.close());

test('a job step by step: open, upload, close, poll, results', async () => {
  const job = connection.bulk2.createJob({ object: 'Account', operation: 'insert' });
  const { id } = await job.open();
  expect(id).toMatch(/^750/);
  await job.uploadData('Name,Industry\nOne,Banking\n,Retail\n');
  await job.close();
  await job.poll(10, 10_000);
  expect(await job.check()).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 1 });
  const { successfulResults, failedResults, unprocessedRecords } = await job.getAllResults();
  expect(successfulResults).toMatchObject([{ sf__Created: 'true', Name: 'One', Industry: 'Banking' }]);
  expect(failedResults).toMatchObject([
    { sf__Error: expect.stringContaining('REQUIRED_FIELD_MISSING'), Industry: 'Retail' },
  ]);
  expect(unprocessedRecords).toEqual([]);
});

test('a job that is aborted does nothing, and one that is deleted is gone', async () => {
  const job = connection.bulk2.createJob({ object: 'Account', operation: 'insert' });
  await job.open();
  await job.uploadData('Name\nNever\n');
  await job.abort();
  expect(await job.check()).toMatchObject({ state: 'Aborted' });
  expect(await connection.sobject('Account').count({ Name: 'Never' })).toBe(0);
  await job.delete();
  await expect(job.check()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
});

test('update, upsert and delete', async () => {
  const load = (operation: string, input: string | object[], more = {}) =>
    connection.bulk2.loadAndWaitForResults({ object: 'Contact', operation, input, ...more } as never);
  const made = await load('insert', [{ LastName: 'Bulk', Email: 'bulk@acme.example' }]);
  const id = (made.successfulResults[0] as { sf__Id?: string } | undefined)?.sf__Id ?? '';
  await load('update', [{ Id: id, Title: 'Engineer' }]);
  expect(await connection.sobject('Contact').retrieve(id)).toMatchObject({ Title: 'Engineer' });
  const upserted = await load('upsert', 'Email,LastName\nbulk@acme.example,Known\nnew@acme.example,New\n', {
    externalIdFieldName: 'Email',
  });
  expect(upserted.successfulResults.map((row) => (row as { sf__Created?: string }).sf__Created)).toEqual([
    'false',
    'true',
  ]);
  await load('delete', [{ Id: id }]);
  expect(await connection.sobject('Contact').count({ Id: id })).toBe(0);
});

test('a query job, as a stream of rows', async () => {
  await connection.sobject('Account').create([{ Name: 'Queried 1' }, { Name: 'Queried 2' }]);
  const stream = await connection.bulk2.query("SELECT Name FROM Account WHERE Name LIKE 'Queried%' ORDER BY Name");
  expect(((await stream.toArray()) as { Name: string }[]).map(({ Name }) => Name)).toEqual(['Queried 1', 'Queried 2']);
  await expect(connection.bulk2.query('SELECT Nope FROM Account')).rejects.toThrow('No such column');
});
