import { readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import type { HeapExport } from '../../src/heap/export.ts';
import { openExport } from '../../src/heap/open-export.ts';
import { noAws, openBucket, type Service, type TestBucket } from '../support/bucket.ts';
import { openForwardProxy } from '../support/forward-proxy.ts';
import { addDump, long, partFile, rowsOf, temporaryFolder, text, trouble } from './export-folder.ts';

let bucket: TestBucket;
beforeAll(async () => {
  bucket = await openBucket('heap-rs3-test');
});
afterAll(() => bucket.close());
afterEach(() => {
  bucket.serve(() => 'serve');
  vi.unstubAllEnvs();
});

function signIn(env: Readonly<Record<string, string>> = bucket.env): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value === '' ? undefined : value);
}

interface Opening {
  readonly cacheFolder?: string;
  readonly region?: string;
  readonly name?: string;
}

async function open(prefix: string, { cacheFolder, region, name = bucket.name }: Opening = {}): Promise<HeapExport> {
  bucket.forget();
  const place = { bucket: name, prefix, endpoint: bucket.endpoint, ...(region === undefined ? {} : { region }) };
  const ground = { cacheFolder: cacheFolder ?? (await temporaryFolder()), progress: silentProgress };
  return openExport({ kind: 's3', ...place }, ground);
}

const rows = (count: number, first = 0) =>
  Array.from({ length: count }, (_, at) => ({ event_id: first + at, path: `/page/${(at * 7919) % 100_003}` }));
const signup = (count: number, first: number, incremental = false) => ({
  signup: { columns: [long('event_id'), text('path')], parts: { 0: rows(count, first) }, incremental },
});

const lines = () => bucket.seen.map(({ line }) => line);

test('an export is read from a bucket, and the second time only what is new', async () => {
  signIn();
  await addMovedDump('nightly', 9, 3, 0, false);
  const cacheFolder = await temporaryFolder();
  const first = await open('nightly', { cacheFolder });
  expect(await rowsOf(first.tables.get('signup')!.table())).toEqual(rows(3));

  await addMovedDump('nightly', 10, 2, 3, true);
  const second = await open('nightly', { cacheFolder });
  expect(await rowsOf(second.tables.get('signup')!.table())).toEqual([...rows(3), ...rows(2, 3)]);
  const part = `nightly/${partFile(10, 'signup', 0)}`;
  expect(lines()).toEqual([
    'LIST nightly/manifests/',
    'GET nightly/manifests/sync_10.json',
    `GET ${part}`,
    'GET nightly/sync_10/property_definitions.json',
    `GET ${part}`,
  ]);

  const third = await open('nightly', { cacheFolder });
  await third.tables.get('signup')!.table();
  expect(lines().filter((line) => line.includes('.avro') || line.includes('manifests/sync'))).toEqual([]);
});

async function addMovedDump(prefix: string, dump: number, count: number, first: number, incremental: boolean) {
  const folder = await temporaryFolder();
  await addDump(folder, dump, signup(count, first, incremental));
  await bucket.putFolder(folder, `${prefix}/`);
  const files = [`s3://${bucket.name}/${prefix}/${partFile(dump, 'signup', 0)}`];
  const tables = [{ name: 'signup', files, columns: ['event_id', 'path'], incremental }];
  bucket.put(`${prefix}/manifests/sync_${dump}.json`, JSON.stringify({ dump_id: dump, tables }));
}

test('a full dump takes the place of what was kept', async () => {
  signIn();
  const cacheFolder = await temporaryFolder();
  const kept = async () =>
    (await readdir(cacheFolder, { recursive: true })).filter((name) => name.endsWith('.parquet'));
  await addMovedDump('renewed', 1, 3, 0, false);
  await addMovedDump('renewed', 2, 3, 3, true);
  await (await open('renewed', { cacheFolder })).tables.get('signup')!.table();
  expect(await kept()).toHaveLength(2);
  await addMovedDump('renewed', 3, 5, 0, false);
  const renewed = await open('renewed', { cacheFolder });
  expect(await rowsOf(renewed.tables.get('signup')!.table())).toEqual(rows(5));
  expect(await kept()).toEqual([expect.stringContaining('3.0.')]);
});

test('manifests are listed page by page', async () => {
  signIn();
  await addMovedDump('paged', 1, 2, 0, false);
  const empty = (dump: number) => JSON.stringify({ dump_id: dump, tables: [] });
  for (let dump = 2; dump <= 1_010; dump++) bucket.put(`paged/manifests/sync_${dump}.json`, empty(dump));
  const found = await open('paged');
  expect(found.dumps).toHaveLength(1_010);
  expect(lines().filter((line) => line.startsWith('LIST'))).toHaveLength(2);
});

