import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLocalOrg, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data, soql } from '../http/caller.ts';

let folder: string;
let server: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resumed-org-'));
});
afterEach(() => {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const rows = 30_000;

test('a job that a killed process left half done goes on, each row written and answered once', async () => {
  server = fork(join(import.meta.dirname, 'serve-folder.ts'), [folder], { execArgv: [] });
  await once(server, 'message');
  const found = await findLocalOrg(folder);
  const headers = { authorization: `Bearer ${found?.accessToken('admin@heap.local')}` };
  const json = { ...headers, 'content-type': 'application/json' };
  const url = `${found?.url}${data}/jobs/ingest`;
  const asked = JSON.stringify({ object: 'Account', operation: 'insert' });
  const { id } = (await (await fetch(url, { method: 'POST', headers: json, body: asked })).json()) as { id: string };
  const csv = `Name,Description\n${Array.from({ length: rows }, (_, n) => `Name ${n},"row ""${n}"""`).join('\n')}\n`;
  await fetch(`${url}/${id}/batches`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: csv,
  });
  const close = fetch(`${url}/${id}`, { method: 'PATCH', headers: json, body: '{"state":"UploadComplete"}' });
  close.catch(() => undefined);
  for (;;) {
    const { numberRecordsProcessed } = (await (await fetch(`${url}/${id}`, { headers })).json()) as {
      numberRecordsProcessed: number;
    };
    if (numberRecordsProcessed > 0) break;
  }
  server.kill('SIGKILL');
  await once(server, 'exit');

  const org = await startLocalOrg({ folder });
  try {
    const call = caller(org);
    let job = (await call('GET', `jobs/ingest/${id}`)).json;
    expect(job.numberRecordsProcessed).toBeLessThan(rows);
    while (job.state === 'InProgress' || job.state === 'UploadComplete') {
      job = (await call('GET', `jobs/ingest/${id}`)).json;
    }
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: rows, numberRecordsFailed: 0 });
    const { text } = await call('GET', `jobs/ingest/${id}/successfulResults`);
    const answered = parse(text, { columns: true }) as { sf__Id: string; Name: string }[];
    expect(new Set(answered.map(({ Name }) => Name)).size).toBe(rows);
    expect(new Set(answered.map(({ sf__Id }) => sf__Id)).size).toBe(rows);
    expect(answered.length).toBe(rows);
    expect((await call('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize).toBe(rows);
  } finally {
    await org.close();
  }
});

test('closing the server keeps what a job has done, and the next start finishes it', async () => {
  const first = await startLocalOrg({ folder });
  const call = caller(first);
  const { id } = (await call('POST', 'jobs/ingest', { object: 'Account', operation: 'insert' })).json;
  const csv = `Name\n${Array.from({ length: rows }, (_, n) => `Name ${n}`).join('\n')}\n`;
  await call('PUT', `jobs/ingest/${id}/batches`, csv);
  await call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  await first.close();
  const second = await startLocalOrg({ folder });
  try {
    let job: { state: string };
    do job = (await caller(second)('GET', `jobs/ingest/${id}`)).json;
    while (job.state === 'InProgress');
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: rows });
    expect((await caller(second)('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize).toBe(rows);
  } finally {
    await second.close();
  }
});

test('no job gets the Id of one that is gone: deleted, too old to be kept, or made after a snapshot', async () => {
  const asked = { object: 'Account', operation: 'insert' };
  const given: string[] = [];
  const inOrg = async (work: (org: LocalOrg, make: () => Promise<string>) => Promise<void>) => {
    const org = await startLocalOrg({ folder });
    const make = async () => {
      given.push((await caller(org)('POST', 'jobs/ingest', asked)).json.id);
      return given.at(-1) ?? '';
    };
    try {
      await work(org, make);
    } finally {
      await org.close();
    }
  };
  await inOrg(async (org, make) => {
    org.snapshot('before');
    await caller(org)('DELETE', `jobs/ingest/${await make()}`);
  });
  await inOrg(async (org, make) => {
    await make();
    org.control.moveClock({ by: 8 * 86_400_000 });
    expect((await caller(org)('GET', 'jobs/ingest')).json.records).toEqual([]);
  });
  await inOrg(async (org, make) => {
    await make();
    await org.restore('before');
  });
  await inOrg(async (_, make) => void (await make()));
  expect(new Set(given).size).toBe(4);
});
