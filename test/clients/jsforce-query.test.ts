import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;
const rows = Array.from({ length: 450 }, (_, n) => ({
  Id: idOf('001', n + 1),
  Name: `Account ${String(n).padStart(3, '0')}`,
}));

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: rows } });
  connection = jsforceOn(org);
});
afterAll(() => org.close());

const small = {
  headers: { 'Sforce-Query-Options': 'batchSize=200' },
  autoFetch: false,
  maxFetch: 10_000,
  scanAll: false,
  responseTarget: 'QueryResult',
} as const;

test('page by page with queryMore', async () => {
  let page = await connection.query('SELECT Name FROM Account ORDER BY Name', small);
  const seen = [page.records.length];
  while (!page.done) {
    page = await connection.queryMore(page.nextRecordsUrl ?? '', small);
    seen.push(page.records.length);
  }
  expect([page.totalSize, seen]).toEqual([450, [200, 200, 50]]);
});

test('all pages in one with autoFetch, as many as maxFetch allows', async () => {
  const all = await connection.query('SELECT Name FROM Account', { ...small, autoFetch: true });
  expect([all.records.length, all.done]).toEqual([450, true]);
  const some = await connection.query('SELECT Name FROM Account', { ...small, autoFetch: true, maxFetch: 300 });
  expect(some.records).toHaveLength(300);
});

test('row by row as events and as a stream', async () => {
  const names: string[] = [];
  await new Promise<void>((done, fail) => {
    const query = connection.query<{ Name: string }>('SELECT Name FROM Account ORDER BY Name');
    query.on('record', ({ Name }) => names.push(Name));
    query.on('end', () => done());
    query.on('error', fail);
    query.run({ ...small, autoFetch: true });
  });
  expect(names).toHaveLength(450);
  const csv = await new Promise<string>((done, fail) => {
    let text = '';
    const stream = connection.query("SELECT Name FROM Account WHERE Name LIKE 'Account 00%'").stream('csv');
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    stream.on('end', () => done(text));
    stream.on('error', fail);
  });
  expect(csv.trim().split('\n')).toHaveLength(11);
});

test('queryAll sees the deleted rows too', async () => {
  const [{ Id = '' } = {}] = await connection.sobject('Account').find({ Name: 'Account 449' }, ['Id']).execute();
  await connection.sobject('Account').destroy(Id);
  const live = await connection.query("SELECT Id FROM Account WHERE Name = 'Account 449'");
  const all = await connection.query("SELECT Id, IsDeleted FROM Account WHERE Name = 'Account 449'", {
    scanAll: true,
  } as never);
  expect([live.totalSize, all.records]).toEqual([0, [expect.objectContaining({ Id, IsDeleted: true })]]);
});

test('a query that cannot be understood is refused with its place', async () => {
  await expect(connection.query('SELECT Nope__c FROM Account')).rejects.toMatchObject({
    errorCode: 'INVALID_FIELD',
    message: expect.stringContaining("No such column 'Nope__c' on entity 'Account'"),
  });
  await expect(connection.query('SELECT FROM')).rejects.toMatchObject({ errorCode: 'MALFORMED_QUERY' });
});

test('a query is explained', async () => {
  const { plans } = await connection.query(`SELECT Id FROM Account WHERE Id = '${rows[0]?.Id}'`).explain();
  expect(plans[0]).toMatchObject({
    leadingOperationType: expect.any(String),
    sobjectType: 'Account',
    relativeCost: expect.any(Number),
  });
});

test('search by words', async () => {
  const { searchRecords } = await connection.search('FIND {Account 01*} IN NAME FIELDS RETURNING Account(Id, Name)');
  expect(searchRecords.length).toBeGreaterThan(0);
});
