import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newestWritten } from '../../src/heap/newest-written.ts';
import { temporaryFolder } from './export-folder.ts';

const at = (day: number) => new Date(Date.UTC(2026, 5, day));

async function put(file: string, day: number): Promise<void> {
  await writeFile(file, '{"user_id":1}\n');
  await utimes(file, at(day), at(day));
}

test('of an export of Heap Connect the manifest that was written last tells its age', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'manifests'));
  await put(join(folder, 'manifests', 'sync_9.json'), 9);
  await put(join(folder, 'manifests', 'sync_10.json'), 10);
  const found = await newestWritten({ kind: 'connect', folder }, { cacheFolder: folder });
  expect(found).toEqual({ name: 'manifests/sync_10.json', written: at(10) });
});

test('of plain files the newest does', async () => {
  const folder = await temporaryFolder();
  await put(join(folder, 'users.ndjson'), 5);
  await mkdir(join(folder, 'clicked'));
  await put(join(folder, 'clicked', 'a.ndjson'), 7);
  const found = await newestWritten({ kind: 'files', folder }, { cacheFolder: folder });
  expect(found).toEqual({ name: join(folder, 'clicked', 'a.ndjson'), written: at(7) });
});

test('an empty place has none', async () => {
  const folder = await temporaryFolder();
  expect(await newestWritten({ kind: 'connect', folder }, { cacheFolder: folder })).toBeUndefined();
});