test('a download that is cut goes on where it ended', async () => {
  signIn();
  await addMovedDump('cut', 1, 40_000, 0, false);
  const cacheFolder = await temporaryFolder();
  const source = await open('cut', { cacheFolder });
  bucket.forget();
  // What has come and was not read yet is lost with the connection.
  const once = () => vi.waitUntil(() => hasBegun(cacheFolder), { timeout: 60_000, interval: 5 });
  let cuts = 0;
  bucket.serve(({ line }) => (line.endsWith('.avro') && cuts++ < 3 ? { cutAfter: 100_000, once } : 'serve'));
  expect(await rowsOf(source.tables.get('signup')!.table())).toEqual(rows(40_000));
  const [first, ...again] = bucket.seen.map(({ range }) => range);
  expect(first).toBeUndefined();
  expect(again[0]).toMatch(/^bytes=[1-9]\d+-$/);
});

test.each(['manifests/sync_1.json', '.avro'])(
  'a line that breaks in the middle of %s is taken up again',
  async (end) => {
    signIn();
    await addMovedDump('broken', 1, 3, 0, false);
    let cuts = 0;
    bucket.serve(({ line }) => (line.endsWith(end) && cuts++ < 2 ? { cutAfter: 20 } : 'serve'));
    const source = await open('broken');
    expect(await rowsOf(source.tables.get('signup')!.table())).toEqual(rows(3));
    expect(cuts).toBeGreaterThan(2);
  },
);

/** Whether some of a download is in a file. */
async function hasBegun(folder: string): Promise<boolean> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.unfinished'));
  return names.some((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size);
}

test.each([
  ['some', 150_000],
  ['none', 0],
])('an object that is written anew after %s of it came is downloaded from its start', async (_what, cutAfter) => {
  signIn();
  await addMovedDump('anew', 1, 40_000, 0, false);
  const source = await open('anew');
  bucket.forget();
  const folder = await temporaryFolder();
  await addDump(folder, 1, signup(40_000, 5));
  bucket.serve(({ line }) => {
    if (bucket.seen.length > 1) return 'serve';
    const content = readFileSync(join(folder, partFile(1, 'signup', 0)));
    queueMicrotask(() => bucket.put(line.slice('GET '.length), content));
    return { cutAfter };
  });
  expect(await rowsOf(source.tables.get('signup')!.table())).toEqual(rows(40_000, 5));
  expect(bucket.seen.length).toBeGreaterThan(1);
  expect(bucket.seen.at(-1)?.range).toBeUndefined();
});

test('a store that asks for fewer requests is asked again', async () => {
  signIn();
  await addMovedDump('slow', 1, 3, 0, false);
  let refusals = 0;
  bucket.serve(() => (refusals++ % 3 === 0 ? { status: 503, code: 'SlowDown' } : 'serve'));
  const source = await open('slow');
  expect(await rowsOf(source.tables.get('signup')!.table())).toEqual(rows(3));
});

