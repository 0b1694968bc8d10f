import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller, soql } from '../http/caller.ts';
import { type AsyncCall, asyncCaller, jobXml } from './classic.ts';

let org: LocalOrg;
let call: Call;
let bulk: AsyncCall;
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme', Industry: 'Banking' }] } });
  call = caller(org);
  bulk = asyncCaller(org);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

async function open(fields: Readonly<Record<string, string>>): Promise<string> {
  const made = await bulk(
    'POST',
    'job',
    jobXml({ operation: 'insert', object: 'Account', contentType: 'CSV', ...fields }),
  );
  expect([made.status, made.element('state')]).toEqual([201, 'Open']);
  return made.element('id') ?? '';
}

async function addBatch(job: string, body: string, type = 'text/csv'): Promise<string> {
  const added = await bulk('POST', `job/${job}/batch`, body, type);
  expect([added.status, added.element('state')]).toEqual([201, 'Queued']);
  return added.element('id') ?? '';
}

test('a CSV batch is complete at the first look, and answers for its rows in their order', async () => {
  const job = await open({});
  const batch = await addBatch(job, 'Name,Industry\nOne,Banking\n,Banking\n"Two, and more",#N/A\n');
  const seen = await bulk('GET', `job/${job}/batch/${batch}`);
  expect(['state', 'numberRecordsProcessed', 'numberRecordsFailed', 'jobId'].map(seen.element)).toEqual([
    'Completed',
    '3',
    '1',
    job,
  ]);
  const { type, text } = await bulk('GET', `job/${job}/batch/${batch}/result`);
  expect(type).toMatch(/^text\/csv/);
  expect(parse(text, { columns: true })).toEqual([
    { Id: expect.stringMatching(/^001/), Success: 'true', Created: 'true', Error: '' },
    { Id: '', Success: 'false', Created: 'false', Error: expect.stringMatching(/^REQUIRED_FIELD_MISSING:.*:Name --$/) },
    { Id: expect.stringMatching(/^001/), Success: 'true', Created: 'true', Error: '' },
  ]);
  expect((await bulk('GET', `job/${job}/batch/${batch}/request`)).text).toContain('"Two, and more"');
});

test('XML rows are written each by its own fields, nil empties one, and results come as XML', async () => {
  const job = await open({ operation: 'update', contentType: 'XML' });
  const rows = `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <sObject><Id>${acme}</Id><Industry xsi:nil="true"/><Description>a &amp; b</Description></sObject>
    <sObject><Id>${idOf('001', 99)}</Id><Name>Nobody</Name></sObject></sObjects>`;
  const batch = await addBatch(job, rows, 'application/xml');
  const { type, text } = await bulk('GET', `job/${job}/batch/${batch}/result`);
  expect(type).toMatch(/^application\/xml/);
  expect(text).toContain(`<id>${acme}</id><success>true</success><created>false</created>`);
  expect(text).toContain('<statusCode>INVALID_CROSS_REFERENCE_KEY</statusCode>');
  const { json } = await call('GET', soql(`SELECT Industry, Description FROM Account WHERE Id = '${acme}'`));
  expect(json.records[0]).toMatchObject({ Industry: null, Description: 'a & b' });
});

test('a JSON job speaks JSON, and finds a parent by its key', async () => {
  const headers = { accept: 'application/json' };
  const type = 'application/json';
  const asked = JSON.stringify({ operation: 'insert', object: 'Contact', contentType: 'JSON' });
  const job = JSON.parse((await bulk('POST', 'job', asked, type)).text);
  expect(job).toMatchObject({ state: 'Open', numberBatchesTotal: 0, contentType: 'JSON' });
  const rows = JSON.stringify([
    { LastName: 'One', AccountId: acme },
    { LastName: null, FirstName: 'Two' },
  ]);
  const batch = JSON.parse((await bulk('POST', `job/${job.id}/batch`, rows, type)).text);
  const result = JSON.parse(
    (await bulk('GET', `job/${job.id}/batch/${batch.id}/result`, undefined, type, headers)).text,
  );
  expect(result).toMatchObject([
    { success: true, created: true, errors: [] },
    { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }] },
  ]);
});

test('a query batch names its result, and the result has the rows', async () => {
  const job = await open({ operation: 'query' });
  const batch = await addBatch(job, 'SELECT Id, Name FROM Account');
  const result = (await bulk('GET', `job/${job}/batch/${batch}/result`)).element('result');
  expect(result).toMatch(/^752\w{15}$/);
  const { text } = await bulk('GET', `job/${job}/batch/${batch}/result/${result}`);
  expect(text).toBe(`"Id","Name"\n"${acme}","Acme"\n`);
});

