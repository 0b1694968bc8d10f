import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller, type Reply, soql } from '../http/caller.ts';

let org: LocalOrg;
let call: Call;
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme', Industry: 'Banking' }] } });
  call = caller(org);
});
afterAll(() => org.close());
beforeEach(() => org.reset());

async function open(job: Record<string, unknown>): Promise<string> {
  const { status, json } = await call('POST', 'jobs/ingest', { object: 'Account', operation: 'insert', ...job });
  expect(status).toBe(200);
  return json.id;
}

/** Opens, fills and closes a job, and gives its state at the first look. */
async function run(job: Record<string, unknown>, csv: string): Promise<Reply['json']> {
  const id = await open(job);
  expect((await call('PUT', `jobs/ingest/${id}/batches`, csv)).status).toBe(201);
  const closed = await call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  expect(closed.json).toMatchObject({ id, state: 'UploadComplete' });
  return (await call('GET', `jobs/ingest/${id}`)).json;
}

async function results(id: string, kind: string, delimiter = ','): Promise<Record<string, string>[]> {
  const { status, headers, text } = await call('GET', `jobs/ingest/${id}/${kind}`);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  for (const line of text.trimEnd().split(/\r?\n/)) expect(line).toMatch(/^".*"$/);
  return parse(text, { columns: true, delimiter });
}

test('a new job says where its data goes', async () => {
  const { json } = await call('POST', 'jobs/ingest', { object: 'account', operation: 'insert', contentType: 'CSV' });
  expect(json).toMatchObject({
    id: expect.stringMatching(/^750\w{15}$/),
    object: 'Account',
    state: 'Open',
    apiVersion: 67,
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
    contentUrl: `services/data/v67.0/jobs/ingest/${json.id}/batches`,
  });
});

test('two thousand rows are written by the first look, each answered for', async () => {
  const rows = Array.from({ length: 2000 }, (_, n) => (n % 4 === 3 ? `,Row ${n}` : `"Name, ""${n}""",Row ${n}`));
  const job = await run({}, `Name,Description\n${rows.join('\n')}\n`);
  expect(job).toMatchObject({
    state: 'JobComplete',
    numberRecordsProcessed: 2000,
    numberRecordsFailed: 500,
    jobType: 'V2Ingest',
  });
  const good = await results(job.id, 'successfulResults');
  const bad = await results(job.id, 'failedResults');
  expect([good.length, bad.length]).toEqual([1500, 500]);
  expect(good[0]).toEqual({
    sf__Id: expect.stringMatching(/^001/),
    sf__Created: 'true',
    Name: 'Name, "0"',
    Description: 'Row 0',
  });
  expect(bad[0]).toEqual({
    sf__Id: '',
    sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
    Name: '',
    Description: 'Row 3',
  });
  expect(await results(job.id, 'unprocessedrecords')).toEqual([]);
  const { json } = await call('GET', soql('SELECT COUNT() FROM Account'));
  expect(json.totalSize).toBe(1501);
});

test('an empty cell leaves a field alone, and #N/A empties it', async () => {
  const update = { operation: 'update' };
  await run(update, `Id,Industry\n${acme},\n`);
  expect((await call('GET', `sobjects/Account/${acme}?fields=Industry`)).json.Industry).toBe('Banking');
  const job = await run(update, `Id,Industry\n${acme},#N/A\n`);
  expect((await results(job.id, 'successfulResults'))[0]).toEqual({
    sf__Id: acme,
    sf__Created: 'false',
    Id: acme,
    Industry: '#N/A',
  });
  expect((await call('GET', `sobjects/Account/${acme}?fields=Industry`)).json.Industry).toBeNull();
});

test('an upsert by a key makes and changes rows, and refuses both rows of a key that comes twice', async () => {
  const csv = 'Email,LastName\na@x.example,A\nb@x.example,B\na@x.example,Again\n';
  const upsert = { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Email' };
  const job = await run(upsert, csv);
  expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 });
  expect((await results(job.id, 'failedResults')).map((row) => [row['sf__Error'], row['LastName']])).toEqual([
    ['DUPLICATE_VALUE:Duplicate external id specified: a@x.example:Email --', 'A'],
    ['DUPLICATE_VALUE:Duplicate external id specified: a@x.example:Email --', 'Again'],
  ]);
  const second = await run(upsert, csv);
  expect((await results(second.id, 'successfulResults')).map((row) => row['sf__Created'])).toEqual(['false']);
});

