import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvLine } from '../../src/base/csv.ts';
import {
  createIngestJob,
  findJob,
  saveResultPortions,
  saveResults,
  uploadCsv,
  waitForJob,
} from '../../src/salesforce/bulk-ingest.ts';
import { bulkQueryToFile } from '../../src/salesforce/bulk-query.ts';
import { type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulk-'));
});
afterEach(async () => {
  await server?.close();
  await rm(folder, { recursive: true });
});

const ingest = (facts: object) => ({
  body: { id: '750x', object: 'Usage__c', operation: 'upsert', state: 'Open', apiVersion: 66, ...facts },
});
const query = (facts: object) => ({ body: { id: '750q', object: 'Usage__c', operation: 'query', ...facts } });
const csv = (body: string, headers: Record<string, string>) => ({
  body,
  headers: { 'content-type': 'text/csv', ...headers },
});

describe('a bulk ingest job', () => {
  it('is opened for what we write: commas, LF, UTF-8', async () => {
    server = await scriptedOrg({ 'POST /services/data/jobs/ingest': ingest({}) });
    const job = await createIngestJob(await server.connect(), {
      object: 'Usage__c',
      operation: 'upsert',
      externalId: 'Ext__c',
    });
    expect(job).toEqual({
      id: '750x',
      object: 'Usage__c',
      operation: 'upsert',
      externalId: 'Ext__c',
      state: 'Open',
      rowsProcessed: 0,
      rowsFailed: 0,
    });
    expect(JSON.parse(server.askedFor('/services/data/jobs')[0]!.body)).toEqual({
      object: 'Usage__c',
      operation: 'upsert',
      externalIdFieldName: 'Ext__c',
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    });
  });

  it('takes a file byte for byte, its length told beforehand, again after the line broke', async () => {
    const text = `Ext__c,Name\n${'e1,"grün 🎉"\n'.repeat(200_000)}`;
    const file = join(folder, 'rows.csv');
    await writeFile(file, text);
    let tries = 0;
    server = await scriptedOrg({
      'PUT /services/data/jobs/ingest/750x/batches': () => {
        tries += 1;
        return tries === 1 ? 'hang-up' : { status: 201, body: '' };
      },
    });
    const org = await server.connect();
    const sent = await uploadCsv(org, { id: '750x' }, file);
    const [, upload] = server.askedFor('/services/data/jobs');
    expect(upload?.body === text).toBe(true);
    expect(upload?.headers).toMatchObject({
      'content-type': 'text/csv; charset=UTF-8',
      'content-length': String(sent),
    });
    expect(org.credits.byKind.get('bulk-ingest')).toBe(2);
  });

  it('is waited for, the first look at once, and an end with failed rows is an end', async () => {
    server = await scriptedOrg({
      'GET /services/data/jobs/ingest/750x': [
        ingest({ state: 'UploadComplete' }),
        ingest({ state: 'InProgress', numberRecordsProcessed: 10 }),
        ingest({ state: 'JobComplete', numberRecordsProcessed: 20, numberRecordsFailed: 20 }),
      ],
    });
    const seen: string[] = [];
    const job = await waitForJob(await server.connect(), '750x', { onState: ({ state }) => seen.push(state) });
    expect(seen).toEqual(['UploadComplete', 'InProgress', 'JobComplete']);
    expect(job).toMatchObject({ rowsProcessed: 20, rowsFailed: 20 });
  });

  it('that takes too long is named, so that it can be asked later', async () => {
    server = await scriptedOrg({ 'GET /services/data/jobs/ingest/750x': ingest({ state: 'InProgress' }) });
    const org = await server.connect();
    await expect(waitForJob(org, '750x', { atMostMs: 0 })).rejects.toMatchObject({
      trouble: 'busy',
      facts: { jobId: '750x' },
    });
  });

  it('that the org does not know is no job', async () => {
    server = await scriptedOrg();
    expect(await findJob(await server.connect(), '750y')).toBeUndefined();
  });

  it('gives its results as a file that is there whole or not at all', async () => {
    const path = '/services/data/jobs/ingest/750x';
    server = await scriptedOrg({
      [`GET ${path}/failedResults`]: csv('"sf__Id","sf__Error","Ext__c"\n', {}),
      [`GET ${path}/successfulResults`]: {
        status: 400,
        body: [{ errorCode: 'INVALIDJOBSTATE', message: 'too early' }],
      },
    });
    const org = await server.connect();
    await saveResults(org, '750x', 'failed', join(folder, 'failed.csv'));
    await expect(saveResults(org, '750x', 'successful', join(folder, 'good.csv'))).rejects.toMatchObject({
      code: 'INVALIDJOBSTATE',
    });
    expect(await readdir(folder)).toEqual(['failed.csv']);
  });

  it('gives its results in portions of whole rows, whatever quotes and line breaks their cells hold', async () => {
    const parts = ['line\nline', '"', ',', '\n"', '",\n"003A","', 'said "so", and'];
    const cell = (row: number) => Array.from({ length: 9 }, (_, at) => parts[(row * (at + 3) + at * at) % 6]).join('');
    const names = ['sf__Id', 'sf__Error'];
    const rows = Array.from({ length: 80_000 }, (_, row) => [String(row), cell(row)]);
    const text = [names, ...rows].map((line) => `${csvLine(line)}\n`).join('');
    server = await scriptedOrg({ 'GET /services/data/jobs/ingest/750x/failedResults': csv(text, {}) });
    const files = await saveResultPortions(await server.connect(), '750x', 'failed', (n) => join(folder, `${n}.csv`));
    expect(files.length).toBeGreaterThan(1);
    const read: string[][] = [];
    for (const file of files) {
      const [header, ...portion] = parse(await readFile(file)) as string[][];
      expect(header).toEqual(names);
      read.push(...portion);
    }
    expect(read).toEqual(rows);
  });
});

