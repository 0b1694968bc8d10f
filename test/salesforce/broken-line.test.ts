import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  closeJob,
  createIngestJob,
  saveResultPortions,
  saveResults,
  uploadCsv,
  waitForJob,
} from '../../src/salesforce/bulk-ingest.ts';
import { bulkQueryToFile } from '../../src/salesforce/bulk-query.ts';
import { insertRows } from '../../src/salesforce/collections.ts';
import { askTogether } from '../../src/salesforce/composite.ts';
import { describeObject } from '../../src/salesforce/describe.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { readCustomFields } from '../../src/salesforce/read-custom-fields.ts';
import { openTestOrg, type TestOrg } from '../support/local-org.ts';

const ROWS = 3000;
const csv = `LastName\n${Array.from({ length: ROWS }, (_, n) => `Person ${n}\n`).join('')}`;

let server: TestOrg;
let org: Org;
let folder: string;
beforeAll(async () => {
  server = await openTestOrg();
  org = await server.connect();
  folder = await mkdtemp(join(tmpdir(), 'broken-line-'));
});
afterEach(async () => {
  for (const { id } of server.control.faults()) server.control.removeFault(id);
  for (const name of await readdir(folder)) await rm(join(folder, name));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The line breaks off in the middle of the next answers of a path. */
const breaksOff = (path: string, times = 1): string =>
  server.control.addFault({ kind: 'cut', when: 'within', bytes: 10, path, times });
const met = (id: string): number => server.control.faults().find((fault) => fault.id === id)?.met ?? 0;

/** An insert of contacts whose upload has arrived. */
async function uploaded(): Promise<string> {
  const file = join(folder, 'rows.csv');
  await writeFile(file, csv);
  const job = await createIngestJob(org, { object: 'Contact', operation: 'insert' });
  await uploadCsv(org, job, file);
  return job.id;
}

test('an upload whose answer is lost has arrived, and is not made anew', async () => {
  const fault = server.control.addFault({ kind: 'cut', when: 'after', method: 'PUT', path: '*/batches' });
  const id = await uploaded();
  expect(met(fault)).toBe(1);
  await closeJob(org, id);
  expect(await waitForJob(org, id)).toMatchObject({ state: 'JobComplete', rowsProcessed: ROWS, rowsFailed: 0 });
});

test('results of which half has come are asked for again, and none of them is there twice', async () => {
  const id = await uploaded();
  await closeJob(org, id);
  await waitForJob(org, id);
  const fault = breaksOff('*/successfulResults', 2);
  const whole = join(folder, 'whole.csv');
  await saveResults(org, id, 'successful', whole);
  const portions = await saveResultPortions(org, id, 'successful', (n) => join(folder, `${n}.csv`));
  expect(met(fault)).toBe(2);
  const lines = (await readFile(whole, 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBe(ROWS + 1);
  expect(portions).toEqual([join(folder, '1.csv')]);
  expect(await readFile(portions[0]!, 'utf8')).toBe(await readFile(whole, 'utf8'));
});

test('pages of a bulk query come whole, each once', async () => {
  await closeJob(org, await uploaded()).then(({ id }) => waitForJob(org, id));
  const expected = await queryAll<{ Id: string }>(org, 'SELECT Id FROM Contact');
  // The second page of three.
  const fault = server.control.addFault({ kind: 'cut', when: 'within', bytes: 100, path: '*/results*', nth: 2 });
  const file = join(folder, 'contacts.csv');
  const pageRows = Math.ceil(expected.length / 3);
  expect((await bulkQueryToFile(org, 'SELECT Id FROM Contact', file, { pageRows })).rows).toBe(expected.length);
  expect(met(fault)).toBe(1);
  const [header, ...ids] = (await readFile(file, 'utf8')).replaceAll('"', '').trimEnd().split('\n');
  expect(header).toBe('Id');
  expect(ids.toSorted()).toEqual(expected.map(({ Id }) => Id).toSorted());
});

test('answers in JSON are asked for again, where asking does no harm', async () => {
  const faults = ['*/query*', '*/describe', '*/composite', '*/jobs/ingest'].map((path) => breaksOff(path));
  expect(await queryAll(org, 'SELECT Id FROM Organization')).toHaveLength(1);
  expect((await describeObject(org, 'Account'))?.name).toBe('Account');
  const soql = 'SELECT Id FROM Organization';
  const { byName } = await askTogether(org, 'tell of itself', { it: { kind: 'query', soql } });
  expect(byName.get('it')?.status).toBe('rows');
  expect((await createIngestJob(org, { object: 'Contact', operation: 'insert' })).state).toBe('Open');
  expect(faults.map(met)).toEqual([1, 1, 1, 1]);
});

test('signing in stands a broken line and a moment of trouble, and names an org that cannot answer', async () => {
  const faults = ['/services/data', '*/userinfo'].map((path) => breaksOff(path));
  const trouble = { kind: 'answer', status: 503, path: '/services/data' } as const;
  faults.push(server.control.addFault({ ...trouble, nth: 2 }));
  await server.connect();
  expect(faults.map(met)).toEqual([1, 1, 1]);
  server.control.addFault({ ...trouble, times: 0 });
  await expect(server.connect()).rejects.toMatchObject({
    trouble: 'unreachable',
    message: `${server.url} cannot answer now (HTTP 503).`,
  });
});

test('an org that cannot answer now has refused nothing: what is tried again later may go well', async () => {
  server.control.addFault({ kind: 'answer', status: 503, path: '*/composite/sobjects', times: 0 });
  await expect(insertRows(org, 'Contact', [{ LastName: 'Later' }])).rejects.toMatchObject({
    trouble: 'unreachable',
    code: 'SERVER_UNAVAILABLE',
  });
});

test('the client library breaks off no process with the line', async () => {
  const fault = breaksOff('*/Soap/m*');
  await expect(readCustomFields(org, [{ object: 'Account', name: 'Some__c' }])).rejects.toMatchObject({
    trouble: 'unreachable',
    message: expect.stringContaining('broke off'),
  });
  expect(met(fault)).toBe(1);
});

test('what may have been done is not asked for again, and the line is named', async () => {
  const fault = breaksOff('*/composite/sobjects');
  await expect(insertRows(org, 'Contact', [{ LastName: 'Once' }])).rejects.toMatchObject({
    trouble: 'unreachable',
    message: expect.stringMatching(/^The line to http:.* broke off \(\w+\), so we could not create rows of Contact/),
  });
  expect(met(fault)).toBe(1);
  expect(await queryAll(org, "SELECT Id FROM Contact WHERE LastName = 'Once'")).toHaveLength(1);
});
