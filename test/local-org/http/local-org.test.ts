import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUse, findLocalOrg, idOf, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, soql } from './caller.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-org-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const seed = { Account: [{ Id: idOf('001', 1), Name: 'Acme' }] };
const names = soql('SELECT Name FROM Account ORDER BY Name');

test('a kept org goes on where it was, with the same Id and tokens', async () => {
  const first = await startLocalOrg({ folder, seed });
  await caller(first)('POST', 'sobjects/Account', { Name: 'Later' });
  const { organizationId } = first;
  const tokens = [first.accessToken(), first.accessToken('heap-sync@heap.local')];
  await first.close();
  const second = await startLocalOrg({ folder, seed });
  try {
    expect(second.organizationId).toBe(organizationId);
    expect([second.accessToken(), second.accessToken('heap-sync@heap.local')]).toEqual(tokens);
    const { json, headers } = await caller(second)('GET', names);
    expect(json.records).toMatchObject([{ Name: 'Acme' }, { Name: 'Later' }]);
    expect(headers.get('sforce-limit-info')).toBe('api-usage=2/15000');
  } finally {
    await second.close();
  }
});

test('a folder is served by one process at a time, and tells where', async () => {
  const org = await startLocalOrg({ folder });
  try {
    const again = await startLocalOrg({ folder }).catch((error: unknown) => error);
    expect(again).toBeInstanceOf(FolderInUse);
    expect(again).toMatchObject({ url: org.url, pid: process.pid });
    const found = await findLocalOrg(folder);
    expect(found).toMatchObject({ url: org.url, pid: process.pid });
    expect(found?.accessToken('heap-sync@heap.local')).toBe(org.accessToken('heap-sync@heap.local'));
    expect(() => found?.accessToken('nobody@heap.local')).toThrow(/nobody@heap\.local/);
    for (const file of ['server.json', 'jwt.key']) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  } finally {
    await org.close();
  }
  expect(await findLocalOrg(folder)).toBeUndefined();
});

test('what a dead process left in the folder does not hinder the next', async () => {
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ pid: 2 ** 22 - 1, url: 'http://localhost:1' }));
  expect(await findLocalOrg(folder)).toBeUndefined();
  const org = await startLocalOrg({ folder });
  const { url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'));
  expect(url).toBe(org.url);
  await org.close();
});

test('a reset goes back to the seed at once, and tokens stay good', async () => {
  for (const options of [{ seed }, { seed, folder }]) {
    const org = await startLocalOrg(options);
    try {
      const call = caller(org);
      const token = org.accessToken();
      await call('POST', 'sobjects/Account', { Name: 'Later' });
      for (let round = 0; round < 2; round++) {
        await org.reset();
        expect(org.accessToken()).toBe(token);
        const { json, headers } = await call('GET', names);
        expect(json.records).toMatchObject([{ Name: 'Acme' }]);
        expect(headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
      }
    } finally {
      await org.close();
    }
  }
});

test('the address is one of this machine', async () => {
  const org = await startLocalOrg();
  expect(org.url).toMatch(/^http:\/\/localhost:\d+$/);
  expect((await fetch(`${org.url.replace('localhost', '127.0.0.1')}/services/data`)).status).toBe(200);
  await org.close();
});

test('a port that another program has is named, and the folder is free again', async () => {
  const other = await startLocalOrg();
  try {
    const port = Number(new URL(other.url).port);
    await expect(startLocalOrg({ folder, port })).rejects.toThrow(`Port ${port} is in use`);
    const org = await startLocalOrg({ folder });
    await org.close();
    await org.close();
  } finally {
    await other.close();
  }
});

test('of two that start on one folder at once, one gets it', async () => {
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ pid: 2 ** 22 - 1 }));
  const starts = await Promise.allSettled([1, 2, 3].map(() => startLocalOrg({ folder })));
  const started = starts.filter((one) => one.status === 'fulfilled');
  expect(started.length).toBe(1);
  for (const one of starts) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(FolderInUse);
  await started[0]?.value.close();
});
