import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller } from '../http/caller.ts';

let org: LocalOrg;
let call: Call;
const count = 3500;

beforeAll(async () => {
  const Account = Array.from({ length: count }, (_, n) => ({
    Name: `Account ${String(n).padStart(4, '0')}`,
    Description: n % 3 === 0 ? `line 1\nline "2", ${n}` : null,
  }));
  org = await startLocalOrg({ seed: { Account } });
  call = caller(org);
});
afterAll(() => org.close());

const query = 'SELECT Name, Description, CreatedDate FROM Account ORDER BY Name';

async function create(body: Record<string, unknown> = {}): Promise<string> {
  const { status, json } = await call('POST', 'jobs/query', { operation: 'query', query, ...body });
  expect([status, json.state, json.object]).toEqual([200, 'UploadComplete', 'Account']);
  return json.id;
}

test('a query is complete at the first look, and its rows come quoted with their header', async () => {
  const id = await create();
  expect((await call('GET', `jobs/query/${id}`)).json).toMatchObject({
    state: 'JobComplete',
    numberRecordsProcessed: count,
    jobType: 'V2Query',
  });
  const { headers, text } = await call('GET', `jobs/query/${id}/results`);
  expect([headers.get('sforce-locator'), headers.get('sforce-numberofrecords')]).toEqual(['null', String(count)]);
  expect(text.split('\n')[0]).toBe('"Name","Description","CreatedDate"');
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  expect(rows.length).toBe(count);
  expect(rows[3]).toEqual({
    Name: 'Account 0003',
    Description: 'line 1\nline "2", 3',
    CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
  });
});

test('pages of any size lead through all rows once, each with the header', async () => {
  const id = await create();
  for (const maxRecords of [999, 1000, 1501, 3500]) {
    const names: string[] = [];
    let locator = '';
    do {
      const page = await call(
        'GET',
        `jobs/query/${id}/results?maxRecords=${maxRecords}${locator && `&locator=${locator}`}`,
      );
      const rows = parse(page.text, { columns: true }) as { Name: string }[];
      expect(page.headers.get('sforce-numberofrecords')).toBe(String(rows.length));
      names.push(...rows.map(({ Name }) => Name));
      locator = page.headers.get('sforce-locator') ?? '';
    } while (locator !== 'null');
    expect(names.length).toBe(count);
    expect(new Set(names).size).toBe(count);
    expect([...names].sort()).toEqual(names);
  }
});

test('a query that bulk does not offer, or that is wrong, is refused at once', async () => {
  const attempts = ['SELECT Nope FROM Account', 'SELECT COUNT(Id) FROM Account', 'SELECT Id FROM Nope', 'nonsense'];
  for (const text of attempts) {
    const { status, json } = await call('POST', 'jobs/query', { operation: 'query', query: text });
    expect([text, status, typeof json[0].errorCode]).toEqual([text, 400, 'string']);
  }
  expect(
    (await call('GET', 'jobs/query')).json.records.every(({ state }: { state: string }) => state === 'JobComplete'),
  ).toBe(true);
});

test('a locator of no job, a page of no rows and another version are refused', async () => {
  const id = await create();
  expect((await call('GET', `jobs/query/${id}/results?locator=nonsense`)).json[0].errorCode).toBe(
    'INVALIDQUERYLOCATOR',
  );
  expect((await call('GET', `jobs/query/${id}/results?maxRecords=0`)).status).toBe(400);
  expect((await call('GET', `/services/data/v66.0/jobs/query/${id}/results`)).status).toBe(409);
});

test('an empty result is a header alone', async () => {
  const id = await create({ query: "SELECT Id FROM Account WHERE Name = 'nobody'" });
  const { text, headers } = await call('GET', `jobs/query/${id}/results`);
  expect([text, headers.get('sforce-locator')]).toEqual(['"Id"\n', 'null']);
});

test('a job is seen by its maker, deleted, and then gone', async () => {
  const id = await create({ lineEnding: 'CRLF', columnDelimiter: 'TAB' });
  const { text } = await call('GET', `jobs/query/${id}/results?maxRecords=1`);
  expect(text.split('\r\n')[0]).toBe('"Name"\t"Description"\t"CreatedDate"');
  expect((await call('DELETE', `jobs/query/${id}`)).status).toBe(204);
  expect((await call('GET', `jobs/query/${id}/results`)).status).toBe(404);
});
