import { Connection as NodeConnection } from '@jsforce/jsforce-node';
import { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';

let org: LocalOrg;
const acme = idOf('001', 1);

beforeAll(async () => {
  org = await startLocalOrg({ seed: { Account: [{ Id: acme, Name: 'Acme' }] } });
});
afterAll(() => org.close());

const clients = {
  jsforce: () => new Connection({ instanceUrl: org.url, accessToken: org.accessToken(), version: '67.0' }),
  '@jsforce/jsforce-node': () =>
    new NodeConnection({
      instanceUrl: org.url,
      accessToken: org.accessToken(),
      version: '67.0',
    }) as unknown as Connection,
};

describe.each(Object.entries(clients))('%s', (name, connect) => {
  const connection = (): Connection => connect();

  test('knows who it is and how much it has used', async () => {
    const client = connection();
    const identity = await client.identity();
    expect(identity).toMatchObject({ username: 'admin@heap.local', organization_id: org.organizationId });
    expect(client.limitInfo.apiUsage).toMatchObject({ limit: 15_000, used: expect.any(Number) });
  });

  test('makes, reads, changes, upserts and deletes rows', async () => {
    const contacts = connection().sobject('Contact');
    const email = `${name.replace(/\W/g, '')}@acme.example`;
    const row = await contacts.create({ LastName: 'Made', Email: email, AccountId: acme });
    expect(row).toMatchObject({ success: true });
    const upserted = await contacts.upsert({ Email: email, FirstName: 'Up' }, 'Email');
    expect(upserted).toMatchObject({ success: true, id: row.id });
    await contacts.update({ Id: row.id ?? '', LastName: 'Changed' });
    const read = await contacts.retrieve(row.id ?? '');
    expect(read).toMatchObject({ Name: 'Up Changed', AccountId: acme });
    await contacts.destroy(row.id ?? '');
    await expect(contacts.retrieve(row.id ?? '')).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  });

  test('writes many rows at once, and pages through what it asks for', async () => {
    const client = connection();
    const accounts = client.sobject('Account');
    const rows = Array.from({ length: 450 }, (_, n) => ({ Name: `${name} ${n}` }));
    const made = await accounts.create(rows, { allowRecursive: true });
    expect(made.filter(({ success }) => success).length).toBe(450);
    const headers = { 'Sforce-Query-Options': 'batchSize=200' };
    const options = {
      headers,
      autoFetch: false,
      maxFetch: 10_000,
      scanAll: false,
      responseTarget: 'QueryResult',
    } as const;
    let page = await client.query(`SELECT Id, Name FROM Account WHERE Name LIKE '${name} %'`, options);
    const found = [...page.records];
    while (!page.done) {
      page = await client.queryMore(page.nextRecordsUrl ?? '', options);
      found.push(...page.records);
    }
    expect(new Set(found.map(({ Id }) => Id)).size).toBe(450);
    const many = await accounts.retrieve(made.slice(0, 3).map(({ id }) => id ?? ''));
    expect(many.map((record) => record?.['Name'])).toEqual([0, 1, 2].map((n) => `${name} ${n}`));
    const gone = await accounts.destroy(
      made.map(({ id }) => id ?? ''),
      { allowRecursive: true },
    );
    expect(gone.every(({ success }) => success)).toBe(true);
  });

  test('describes objects, and the org, and its limits', async () => {
    const client = connection();
    expect((await client.describeGlobal()).sobjects.map((one) => one.name)).toContain('Account');
    expect((await client.describe('Contact')).fields.map((field) => field.name)).toContain('Email');
    expect((await client.limits())['DailyApiRequests']).toMatchObject({ Max: 15_000 });
    expect((await client.search('FIND {Acme} IN ALL FIELDS RETURNING Account(Id)')).searchRecords).toMatchObject([
      { Id: acme },
    ]);
  });

  test('loads rows in bulk with values that any delimiter would split', async () => {
    const client = connection();
    client.bulk2.pollInterval = 10;
    const awkward = ['a;b', 'c|d', 'e^f', 'g`h', 'i\tj', 'k"l', 'm,n', 'o\np'].map((text) => ({
      Name: `${name} ${text}`,
    }));
    const results = await client.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      input: awkward,
    });
    expect(results.successfulResults.map((row) => ('Name' in row ? row.Name : '')).sort()).toEqual(
      awkward.map(({ Name }) => Name).sort(),
    );
    expect([results.failedResults, results.unprocessedRecords]).toEqual([[], []]);
    const stream = await client.bulk2.query(`SELECT Id, Name FROM Account WHERE Name LIKE '${name}%'`);
    const rows = (await stream.toArray()) as { Id: string; Name: string }[];
    expect(rows.map(({ Name }) => Name).sort()).toEqual(awkward.map(({ Name }) => Name).sort());
    await client.sobject('Account').destroy(rows.map(({ Id }) => Id));
  });

  test('sees a refusal with its code and fields', async () => {
    await expect(connection().sobject('Contact').create({ FirstName: 'x' })).rejects.toMatchObject({
      errorCode: 'REQUIRED_FIELD_MISSING',
      data: { fields: ['LastName'] },
    });
    const stranger = new NodeConnection({ instanceUrl: org.url, accessToken: `${org.organizationId}!x` });
    await expect(stranger.query('SELECT Id FROM Account')).rejects.toMatchObject({ errorCode: 'INVALID_SESSION_ID' });
  });
});

test('a client with a refresh token gets in again after its access token is revoked', async () => {
  const own = await startLocalOrg();
  try {
    const redirectUri = 'http://localhost:1717/OauthRedirect';
    const client = new NodeConnection({
      oauth2: { loginUrl: own.url, clientId: 'PlatformCLI', redirectUri },
      version: '67.0',
    });
    const login = await fetch(client.oauth2.getAuthorizationUrl({ state: 's' }), { redirect: 'manual' });
    const code = new URL(login.headers.get('location') ?? '').searchParams.get('code') ?? '';
    await client.authorize(code);
    await fetch(`${own.url}/services/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: client.accessToken ?? '' }),
    });
    expect((await client.query('SELECT Id FROM Organization')).totalSize).toBe(1);
    expect(client.accessToken).toBe(own.accessToken());
  } finally {
    await own.close();
  }
});
