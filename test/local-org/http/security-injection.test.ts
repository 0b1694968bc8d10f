import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fitsPattern } from '../../../src/base/star-pattern.ts';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data, soql } from './caller.ts';
import { controller } from './control-caller.ts';
import { raw, sendRaw } from './wire.ts';

let root: string;
let org: LocalOrg;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'security-'));
  org = await startLocalOrg({ folder: join(root, 'org') });
});
afterAll(async () => {
  await org.close();
  rmSync(root, { recursive: true, force: true });
});

/** Nothing beside the org's own folder. */
const outside = (): readonly string[] => readdirSync(root).filter((name) => name !== 'org');

test('what is put into a query stays what it is', async () => {
  const call = caller(org);
  const name = `O'Hara"; DROP TABLE "Account"; -- \\' OR Name != '`;
  expect((await call('POST', 'sobjects/Account', { Name: name })).status).toBe(201);
  const escaped = name.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const found = await call('GET', soql(`SELECT Name FROM Account WHERE Name = '${escaped}'`));
  expect(found.json.records).toMatchObject([{ Name: name }]);
  for (const query of [
    `SELECT Id FROM Account WHERE Name = '' OR 1=1 --'`,
    `SELECT Id FROM Account; DELETE FROM Account`,
    `SELECT Id FROM Account UNION SELECT value FROM _documents`,
    `SELECT value FROM _documents`,
    `SELECT sql FROM sqlite_schema`,
    `SELECT Id FROM "Account"`,
    `SELECT Id, (SELECT 1) FROM Account`,
    `SELECT Id FROM Account ORDER BY (SELECT 1)`,
  ]) {
    const { status } = await call('GET', soql(query));
    expect([query, status]).toEqual([query, 400]);
  }
  expect((await call('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize).toBe(1);
});

test('names that are none of an object or a field reach no statement', async () => {
  const call = caller(org);
  for (const object of ['Account"', 'Account; DROP TABLE Account', '_documents', 'sqlite_schema', '..', '%2e%2e']) {
    const { status } = await call('GET', `sobjects/${encodeURIComponent(object)}/001Hp0000000001IAA`);
    expect([object, status]).toEqual([object, 404]);
  }
  for (const field of ['Name"', 'Name" = 1; --', '__proto__', 'rowid']) {
    const { status } = await call('POST', 'sobjects/Account', { Name: 'x', [field]: 'y' });
    expect([field, status]).toEqual([field, 400]);
  }
  const key = await call('PATCH', `sobjects/Account/Name%22%20OR%201%3D1/x`, { Name: 'y' });
  expect(key.status).toBeGreaterThanOrEqual(400);
});

test('no line break gets from what was asked into the headers of an answer', async () => {
  const evil = 'x%0d%0aSet-Cookie:%20evil=1';
  const redirect = encodeURIComponent('http://localhost:1717/OauthRedirect');
  const token = `Authorization: Bearer ${org.accessToken()}`;
  for (const path of [
    `/services/oauth2/authorize?response_type=code&client_id=${evil}&redirect_uri=${redirect}&state=${evil}`,
    `/services/oauth2/authorize?response_type=code&redirect_uri=${encodeURIComponent('http://localhost/\r\nSet-Cookie: evil=1')}`,
    `${data}/sobjects/${evil}`,
    `${data}/query?q=${evil}`,
    `${data}/jobs/query/${evil}/results?locator=${evil}`,
    `/services/oauth2/singleaccess?redirect_uri=${evil}`,
  ]) {
    const answer = await sendRaw(org, raw([`GET ${path} HTTP/1.1`, 'Host: localhost', token]));
    expect(answer.split('\r\n\r\n')[0]).not.toMatch(/^Set-Cookie/im);
    expect(answer).toMatch(/^HTTP\/1\.1 [2345]/);
  }
});

test('a login leads to no other address than one of this machine', async () => {
  for (const redirect of [
    'http://evil.example/',
    'http://localhost.evil.example/',
    'http://localhost@evil.example/',
    'http://evil.example#localhost',
    'http://evil.example\\@localhost/',
    '//evil.example',
    'javascript://localhost/%0aalert(1)',
    'file://localhost/etc/passwd',
    'http://127.0.0.1.evil.example/',
  ]) {
    const query = new URLSearchParams({ response_type: 'code', client_id: 'PlatformCLI', redirect_uri: redirect });
    const response = await fetch(`${org.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
    const to = response.headers.get('location');
    const leadsOn = to === null || URL.parse(to)?.hostname === 'localhost';
    expect([redirect, leadsOn, to?.startsWith('http') ?? true]).toEqual([redirect, true, true]);
  }
});

test('Ids of jobs, names of snapshots and of orgs lead out of no folder', async () => {
  writeFileSync(join(root, 'org', 'private.csv'), 'secret');
  const call = caller(org);
  for (const id of ['..%2f..%2fprivate.csv', '%2e%2e', '..%5c..', '750000000000001%00', '....//']) {
    for (const path of [`jobs/ingest/${id}`, `jobs/ingest/${id}/successfulResults`, `jobs/query/${id}/results`]) {
      const { status, text } = await call('GET', path);
      expect([path, status >= 400, text.includes('secret')]).toEqual([path, true, false]);
    }
    await call('PUT', `jobs/ingest/${id}/batches`, 'Name\nEvil\n');
    await call('DELETE', `jobs/ingest/${id}`);
  }
  const control = controller(org);
  for (const name of ['../evil', '..', '/tmp/evil', 'a/b', 'a\\b', 'a\0b', '.hidden', 'x'.repeat(100), '']) {
    const { status } = await control('POST', 'orgs/first/snapshot', { name });
    expect([name, status]).toEqual([name, 400]);
  }
  for (const org of ['..%2f..', '%2e%2e%2f', '__proto__']) {
    expect((await control('DELETE', `orgs/${org}`)).status).toBe(404);
  }
  const made = await control('POST', 'orgs', { name: '../../evil' });
  expect(made.json.usernameSuffix).toBe('.evil');
  expect(readdirSync(join(root, 'org', 'orgs'))).toEqual([made.json.organizationId]);
  expect(readFileSync(join(root, 'org', 'private.csv'), 'utf8')).toBe('secret');
  expect(outside()).toEqual([]);
});

test('a link in the folder of orgs is not followed, and what it leads to stays', async () => {
  const own = join(root, 'org', 'elsewhere');
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  writeFileSync(join(elsewhere, 'kept.txt'), 'kept');
  const server = await startLocalOrg({ folder: own });
  server.orgs.create({ name: 'One' });
  await server.close();
  symlinkSync(elsewhere, join(own, 'orgs', '00DHp0000000001MAA'));
  const again = await startLocalOrg({ folder: own });
  expect(again.orgs.list()).toHaveLength(2);
  await again.close();
  expect(existsSync(join(elsewhere, 'kept.txt'))).toBe(true);
  rmSync(elsewhere, { recursive: true });
});

test('no text makes a pattern of ours slow', async () => {
  const call = caller(org);
  const long = 30_000;
  const texts = [
    `SELECT Id FROM Account WHERE Name = '${'\\\\'.repeat(long)}`,
    `SELECT Id FROM Account WHERE Name LIKE '${'%_'.repeat(2000)}z'`,
    `SELECT ${'Account.'.repeat(long / 10)}Id FROM Contact`,
    `SELECT Id FROM Account WHERE ${'('.repeat(5000)}`,
    `SELECT Id${' '.repeat(long)}FROM${'\t'.repeat(long)}`,
  ];
  // Where the time grew faster than the text, none of these would be answered before the test runs out.
  const statuses = [];
  for (const text of texts) {
    // In a body, since no line of a request is as long.
    const part = { method: 'GET', url: `${data}/query?q=${encodeURIComponent(text)}`, referenceId: 'a' };
    const { json } = await call('POST', 'composite', { compositeRequest: [part] });
    statuses.push(json.compositeResponse[0].httpStatusCode);
  }
  expect(statuses).toEqual([400, 400, 400, 400, 400]);
  expect(fitsPattern(`/${'a'.repeat(50_000)}b`, `${'*a'.repeat(5000)}c`)).toBe(false);
  const authorization = `Authorization: Bearer ${' '.repeat(60_000)}x y`;
  const limits = await sendRaw(org, raw([`GET ${data}/limits HTTP/1.1`, 'Host: localhost', authorization]));
  expect(limits).toMatch(/^HTTP\/1\.1 4/);
  expect(await sendRaw(org, raw(['GET / HTTP/1.1', `Host: ${':1'.repeat(30_000)}`]))).toMatch(/^HTTP\/1\.1 4/);
  const email = `${'a.'.repeat(long)}@${'b.'.repeat(long)}`;
  expect((await call('POST', 'sobjects/Contact', { LastName: 'x', Email: email })).status).toBe(400);
});
