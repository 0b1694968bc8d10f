import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addDump, long, openConnect, rowsOf, temporaryFolder, trouble, write } from './export-folder.ts';

const signup = { columns: [long('event_id')], parts: { 0: [{ event_id: 1 }] } };

test('a folder without manifests says what it should have', async () => {
  const folder = await temporaryFolder();
  const error = await trouble(openConnect(folder));
  expect(error).toMatchObject({ trouble: 'source' });
  expect(error.message).toBe(`${folder} is no Heap Connect export: it has no manifests/sync_<number>.json.`);
  expect(error.actions).toHaveLength(2);
});

test('a folder that is not there, or cannot be read, is not taken for one without manifests', async () => {
  const folder = await temporaryFolder();
  expect((await trouble(openConnect(join(folder, 'nowhere')))).message).toBe(
    `There is no folder ${join(folder, 'nowhere')}.`,
  );
  await write(folder, 'manifests', 'a file');
  expect((await trouble(openConnect(folder))).message).toBe(`${join(folder, 'manifests')} cannot be read (ENOTDIR).`);
});

test('broken JSON in a manifest is told with its file', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'manifests/sync_4.json', '{"dump_id": 4, "tables": [');
  const error = await trouble(openConnect(folder));
  expect(error.message).toContain(`${join(folder, 'manifests/sync_4.json')} is no manifest of Heap Connect`);
});

test('a manifest of another form is told with what is wrong', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'manifests/sync_4.json', '{"dump_id": 4, "tables": [{"name": "users", "files": "all"}]}');
  const error = await trouble(openConnect(folder));
  expect(error.message).toContain('tables[0].files');
});

test('two manifests of one dump are refused', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 4, { signup });
  await write(folder, 'manifests/sync_04.json', '{"dump_id": "4", "tables": []}');
  const error = await trouble(openConnect(folder));
  expect(error.message).toContain('another manifest has the same dump_id, 4');
});

test('the files of a bucket are found though it was copied from a folder inside it', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 4, { signup });
  const manifest = {
    dump_id: 4,
    tables: [{ name: 'signup', files: ['s3://b/main/production/sync_4/signup/part-00000-0f0f-c000.avro'] }],
  };
  await write(folder, 'manifests/sync_4.json', JSON.stringify(manifest));
  const { tables } = await openConnect(folder);
  expect(await rowsOf(tables.get('signup')!.table())).toEqual([{ event_id: 1 }]);
});

test('a name that leads out of the export is refused', async () => {
  const folder = await temporaryFolder();
  const inner = join(folder, 'export');
  await mkdir(inner);
  await addDump(folder, 4, { signup });
  await rename(join(folder, 'manifests'), join(inner, 'manifests'));
  const manifest = {
    dump_id: 4,
    tables: [{ name: 'signup', files: ['s3://b/../sync_4/signup/part-00000-0f0f-c000.avro'] }],
  };
  await write(inner, 'manifests/sync_4.json', JSON.stringify(manifest));
  const error = await trouble(openConnect(inner));
  expect(error.message).toContain('the name leads out of the export');
});
