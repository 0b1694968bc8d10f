import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentProgress } from '../../src/base/progress.ts';
import type { HeapExport } from '../../src/heap/export.ts';
import { openExport } from '../../src/heap/open-export.ts';
import { type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';
import { projectFolder } from '../support/project.ts';
import { APP, caller } from './caller.ts';

let folder: string;
let heap: LocalHeap;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-heap-export-'));
  warehouse = await openWarehouse({ folder });
  heap = await startLocalHeap({
    seed: {
      appId: APP,
      users: [
        {
          userId: 2n ** 52n + 7n,
          identity: 'ada',
          email: 'ada@example.com',
          handle: 'ada',
          joined: new Date('2026-01-02T03:04:05.678Z'),
          properties: { plan: 'pro', seats: 3 },
        },
        { userId: 5 },
      ],
      migrations: [{ fromUserId: 6, toUserId: 2n ** 52n + 7n, time: new Date('2026-02-03T00:00:00Z') }],
    },
  });
  const properties = {
    'Salesforce Contact Title': 'VP, "Sales"\n🦊',
    'Salesforce Contact: Title!': 'again',
    MRR: 12.5,
    email: 'ada@new.example',
    user_id: 'mine',
    Prénom: 'XL',
    東京: 'x',
    '2nd Owner': 'y',
  };
  await caller(heap)('add_user_properties', { identity: 'ada', properties });
  await caller(heap)('add_user_properties', { identity: 'new', properties: { MRR: 7, seats: 'many' } });
});
afterAll(async () => {
  await heap.close();
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (place: string): Promise<HeapExport> =>
  openExport(
    { kind: 'connect', folder: place },
    { cacheFolder: join(folder, `cache ${place.length}`), progress: silentProgress },
  );

test('the users come out as our reader of exports finds them, under columns in snake case', async () => {
  const place = join(folder, 'new');
  const dump = await heap.exportTo(place, APP);
  expect(dump).toEqual({ folder: place, dumpId: 1, users: 3, migrations: 1, properties: 9 });
  const source = await open(place);
  await warehouse.load(await source.tables.get('users')!.table(), 'exported');
  const rows = await warehouse.rows('SELECT * EXCLUDE (_dump, _part) FROM exported ORDER BY identity');
  expect(rows[0]).toEqual({
    user_id: 2 ** 52 + 7,
    identity: 'ada',
    handle: 'ada',
    email: 'ada@new.example',
    joindate: new Date('2026-01-02T03:04:05.678Z'),
    last_modified: expect.any(Date),
    plan: 'pro',
    seats: '3',
    salesforce_contact_title: 'VP, "Sales"\n🦊',
    salesforce_contact_title_2: 'again',
    mrr: 12.5,
    user_id_2: 'mine',
    prenom: 'XL',
    property: 'x',
    _2nd_owner: 'y',
  });
  expect(rows.slice(1).map((row) => [row['identity'], row['seats'], row['mrr']])).toEqual([
    ['new', 'many', 7],
    [null, null, null],
  ]);
  await warehouse.load(await source.tables.get('user_migrations')!.table(), 'migrated');
  expect(await warehouse.rows('SELECT * EXCLUDE (_dump, _part) FROM migrated')).toEqual([
    { from_user_id: 6, to_user_id: 2 ** 52 + 7, time: new Date('2026-02-03T00:00:00Z') },
  ]);
  expect(source.properties).toContainEqual({
    table: 'users',
    name: 'salesforce_contact_title_2',
    displayName: 'Salesforce Contact: Title!',
    type: 'string',
  });
});

test('a further dump is the newest, and leaves the tables that it does not bring as they are', async () => {
  const place = join(folder, 'a copy of the sample');
  await cp(join(projectFolder, 'config/sample/export'), place, { recursive: true });
  const before = await open(join(projectFolder, 'config/sample/export'));
  const { dumpId } = await heap.exportTo(place, APP);
  expect(dumpId).toBe(1004);
  expect((await heap.exportTo(place, APP)).dumpId).toBe(1005);
  const source = await open(place);
  expect([...source.tables.keys()]).toEqual([...before.tables.keys()]);
  const [last] = source.dumps.slice(-1);
  expect(last?.tables).toEqual([
    { name: 'users', incremental: false, files: 1, used: true },
    { name: 'user_migrations', incremental: false, files: 1, used: true },
  ]);
  const loaded = await warehouse.load(await source.tables.get('users')!.table(), 'newest');
  expect(loaded).toEqual({ rows: 3 });
});

test('an environment that is not there is named, with those that are; nothing is written', async () => {
  const place = join(folder, 'nothing');
  await expect(heap.exportTo(place, '12')).rejects.toThrow(/no environment with the app_id "12"/);
  await expect(readdir(place)).rejects.toThrow();
});

test('a place that cannot be written to is named', async () => {
  const file = join(folder, 'a file');
  await writeFile(file, '');
  await expect(heap.exportTo(file, APP)).rejects.toMatchObject({
    name: 'Mistake',
    message: expect.stringContaining(`cannot be written into ${file}`),
  });
});

test('the manifest names its files as a bucket would, and packs them by Snappy', async () => {
  const place = join(folder, 'manifest');
  await heap.exportTo(place, APP);
  const manifest = JSON.parse(await readFile(join(place, 'manifests/sync_1.json'), 'utf8'));
  const [file] = manifest.tables[0].files;
  expect(file).toMatch(/^s3:\/\/heap-rs3-local\/sync_1\/users\/part-00000-[0-9a-f-]{36}-c000\.avro$/);
  const bytes = await readFile(join(place, file.replace('s3://heap-rs3-local/', '')));
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('Obj\x01');
  expect(bytes.subarray(0, 4000).toString('latin1')).toContain('snappy');
});