describe('a streamed answer', () => {
  it('that sends us elsewhere is not taken for rows', async () => {
    const path = '/services/data/jobs/ingest/750x/failedResults';
    server = await scriptedOrg({ [`GET ${path}`]: { status: 302, headers: { location: '/login' }, body: '<html>' } });
    const org = await server.connect();
    await expect(saveResults(org, '750x', 'failed', join(folder, 'failed.csv'))).rejects.toMatchObject({
      code: 'ERROR_HTTP_302',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a bulk query', () => {
  const path = '/services/data/jobs/query';

  it('joins its pages under one header, until the locator is the word null', async () => {
    server = await scriptedOrg({
      [`POST ${path}`]: query({ state: 'UploadComplete' }),
      [`GET ${path}/750q`]: [
        query({ state: 'InProgress' }),
        query({ state: 'JobComplete', numberRecordsProcessed: 3 }),
      ],
      [`GET ${path}/750q/results`]: csv('"Id","Name"\n"1","a"\n"2","b"\n', {
        'sforce-locator': 'MTAw',
        'sforce-numberofrecords': '2',
      }),
      [`GET ${path}/750q/results?locator=MTAw`]: csv('"Id","Name"\n"3","two\nlines"\n', {
        'sforce-locator': 'null',
        'sforce-numberofrecords': '1',
      }),
    });
    const file = join(folder, 'rows.csv');
    const outcome = await bulkQueryToFile(await server.connect(), 'SELECT Id, Name FROM Usage__c', file);
    expect(outcome).toEqual({ rows: 3, jobId: '750q' });
    expect(await readFile(file, 'utf8')).toBe('"Id","Name"\n"1","a"\n"2","b"\n"3","two\nlines"\n');
  });

  it('ends where there is no locator at all', async () => {
    server = await scriptedOrg({
      [`POST ${path}`]: query({ state: 'UploadComplete' }),
      [`GET ${path}/750q`]: query({ state: 'JobComplete' }),
      [`GET ${path}/750q/results`]: csv('"Id"\n', {}),
    });
    const file = join(folder, 'rows.csv');
    expect(await bulkQueryToFile(await server.connect(), 'SELECT Id FROM Usage__c', file)).toMatchObject({ rows: 0 });
  });

  it('brings many pages without a warning of Node', async () => {
    const locators = Array.from({ length: 14 }, (_, at) => `L${at}`);
    const pages = locators.map((locator, at) => [
      `GET ${path}/750q/results${at === 0 ? '' : `?locator=${locators[at - 1]}`}`,
      csv(`"Id"\n"${at}"\n`, { ...(at < 13 && { 'sforce-locator': locator }), 'sforce-numberofrecords': '1' }),
    ]);
    server = await scriptedOrg({
      [`POST ${path}`]: query({ state: 'UploadComplete' }),
      [`GET ${path}/750q`]: query({ state: 'JobComplete' }),
      ...Object.fromEntries(pages),
    });
    const warnings: string[] = [];
    const warned = ({ message }: Error) => void warnings.push(message);
    process.on('warning', warned);
    const file = join(folder, 'rows.csv');
    expect(await bulkQueryToFile(await server.connect(), 'SELECT Id FROM Usage__c', file)).toMatchObject({ rows: 14 });
    process.off('warning', warned);
    expect([warnings, (await readFile(file, 'utf8')).split('\n').length]).toEqual([[], 16]);
  });

  it("that fails does so in the org's words", async () => {
    server = await scriptedOrg({
      [`POST ${path}`]: query({ state: 'UploadComplete' }),
      [`GET ${path}/750q`]: query({ state: 'Failed', errorMessage: 'InvalidBatch : Failed to process query' }),
    });
    const org = await server.connect();
    await expect(bulkQueryToFile(org, 'SELECT x FROM Usage__c', join(folder, 'rows.csv'))).rejects.toMatchObject({
      code: 'INVALIDBATCH',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