test('rows are deleted by their Ids', async () => {
  const job = await run({ operation: 'delete' }, `Id\n${acme}\n${idOf('001', 9)}\n`);
  expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 1 });
  expect((await call('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize).toBe(0);
});

test('one unknown column fails the whole job before any row, and the rows are unprocessed', async () => {
  const job = await run({}, 'Name,Nope__c,Worse__c\nA,1,2\nB,1,2\n');
  expect(job).toMatchObject({
    state: 'Failed',
    errorMessage: 'InvalidBatch : Field name not found : Nope__c',
    numberRecordsProcessed: 0,
  });
  expect(await results(job.id, 'unprocessedrecords')).toEqual([
    { Name: 'A', Nope__c: '1', Worse__c: '2' },
    { Name: 'B', Nope__c: '1', Worse__c: '2' },
  ]);
  expect(await results(job.id, 'failedResults')).toEqual([]);
});

test('line endings of the other kind fail the whole job', async () => {
  const lf = await run({ lineEnding: 'LF' }, 'Name\r\nA\r\n');
  const crlf = await run({ lineEnding: 'CRLF' }, 'Name\r\n"A\nB"\r\n');
  expect([lf, crlf].map(({ state, errorMessage }) => [state, errorMessage])).toEqual([
    ['Failed', 'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF'],
    ['Failed', 'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF'],
  ]);
});

test('a byte order mark fails the whole job', async () => {
  const quoted = await run({}, '\uFEFF"Name"\n"A"\n');
  expect([quoted.state, quoted.errorMessage]).toEqual([
    'Failed',
    'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
  ]);
  expect(await run({}, '\uFEFFName\nA\n')).toMatchObject({
    state: 'Failed',
    errorMessage: 'InvalidBatch : Field name not found : \uFEFFName',
  });
});

test('a row with another number of values than the header fails the job, and nothing of its slice stays', async () => {
  const job = await run({}, 'Name,Industry\nA,Banking\nB\n');
  expect(job).toMatchObject({ state: 'Failed', numberRecordsProcessed: 0 });
  const { text } = await call('GET', `jobs/ingest/${job.id}/unprocessedrecords`);
  expect(text).toBe('"Name","Industry"\n"A","Banking"\n"B"\n');
});

test('every delimiter and line ending that the platform names is read and written', async () => {
  const cases = { BACKQUOTE: '`', CARET: '^', COMMA: ',', PIPE: '|', SEMICOLON: ';', TAB: '\t' };
  for (const [columnDelimiter, delimiter] of Object.entries(cases)) {
    const csv = `Name${delimiter}Description\r\nA${delimiter}"x${delimiter}y"\r\n`;
    const job = await run({ columnDelimiter, lineEnding: 'CRLF' }, csv);
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 0 });
    expect(await results(job.id, 'successfulResults', delimiter)).toMatchObject([
      { Name: 'A', Description: `x${delimiter}y` },
    ]);
  }
});

test('a job takes one upload, and none once it is closed or aborted', async () => {
  const id = await open({});
  await call('PUT', `jobs/ingest/${id}/batches`, 'Name\nA\n');
  const second = await call('PUT', `jobs/ingest/${id}/batches`, 'Name\nB\n');
  expect([second.status, second.json[0].message]).toEqual([
    400,
    expect.stringContaining('Found multiple contents for job'),
  ]);
  expect((await call('PATCH', `jobs/ingest/${id}`, { state: 'Aborted' })).json.state).toBe('Aborted');
  const third = await call('PUT', `jobs/ingest/${id}/batches`, 'Name\nB\n');
  expect([third.status, third.json[0].errorCode]).toEqual([400, 'INVALIDJOBSTATE']);
  const again = await call('PATCH', `jobs/ingest/${id}`, { state: 'Aborted' });
  expect(again.json).toEqual([{ message: 'Aborting already Completed Job not allowed', errorCode: 'INVALIDJOBSTATE' }]);
  expect(await results(id, 'unprocessedrecords')).toEqual([{ Name: 'A' }]);
});

test('of two uploads at once one is taken', async () => {
  const id = await open({});
  const puts = await Promise.all(
    ['A', 'B', 'C'].map((name) => call('PUT', `jobs/ingest/${id}/batches`, `Name\n${name}\n`)),
  );
  expect(puts.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
});

test('an upload that breaks off leaves the job open for a whole one', async () => {
  const id = await open({});
  const broken = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(new TextEncoder().encode('Name\nHalf')),
    pull: (stream) => stream.error(new Error('the client went away')),
  });
  const headers = { authorization: `Bearer ${org.accessToken()}`, 'content-type': 'text/csv' };
  const url = `${org.url}/services/data/v67.0/jobs/ingest/${id}/batches`;
  await expect(fetch(url, { method: 'PUT', headers, body: broken, duplex: 'half' })).rejects.toThrow();
  let again = await call('PUT', `jobs/ingest/${id}/batches`, 'Name\nWhole\n');
  while (again.status !== 201) again = await call('PUT', `jobs/ingest/${id}/batches`, 'Name\nWhole\n');
  await call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  expect(await results(id, 'successfulResults')).toMatchObject([{ Name: 'Whole' }]);
});