test('a bucket in another region is followed to it', async () => {
  signIn();
  await addMovedDump('abroad', 1, 3, 0, false);
  const elsewhere = { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-central-1' } };
  bucket.serve(({ signedFor }) => (signedFor === 'eu-central-1' ? 'serve' : elsewhere));
  const source = await open('abroad', { region: 'us-east-1' });
  expect(await rowsOf(source.tables.get('signup')!.table())).toEqual(rows(3));
});

const refused = (status: number, code: string) => (): Service => ({ status, code });

test.each<[what: string, code: string, kind: string, service: () => Service, says: RegExp, next: RegExp]>([
  ['a denied read', 'AccessDenied', 'permission', refused(403, 'AccessDenied'), /may not read/, /s3:ListBucket/],
  ['expired credentials', 'ExpiredToken', 'signed-out', refused(400, 'ExpiredToken'), /have expired/, /aws sso login/],
  [
    'an unknown key',
    'InvalidAccessKeyId',
    'signed-out',
    refused(403, 'InvalidAccessKeyId'),
    /are refused/,
    /AWS_PROFILE/,
  ],
  [
    'another region',
    'PermanentRedirect',
    'config',
    refused(301, 'PermanentRedirect'),
    /another region/,
    /source\.region/,
  ],
  ['a busy store', 'SlowDown', 'unreachable', refused(503, 'SlowDown'), /fewer requests/, /later/],
  ['an unheard-of code', 'Teapot', 'refused', refused(418, 'Teapot'), /refused .*Teapot \(HTTP 418\)/, /error list/],
])('%s is told with the next step', async (_what, code, kind, service, says, next) => {
  signIn();
  bucket.serve(service);
  const error = await trouble(open('refused'));
  expect(error).toMatchObject({ trouble: kind, facts: { place: `s3://${bucket.name}/refused`, code } });
  expect(error.message).toMatch(says);
  expect(error.message).toContain(`s3://${bucket.name}/refused`);
  expect(error.actions.join('\n')).toMatch(next);
});

test('a bucket that does not exist is named', async () => {
  signIn();
  const error = await trouble(open('', { name: 'heap-rs3-absent' }));
  expect(error).toMatchObject({ trouble: 'source' });
  expect(error.message).toContain('there is no bucket "heap-rs3-absent"');
});

test('a bucket without an export is told as such', async () => {
  signIn();
  const error = await trouble(open('nothing/here'));
  expect(error.message).toBe(
    `s3://${bucket.name}/nothing/here is no Heap Connect export: it has no manifests/sync_<number>.json.`,
  );
});

test('without credentials, the ways to sign in are named and no request is made', async () => {
  signIn({ ...noAws, AWS_REGION: 'us-east-1' });
  const error = await trouble(open('nightly'));
  expect(error).toMatchObject({ trouble: 'signed-out' });
  expect(error.message).toContain('no AWS credentials were found');
  expect(bucket.seen).toEqual([]);
});

test('a wrong secret is refused by the store, and never shown', async () => {
  signIn({ ...bucket.env, AWS_SECRET_ACCESS_KEY: 'do-not-print-this' });
  const error = await trouble(open('nightly'));
  expect(error).toMatchObject({ trouble: 'signed-out', facts: { code: 'SignatureDoesNotMatch' } });
  expect(JSON.stringify([error.message, error.actions, error.facts, String(error.cause)])).not.toMatch(
    /do-not-print|Signature=/,
  );
});

test('a bucket is read through the proxy that the environment names, unless NO_PROXY says otherwise', async () => {
  signIn();
  await addMovedDump('behind', 1, 3, 0, false);
  const { asked, url, close } = await openForwardProxy(Number(new URL(bucket.endpoint).port));
  onTestFinished(close);
  vi.stubEnv('HTTP_PROXY', url);
  const place = { kind: 's3', bucket: bucket.name, prefix: 'behind', region: 'us-east-1' } as const;
  const ground = async () => ({ cacheFolder: await temporaryFolder(), progress: silentProgress });
  const endpoint = 'http://store.heap.example';
  const read = await openExport({ ...place, endpoint }, await ground());
  expect(await rowsOf(read.tables.get('signup')!.table())).toEqual(rows(3));
  expect(new Set(asked)).toEqual(new Set(['store.heap.example']));

  asked.length = 0;
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  const straight = await openExport({ ...place, endpoint: bucket.endpoint }, await ground());
  expect(await rowsOf(straight.tables.get('signup')!.table())).toEqual(rows(3));
  expect(asked).toEqual([]);
});

test('without a region, the place to set it is named', async () => {
  signIn({ ...bucket.env, AWS_REGION: '' });
  const error = await trouble(open('nightly'));
  expect(error).toMatchObject({ trouble: 'config' });
  expect(error.actions.join()).toContain('source.region');
});

test('a store that nobody serves is unreachable', async () => {
  signIn();
  const error = await trouble(at('http://127.0.0.1:9'));
  expect(error).toMatchObject({ trouble: 'unreachable' });
  expect(error.message).toContain('http://127.0.0.1:9 cannot be reached');
});

test.each([
  [502, '<html><br>Bad gateway</html>'],
  [200, '<html><br>Sign in</html>'],
])('a page that somebody answers with HTTP %i is not taken for a refusal of S3', async (status, page) => {
  signIn();
  const server = createServer((_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(page));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const error = await trouble(at(`http://127.0.0.1:${port}`));
  expect(error).toMatchObject({ trouble: 'unreachable' });
  expect(error.message).toContain(`what answers for http://127.0.0.1:${port} does not speak S3`);
});

test('a store without TLS that is asked for with it is told what to set', async () => {
  signIn();
  const error = await trouble(at(bucket.endpoint.replace('http:', 'https:')));
  expect(error).toMatchObject({ trouble: 'unreachable' });
  expect(error.message).toContain('no trusted TLS line to https://127.0.0.1:');
  expect(error.actions.join()).toContain('NODE_EXTRA_CA_CERTS');
});

async function at(endpoint: string): Promise<HeapExport> {
  const ground = { cacheFolder: await temporaryFolder(), progress: silentProgress };
  return openExport({ kind: 's3', bucket: bucket.name, prefix: '', endpoint }, ground);
}

test('a part that a manifest names and the bucket lacks is named, with its dump', async () => {
  signIn();
  await addMovedDump('lacking', 4, 3, 0, false);
  bucket.remove(`lacking/${partFile(4, 'signup', 0)}`);
  const error = await trouble(open('lacking'));
  expect(error).toMatchObject({ trouble: 'source' });
  expect(error.message).toContain(
    `s3://${bucket.name}/lacking/${partFile(4, 'signup', 0)}: there is no such object. Dump 4 names it as a part of table signup.`,
  );
});

test('an object that comes otherwise than its ETag says is not read', async () => {
  signIn();
  await addMovedDump('spoilt', 1, 20_000, 0, false);
  const source = await open('spoilt');
  bucket.spoil(`spoilt/${partFile(1, 'signup', 0)}`);
  const error = await trouble(source.tables.get('signup')!.table());
  expect(error).toMatchObject({ trouble: 'source' });
  expect(error.message).toMatch(/is not what its ETag [0-9a-f]{32} says/);
});