test('a field that is not there fails the batch, not the job', async () => {
  const job = await open({});
  const batch = await addBatch(job, 'Name,Nope__c\nOne,2\n');
  const seen = await bulk('GET', `job/${job}/batch/${batch}`);
  expect(['state', 'stateMessage'].map(seen.element)).toEqual([
    'Failed',
    'InvalidBatch : Field name not found : Nope__c',
  ]);
  const info = await bulk('GET', `job/${job}`);
  expect(['state', 'numberBatchesFailed', 'numberBatchesTotal'].map(info.element)).toEqual(['Open', '1', '1']);
});

test('ten thousand rows are a batch, one more is not', async () => {
  const job = await open({});
  const rows = (count: number): string => `Name\n${'x\n'.repeat(count)}`;
  const good = await bulk('GET', `job/${job}/batch/${await addBatch(job, rows(10_000))}`);
  expect(good.element('numberRecordsProcessed')).toBe('10000');
  const bad = await bulk('GET', `job/${job}/batch/${await addBatch(job, rows(10_001))}`);
  expect(bad.element('stateMessage')).toContain('Exceeded number of records : 10001');
});

test('a closed job takes no further batch, and refusals come in the words of this API', async () => {
  const job = await open({});
  expect((await bulk('POST', `job/${job}`, jobXml({ state: 'Closed' }))).element('state')).toBe('Closed');
  const late = await bulk('POST', `job/${job}/batch`, 'Name\nx\n', 'text/csv');
  expect([late.status, late.element('exceptionCode')]).toEqual([400, 'InvalidJobState']);
  const nobody = await bulk('GET', `job/${job}`, undefined, 'application/xml', { 'X-SFDC-Session': 'x' });
  expect([nobody.status, nobody.element('exceptionCode')]).toEqual([400, 'InvalidSessionId']);
  const other = await bulk('POST', 'job', jobXml({ operation: 'insert', object: 'Nope__c' }));
  expect([other.status, other.element('exceptionCode')]).toEqual([400, 'InvalidEntity']);
  const declared = await bulk('POST', 'job', '<!DOCTYPE x [<!ENTITY a "b">]><jobInfo/>');
  expect([declared.status, declared.element('exceptionCode')]).toEqual([400, 'InvalidXML']);
});

test('classic jobs are listed beside those of Bulk API 2.0, and can be asked for alone', async () => {
  const job = await open({});
  await call('POST', 'jobs/ingest', { object: 'Account', operation: 'insert' });
  const ids = async (filter: string): Promise<string[]> =>
    (await call('GET', `jobs/ingest${filter}`)).json.records.map(({ jobType }: { jobType: string }) => jobType);
  expect(await ids('')).toEqual(['Classic', 'V2Ingest']);
  expect((await call('GET', 'jobs/ingest?jobType=Classic')).json.records).toMatchObject([
    { id: job, jobType: 'Classic' },
  ]);
});

test('a batch that a closing server left half done goes on, each row written and answered once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'classic-'));
  const rows = 10_000;
  let kept = await startLocalOrg({ folder });
  let ask = asyncCaller(kept);
  const asked = jobXml({ operation: 'insert', object: 'Account', contentType: 'CSV' });
  const job = (await ask('POST', 'job', asked)).element('id');
  const csv = `Name\n${Array.from({ length: rows }, (_, n) => `Row ${n}\n`).join('')}`;
  ask('POST', `job/${job}/batch`, csv, 'text/csv').catch(() => undefined);
  let batch: string | undefined;
  for (let processed = 0; processed === 0; ) {
    const list = await ask('GET', `job/${job}/batch`);
    batch = list.element('id');
    processed = Number(list.element('numberRecordsProcessed') ?? 0);
  }
  await kept.close();
  kept = await startLocalOrg({ folder });
  ask = asyncCaller(kept);
  let state: string | undefined;
  while (state !== 'Completed') state = (await ask('GET', `job/${job}/batch/${batch}`)).element('state');
  const { text } = await ask('GET', `job/${job}/batch/${batch}/result`);
  const answered: { readonly Id: string }[] = parse(text, { columns: true });
  expect(new Set(answered.map(({ Id }) => Id)).size).toBe(rows);
  expect((await caller(kept)('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize).toBe(rows);
  await kept.close();
  rmSync(folder, { recursive: true });
});

test('an aborted job leaves its batches as they are, and takes no more', async () => {
  const job = await open({});
  const batch = await addBatch(job, 'Name\nx\n');
  expect((await bulk('POST', `job/${job}`, jobXml({ state: 'Aborted' }))).element('state')).toBe('Aborted');
  expect((await bulk('GET', `job/${job}/batch/${batch}`)).element('state')).toBe('Completed');
  expect((await bulk('POST', `job/${job}/batch`, 'Name\nx\n', 'text/csv')).element('exceptionCode')).toBe(
    'InvalidJobState',
  );
});