test('a job that cannot be is refused in the words of Bulk', async () => {
  const attempts: [Record<string, unknown>, string, RegExp][] = [
    [{ object: 'Nope' }, 'INVALIDENTITY', /Nope/],
    [{ operation: 'merge' }, 'INVALIDJOB', /operation/],
    [{ operation: 'hardDelete' }, 'FEATURENOTENABLED', /special user profile permission/],
    [{ operation: 'upsert' }, 'INVALIDJOB', /External ID was blank for Account/],
    [{ operation: 'upsert', externalIdFieldName: 'Industry' }, 'INVALIDJOB', /Industry does not match an External ID/],
    [{ contentType: 'XML' }, 'INVALIDJOB', /contentType/],
  ];
  for (const [job, errorCode, message] of attempts) {
    const { status, json } = await call('POST', 'jobs/ingest', { object: 'Account', operation: 'insert', ...job });
    expect([status, json[0].errorCode, json[0].message]).toEqual([400, errorCode, expect.stringMatching(message)]);
  }
});

test('the job and its rows may come in one multipart request', async () => {
  const body = new FormData();
  body.set('job', new Blob([JSON.stringify({ object: 'Account', operation: 'insert' })], { type: 'application/json' }));
  body.set('content', new Blob(['Name\nA\nB\n'], { type: 'text/csv' }), 'content');
  const response = await fetch(`${org.url}/services/data/v67.0/jobs/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.accessToken()}` },
    body,
  });
  const { id } = (await response.json()) as { id: string };
  expect((await call('GET', `jobs/ingest/${id}`)).json).toMatchObject({
    state: 'JobComplete',
    numberRecordsProcessed: 2,
  });
});

test('jobs are listed, found by their short Ids, and deleted', async () => {
  const { id } = await run({}, 'Name\nA\n');
  expect((await call('GET', 'jobs/ingest')).json).toMatchObject({
    done: true,
    records: [{ id, state: 'JobComplete' }],
  });
  expect((await call('GET', `jobs/ingest/${id.slice(0, 15)}`)).json.id).toBe(id);
  const openId = await open({});
  expect((await call('DELETE', `jobs/ingest/${openId}`)).json[0].errorCode).toBe('INVALIDJOBSTATE');
  expect((await call('DELETE', `jobs/ingest/${id}`)).status).toBe(204);
  expect((await call('GET', `jobs/ingest/${id}`)).status).toBe(404);
});

test('results are not there before the job is over', async () => {
  const id = await open({});
  const { status, json } = await call('GET', `jobs/ingest/${id}/successfulResults`);
  expect([status, json[0].errorCode]).toEqual([400, 'INVALIDJOBSTATE']);
});

test('other requests are answered while a long job is at work, which then ends complete', async () => {
  const id = await open({});
  const rows = Array.from({ length: 60_000 }, (_, n) => `Account ${n},${'description '.repeat(8)}`);
  await call('PUT', `jobs/ingest/${id}/batches`, `Name,Description\n${rows.join('\n')}\n`);
  await call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  const states: string[] = [];
  for (;;) {
    const { state, numberRecordsProcessed } = (await call('GET', `jobs/ingest/${id}`)).json;
    states.push(state);
    if (state !== 'InProgress' && state !== 'UploadComplete') {
      expect([state, numberRecordsProcessed]).toEqual(['JobComplete', 60_000]);
      break;
    }
  }
  expect(states.length).toBeGreaterThan(2);

  // A query tells how far it has come as well.
  const { json } = await call('POST', 'jobs/query', {
    operation: 'query',
    query: 'SELECT Name, Description FROM Account',
  });
  const look = async () => (await call('GET', `jobs/query/${json.id}`)).json;
  let job = await look();
  expect(job.state).toBe('InProgress');
  expect([10_000, 20_000, 30_000, 40_000, 50_000, 60_000]).toContain(job.numberRecordsProcessed);
  while (job.state === 'InProgress') job = await look();
  expect(job.state).toBe('JobComplete');
  expect(job.numberRecordsProcessed).toBeGreaterThanOrEqual(60_000);
});
