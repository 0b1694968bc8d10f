import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller, soql } from '../http/caller.ts';
import { type BulkJobs, bulkJobs } from './bulk-jobs.ts';

let org: LocalOrg;
let call: Call;
let jobs: BulkJobs;
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme', Industry: 'Banking' }] } });
  call = caller(org);
  jobs = bulkJobs(call);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

const ended = ({ state, errorMessage }: Record<string, unknown>) => [state, errorMessage];

test.each([
  ['BACKQUOTE', '`'],
  ['CARET', '^'],
  ['COMMA', ','],
  ['PIPE', '|'],
  ['SEMICOLON', ';'],
  ['TAB', '\t'],
])('columns are told apart by %s, with either line ending', async (columnDelimiter, sign) => {
  const rows = [`Name${sign}Description`, `One${sign}"a${sign}b"`, `"Two"${sign}`, ''];
  for (const [lineEnding, end] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ]) {
    const job = await jobs.run({ columnDelimiter, lineEnding }, rows.join(end));
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 0 });
    const { text } = await call('GET', `jobs/ingest/${job.id}/successfulResults`);
    expect(text.split(String(end))[0]).toBe(
      ['sf__Id', 'sf__Created', 'Name', 'Description'].map((n) => `"${n}"`).join(sign),
    );
  }
  const { json } = await call('GET', soql("SELECT Description FROM Account WHERE Name = 'One'"));
  expect(json.records.map((row: { Description: string }) => row.Description)).toEqual([`a${sign}b`, `a${sign}b`]);
});

test('blank rows are no rows, and a quoted line break belongs to its cell', async () => {
  const job = await jobs.run({}, 'Name,Description\n\nOne,"two\nlines"\n\n\n');
  expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1 });
  expect(await jobs.results(job.id, 'successfulResults')).toMatchObject([{ Description: 'two\nlines' }]);
});

test.each([
  [
    'more than 5,000 columns',
    `${Array.from({ length: 5001 }, (_, n) => `F${n}`).join(',')}\n`,
    'Exceeded max number of columns per record : 5000',
  ],
  [
    'a field of more than 32,000 characters',
    `Name,Description\nx,${'y'.repeat(32_001)}\n`,
    'Exceeded max field size: 32001',
  ],
  [
    'a record of more than 400,000 characters',
    `Name${',Name'.repeat(13)}\n${Array.from({ length: 14 }, () => 'y'.repeat(30_000)).join(',')}\n`,
    undefined,
  ],
  ['a quote that is never closed', 'Name\n"x\n', 'EOF reached before closing an opened quote'],
  ['text after a closing quote', 'Name\n"x"y\n', 'Not expecting more text after end quote'],
  ['no header at all', '', 'The header row is missing'],
])('the whole job fails over %s', async (_what, csv, words) => {
  const { state, errorMessage, numberRecordsProcessed } = await jobs.run({}, csv);
  expect([state, numberRecordsProcessed]).toEqual(['Failed', 0]);
  expect(errorMessage).toMatch(/^InvalidBatch : /);
  if (words !== undefined) expect(errorMessage).toBe(`InvalidBatch : Failed to parse CSV. ${words}`);
});

test('a column that comes twice fails the job', async () => {
  const [state, message] = ended(await jobs.run({}, 'Name,name\nx,y\n'));
  expect(state).toBe('Failed');
  expect(message).toMatch(/^InvalidBatch : Duplicate/);
});

test('a header without rows is a job without work', async () => {
  expect(await jobs.run({}, 'Name\n')).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 0 });
});

test('hard delete asks for a permission that an administrator has to be given first', async () => {
  const job = { object: 'Account', operation: 'hardDelete' };
  const refused = await call('POST', 'jobs/ingest', job);
  expect([refused.status, refused.json[0].errorCode]).toEqual([400, 'FEATURENOTENABLED']);
  const set = await call('POST', 'sobjects/PermissionSet', {
    Name: 'Hard',
    Label: 'Hard',
    PermissionsBulkApiHardDelete: true,
  });
  expect(set.status).toBe(201);
  const us = (await call('GET', '/services/oauth2/userinfo')).json.user_id;
  const assigned = { AssigneeId: us, PermissionSetId: set.json.id };
  expect((await call('POST', 'sobjects/PermissionSetAssignment', assigned)).status).toBe(201);
  expect(await jobs.run(job, `Id\n${acme}\n`)).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 0 });
  const bin = await call('GET', `queryAll?q=${encodeURIComponent(`SELECT Id FROM Account WHERE Id = '${acme}'`)}`);
  expect(bin.json.totalSize).toBe(0);
});

test('an assignment rule that the org does not have is refused', async () => {
  const { status, json } = await call('POST', 'jobs/ingest', {
    object: 'Account',
    operation: 'insert',
    assignmentRuleId: '01Q000000000001AAA',
  });
  expect([status, json[0].errorCode]).toEqual([400, 'INVALIDJOB']);
});

test('twenty thousand rows are written by the first look', async () => {
  const job = await jobs.run({}, `Name\n${'x\n'.repeat(20_000)}`);
  expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 20_000 });
});

test('what a job had not come to when it was aborted is unprocessed, each row in one of the three results', async () => {
  const id = await jobs.fill(
    {},
    `Name\n${Array.from({ length: 1500 }, (_, n) => (n === 3 ? '#N/A\n' : `Row ${n}\n`)).join('')}`,
  );
  const fault = org.control.addFault({ kind: 'job-waits', afterRows: 700, jobId: id });
  await jobs.close(id);
  expect((await call('PATCH', `jobs/ingest/${id}`, { state: 'Aborted' })).json.state).toBe('Aborted');
  org.control.removeFault(fault);
  const kinds = ['successfulResults', 'failedResults', 'unprocessedrecords'];
  const counts = await Promise.all(kinds.map(async (kind) => (await jobs.results(id, kind)).length));
  expect(counts).toEqual([699, 1, 800]);
});
