/**
 * A million rows of twelve columns by bulk upsert, into an org that is kept in a folder: once to create them, once to
 * change them, from the first byte of the upload until the job is complete. Then pages among them, by a key that is
 * indexed. The same rows by SQLite alone stand beside.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BenchRow, median } from './bench-row.ts';
import { keyField, keyOf, metricFields, writeCsv } from './million-rows.ts';
import type { Address } from './org-process.ts';
import { prepareUsageObject, usageObject } from './usage-object.ts';

const ROWS = 1_000_000;
const PAGE_ROWS = 2000;
const PAGES = 21;
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const data = '/services/data/v67.0';

export async function run(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-bench-rows-'));
  const server = fork(here('rows-org.ts'), [join(folder, 'org')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    const address = JSON.parse(line.toString()) as Address;
    await prepareUsageObject(address, metricFields);
    const created = await upsert(address, folder, ROWS, 0);
    const changed = await upsert(address, folder, ROWS, 1);
    const memory = once(server, 'message') as Promise<[{ readonly mb: number }]>;
    server.send('memory');
    const [{ mb }] = await memory;
    const page = await readPages(address);
    const small = await upsert(address, folder, PAGE_ROWS, 2);
    const plain = await plainSqlite(join(folder, 'plain.sqlite'));
    return report({ created: created.milliseconds, changed: changed.milliseconds, page, mb, small, plain });
  } finally {
    const ended = once(server, 'exit');
    server.disconnect();
    await ended;
    await rm(folder, { recursive: true });
  }
}

interface Plain {
  readonly created: number;
  readonly changed: number;
  readonly page: number;
}

interface Upserted {
  readonly milliseconds: number;
  /** How often the job had to be looked at until it was complete. */
  readonly looks: number;
}

async function upsert(address: Address, folder: string, rows: number, turn: number): Promise<Upserted> {
  const file = join(folder, 'upload.csv');
  await writeCsv(file, rows, turn);
  const began = performance.now();
  const job = { object: usageObject, operation: 'upsert', externalIdFieldName: keyField };
  const { id } = await ask(address, 'POST', `${data}/jobs/ingest`, job);
  await ask(address, 'PUT', `${data}/jobs/ingest/${id}/batches`, createReadStream(file));
  await ask(address, 'PATCH', `${data}/jobs/ingest/${id}`, { state: 'UploadComplete' });
  for (let looks = 1; ; looks++) {
    const seen = await ask(address, 'GET', `${data}/jobs/ingest/${id}`);
    if (
      seen['state'] === 'JobComplete' &&
      seen['numberRecordsFailed'] === 0 &&
      seen['numberRecordsProcessed'] === rows
    ) {
      return { milliseconds: performance.now() - began, looks };
    }
    if (seen['state'] !== 'InProgress') throw new Error(`The job ended otherwise: ${JSON.stringify(seen)}`);
    await wait(50);
  }
}

async function readPages(address: Address): Promise<number> {
  const seen: number[] = [];
  for (let turn = 0; turn < PAGES; turn++) {
    const first = (turn * 40_009) % (ROWS - PAGE_ROWS);
    const fields = ['Id', keyField, ...metricFields].join(', ');
    const soql = `SELECT ${fields} FROM ${usageObject} WHERE ${keyField} >= '${keyOf(first)}' AND ${keyField} < '${keyOf(first + PAGE_ROWS)}'`;
    const began = performance.now();
    const { totalSize, done } = await ask(address, 'GET', `${data}/query?q=${encodeURIComponent(soql)}`);
    seen.push(performance.now() - began);
    if (totalSize !== PAGE_ROWS || done !== true) throw new Error(`A page of ${totalSize} rows`);
  }
  return median(seen);
}

async function plainSqlite(file: string): Promise<Plain> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    here('sqlite-client.ts'),
    file,
    String(ROWS),
    String(PAGE_ROWS),
  ]);
  return JSON.parse(stdout) as Plain;
}

async function ask(
  { url, token }: Address,
  method: string,
  path: string,
  body?: Readonly<Record<string, unknown>> | Readable,
): Promise<Record<string, unknown>> {
  const csv = body instanceof Readable;
  const sent = body === undefined ? {} : { body: csv ? Readable.toWeb(body) : JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': csv ? 'text/csv' : 'application/json' },
    ...sent,
    ...(csv ? { duplex: 'half' } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function report(seen: {
  readonly created: number;
  readonly changed: number;
  readonly page: number;
  readonly mb: number;
  readonly small: Upserted;
  readonly plain: Plain;
}): readonly BenchRow[] {
  const { created, changed, page, mb, small, plain } = seen;
  const rate = (milliseconds: number): string =>
    `${Math.round(ROWS / (milliseconds / 1000)).toLocaleString('en-US')} rows/s`;
  const beside = (ours: number, theirs: number): string => `${(ours / theirs).toFixed(1)} x SQLite alone`;
  return [
    { what: 'a million rows created, SQLite alone', figure: rate(plain.created) },
    {
      what: 'a million rows created by bulk upsert',
      figure: `${rate(created)} (aim 60,000 rows/s), ${beside(created, plain.created)}`,
    },
    { what: 'a million rows changed, SQLite alone', figure: rate(plain.changed) },
    {
      what: 'a million rows changed by bulk upsert',
      figure: `${rate(changed)} (aim 60,000 rows/s), ${beside(changed, plain.changed)}`,
    },
    { what: 'memory at its peak', figure: `${Math.round(mb)} MB (aim 400 MB)` },
    { what: `page of ${PAGE_ROWS} of a million rows, SQLite alone`, figure: `${plain.page.toFixed(1)} ms` },
    {
      what: `page of ${PAGE_ROWS} of a million rows, by an indexed field`,
      figure: `${page.toFixed(1)} ms (aim 30 ms), ${beside(page, plain.page)}`,
    },
    {
      what: `bulk job of ${PAGE_ROWS} rows`,
      figure: `${Math.round(small.milliseconds)} ms, complete at look ${small.looks} (aim: the first)`,
    },
  ];
}
