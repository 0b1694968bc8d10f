import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '../support/sample-rows.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';
import { writeFiles } from './source-files.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.gives('project deploy start --source-dir force-app/package');
  await desk.gives('org assign permset --name Heap_Usage_Sync');
});
afterAll(() => desk.close());

const csv = (lines: readonly string[]): string => lines.join('\n').concat('\n');
const put = (name: string, ...lines: readonly string[]): Promise<void> =>
  writeFiles(desk.project.folder, { [name]: csv(lines) });
const names = async (): Promise<readonly string[]> =>
  (await desk.rows("SELECT Name FROM Account WHERE Name LIKE 'Bulk%' ORDER BY Name")).map(({ Name }) => Name);

/** Starts a job, which `sf` does not wait for unless told how long, and comes back for it. */
async function inTwoSteps(verb: string, words: string): Promise<unknown> {
  const started = await desk.gives(`data ${verb} bulk ${words}`);
  const jobId = started.jobId ?? started.jobInfo?.id;
  expect(jobId).toMatch(/^750/);
  return desk.gives(`data ${verb} resume --wait 5 --job-id`, [jobId]);
}

describe('sf data … bulk on a local org', { timeout: patience }, () => {
  it('imports rows', async () => {
    await put('import.csv', 'Name,NumberOfEmployees', 'Bulk 1,1', '"Bulk 2, Ltd",2');
    const result = await desk.gives('data import bulk --sobject Account --file import.csv --line-ending LF --wait 5');
    expect(result).toMatchObject({ processedRecords: 2, successfulRecords: 2, failedRecords: 0 });
    expect(await names()).toEqual(['Bulk 1', 'Bulk 2, Ltd']);
  });

  it('imports in two steps', async () => {
    await put('import2.csv', 'Name', 'Bulk 3');
    expect(await inTwoSteps('import', '--sobject Account --file import2.csv --line-ending LF')).toMatchObject({
      successfulRecords: 1,
    });
    expect(await names()).toContain('Bulk 3');
  });

  it('tells which rows failed, and hands the results out', async () => {
    await put('bad.csv', 'Name,NumberOfEmployees', 'Bulk 4,4', 'Bulk bad,many');
    const answer = await desk.sf('data import bulk --json --sobject Account --file bad.csv --line-ending LF --wait 5');
    expect(answer.exitCode).not.toBe(0);
    const jobId = /750\w{15}/.exec(answer.stdout)?.[0] ?? '';
    const results = await desk.gives('data bulk results --job-id', [jobId]);
    expect(results).toMatchObject({ processedRecords: 2, successfulRecords: 1, failedRecords: 1 });
    const failed = await readFile(join(desk.project.folder, results.failedFilePath), 'utf8');
    expect(failed).toContain('Bulk bad');
    const good = await readFile(join(desk.project.folder, results.successFilePath), 'utf8');
    expect(good).toContain('Bulk 4');
  });

  it('updates rows', async () => {
    const [row] = await desk.rows("SELECT Id FROM Account WHERE Name = 'Bulk 1'");
    await put('update.csv', 'Id,NumberOfEmployees', `${row.Id},11`);
    const result = await desk.gives('data update bulk --sobject Account --file update.csv --line-ending LF --wait 5');
    expect(result).toMatchObject({ successfulRecords: 1 });
    expect(await desk.rows(`SELECT NumberOfEmployees FROM Account WHERE Id = '${row.Id}'`)).toMatchObject([
      { NumberOfEmployees: 11 },
    ]);
  });

  it('updates in two steps', async () => {
    const [row] = await desk.rows("SELECT Id FROM Account WHERE Name = 'Bulk 1'");
    await put('update2.csv', 'Id,Industry', `${row.Id},Banking`);
    await inTwoSteps('update', '--sobject Account --file update2.csv --line-ending LF');
    expect(await desk.rows(`SELECT Industry FROM Account WHERE Id = '${row.Id}'`)).toMatchObject([
      { Industry: 'Banking' },
    ]);
  });

  const upsert = '--sobject Heap_Account_Usage__c --external-id Account_Id__c --file upsert.csv --line-ending LF';

  it('upserts rows by their external id', async () => {
    await put('upsert.csv', 'Account_Id__c,Account__c', ...accounts.map(({ Id }) => `${Id},${Id}`));
    const first = await desk.gives(`data upsert bulk ${upsert} --wait 5`);
    expect(first).toMatchObject({ jobInfo: { state: 'JobComplete', numberRecordsFailed: 0 } });
    expect(first.records.successfulResults).toHaveLength(3);
  });

  it('upserts them again in two steps', async () => {
    const second = (await inTwoSteps('upsert', upsert)) as {
      records: { successfulResults: { sf__Created: string }[] };
    };
    expect(second.records.successfulResults.map((row) => row.sf__Created)).toEqual(['false', 'false', 'false']);
    expect(await desk.rows('SELECT Id FROM Heap_Account_Usage__c')).toHaveLength(3);
  });

  it('deletes rows', async () => {
    const rows = await desk.rows("SELECT Id FROM Account WHERE Name LIKE 'Bulk%' ORDER BY Name");
    await put('delete.csv', 'Id', ...rows.slice(1).map(({ Id }) => Id));
    await desk.gives('data delete bulk --sobject Account --file delete.csv --line-ending LF --wait 5');
    expect(await names()).toHaveLength(1);
  });

  it('deletes in two steps', async () => {
    const rows = await desk.rows("SELECT Id FROM Account WHERE Name LIKE 'Bulk%'");
    await put('delete2.csv', 'Id', rows[0].Id);
    await inTwoSteps('delete', '--sobject Account --file delete2.csv --line-ending LF');
    expect(await names()).toEqual([]);
  });

  const words = ['--query', 'SELECT Id, Name FROM Account ORDER BY Name', '--output-file'];

  it('exports rows as CSV', async () => {
    await desk.gives('data export bulk --wait 5 --result-format csv', [...words, 'export.csv']);
    const lines = (await readFile(join(desk.project.folder, 'export.csv'), 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(4);
    expect(lines[2]).toContain('"Globex, ""Worldwide"""');
  });

  it('exports in two steps, as JSON', async () => {
    const { jobId } = await desk.gives('data export bulk --result-format json', [...words, 'export.json']);
    await desk.gives('data export resume --job-id', [jobId]);
    const rows = JSON.parse(await readFile(join(desk.project.folder, 'export.json'), 'utf8'));
    expect(rows).toMatchObject(accounts);
  });
});
