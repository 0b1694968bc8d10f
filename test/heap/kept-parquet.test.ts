import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openConverters } from '../../src/heap/parquet/converters.ts';
import { isLeftUnfinished } from '../../src/heap/parquet/write-whole.ts';
import { startProgram } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';
import { addDump, long, openConnect, partFile, rowsOf, temporaryFolder, text, trouble } from './export-folder.ts';

const dump = (rows: readonly object[], incremental = false) => ({
  signup: {
    columns: [long('event_id'), text('path')],
    parts: { 0: [...rows] as Record<string, unknown>[] },
    incremental,
  },
});
const row = (event_id: number) => ({ event_id, path: `/page/${event_id}` });

async function files(cacheFolder: string, ending = '.parquet'): Promise<string[]> {
  const names = await readdir(cacheFolder, { recursive: true });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(cacheFolder, name));
}

async function read(folder: string, cacheFolder: string) {
  const source = await openConnect(folder, cacheFolder);
  return rowsOf(source.tables.get('signup')!.table());
}

test('what was read once is not read again', async () => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  await addDump(folder, 1, dump([row(1)]));
  const file = join(folder, partFile(1, 'signup', 0));
  const written = new Date('2026-06-30T00:00:00Z');
  await utimes(file, written, written);
  expect(await read(folder, cacheFolder)).toEqual([row(1)]);
  const [kept] = await files(cacheFolder);
  const before = await readFile(kept!);

  // Spoilt where only the rows are, and of the same size and age: whoever read it would stumble.
  const spoilt = await readFile(file);
  spoilt.fill(0, spoilt.length - 20);
  await writeFile(file, spoilt);
  await utimes(file, written, written);
  expect(await read(folder, cacheFolder)).toEqual([row(1)]);
  expect(await files(cacheFolder)).toEqual([kept]);
  expect(await readFile(kept!)).toEqual(before);
});

test('a part that changed is read anew', async () => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  await addDump(folder, 1, dump([row(1)]));
  await read(folder, cacheFolder);
  await addDump(folder, 1, dump([row(1), row(2)]));
  expect(await read(folder, cacheFolder)).toEqual([row(1), row(2)]);
  expect(await files(cacheFolder)).toHaveLength(1);
});

test.each<[what: string, spoil: (content: Buffer) => Buffer]>([
  ['truncated', (content) => content.subarray(0, content.length - 10)],
  ['empty', () => Buffer.alloc(0)],
  [
    'changed in one bit',
    (content) => {
      const spoilt = Buffer.from(content);
      spoilt[Math.floor(spoilt.length / 2)]! ^= 1;
      return spoilt;
    },
  ],
])('a kept file that is %s is made anew', async (_what, spoil) => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  await addDump(folder, 1, dump([row(1)]));
  await addDump(folder, 2, dump([row(2)], true));
  await read(folder, cacheFolder);
  for (const file of await files(cacheFolder)) await writeFile(file, spoil(await readFile(file)));
  for (const file of await files(cacheFolder, '.json')) await writeFile(file, spoil(await readFile(file)));
  expect(await read(folder, cacheFolder)).toEqual([row(1), row(2)]);
  expect(await files(cacheFolder)).toHaveLength(2);
});

test('a part that cannot be read leaves nothing behind, and the others are kept', async () => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  await addDump(folder, 1, dump([row(1)]));
  await addDump(folder, 2, dump([row(2)], true));
  const file = join(folder, partFile(2, 'signup', 0));
  const whole = await readFile(file);
  const spoilt = Buffer.from(whole);
  spoilt.fill(0, spoilt.length - 5);
  await writeFile(file, spoilt);
  const source = await openConnect(folder, cacheFolder);
  const error = await trouble(source.tables.get('signup')!.table());
  expect(error.message).toMatch(/its end mark is wrong/);
  expect(await files(cacheFolder)).toEqual([expect.stringMatching(/\/1\.0\.[0-9a-f.]+\.parquet$/)]);
  expect(await files(cacheFolder, '.unfinished')).toEqual([]);
});

test('what a killed process left half written is cleared away', async () => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  await addDump(folder, 1, dump([row(1)]));
  await read(folder, cacheFolder);
  const [kept] = await files(cacheFolder);
  // No process has this number, and none with ours began with the machine.
  for (const mark of ['4194305', '4194305-1', ...(process.platform === 'linux' ? [`${process.pid}-1`] : [])]) {
    await writeFile(`${kept}.${mark}-0123abcd.unfinished`, 'PAR1');
  }
  await read(folder, cacheFolder);
  expect(await files(cacheFolder, '.unfinished')).toEqual([]);
});

test('a table is kept however long its name is, apart from one that begins alike', async () => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  const [one, other] = [`${'表'.repeat(60)}一`, `${'表'.repeat(60)}二`];
  await addDump(folder, 1, { [one]: dump([row(1)]).signup, [other]: dump([row(2)]).signup });
  for (let time = 1; time <= 2; time++) {
    const { tables } = await openConnect(folder, cacheFolder);
    expect(await rowsOf(tables.get(one)!.table())).toEqual([row(1)]);
    expect(await rowsOf(tables.get(other)!.table())).toEqual([row(2)]);
  }
});

test('two exports are kept apart', async () => {
  const [one, other, cacheFolder] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
  await addDump(one, 1, dump([row(1)]));
  await addDump(other, 1, dump([row(2)]));
  expect(await read(one, cacheFolder)).toEqual([row(1)]);
  expect(await read(other, cacheFolder)).toEqual([row(2)]);
  expect(await read(one, cacheFolder)).toEqual([row(1)]);
  expect(await files(cacheFolder)).toHaveLength(2);
});

test('parts large enough for threads of their own are read whole', async () => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  const rows = Array.from({ length: 60_000 }, (_, at) => ({
    event_id: at,
    path: Array.from({ length: 6 }, (_, n) => Math.imul(at + n, 2_654_435_761) >>> 0).join('/'),
  }));
  const columns = [long('event_id'), text('path')];
  const parts = { 0: rows.slice(0, 20_000), 1: rows.slice(20_000, 40_000), 2: rows.slice(40_000) };
  await addDump(folder, 1, { signup: { columns, parts, options: { codec: 'null' } } });
  await addDump(folder, 2, {
    signup: { columns, parts: { 0: rows.slice(0, 60_000) }, incremental: true, options: { codec: 'null' } },
  });
  const found = await read(folder, cacheFolder);
  expect(found).toHaveLength(120_000);
  expect(new Set(found.map(({ path }) => path)).size).toBe(60_000);

  const file = join(folder, partFile(1, 'signup', 1));
  const spoilt = await readFile(file);
  spoilt.fill(255, spoilt.length - 50_000);
  await writeFile(file, spoilt);
  const source = await openConnect(folder, await temporaryFolder());
  const error = await trouble(source.tables.get('signup')!.table());
  expect(error).toMatchObject({ name: 'Mistake', trouble: 'source' });
  expect(error.message).toContain(`${file}: its block at byte`);
});

test('what the system says of a file is told by a thread as it is without one', async () => {
  const folder = await temporaryFolder();
  await addDump(folder, 1, dump([row(1)]));
  const path = join(folder, partFile(1, 'signup', 0));
  const part = { path, named: path, table: 'signup', dump: 1, part: 0, tag: '', remote: false, bytes: undefined };
  const target = join(folder, 'gone', 'part.unfinished');
  for (const bytes of [1, 1_000_000_000]) {
    const converters = openConverters({ parts: 1, bytes });
    onTestFinished(() => converters.close());
    const told = await converters.convert({ part, path, target }, () => {}).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: 'ENOENT', syscall: 'open', path: target });
  }
});

test('killed in the middle of a part and started again, the table is whole and nothing is left of the first try', async () => {
  const [folder, cacheFolder] = [await temporaryFolder(), await temporaryFolder()];
  const rows = Array.from({ length: 250_000 }, (_, at) => row(at));
  const columns = [long('event_id'), text('path')];
  await addDump(folder, 1, { signup: { columns, parts: { 0: rows.slice(0, 1000), 1: rows.slice(1000) } } });
  const script = join(projectFolder, 'test/heap/read-until-killed.ts');
  const program = startProgram(`node ${script} ${folder} ${cacheFolder} signup`, { env: process.env });
  // The first group of the second part is written, and the part is not.
  await program.says('1 of 2 parts read, 123,');
  program.kill();
  await program.ended;
  expect(await files(cacheFolder)).toEqual([expect.stringMatching(/\/1\.0\.[0-9a-f.]+\.parquet$/)]);
  const [half, ...more] = await files(cacheFolder, '.unfinished');
  expect(more).toEqual([]);
  // The shell has ended; its child is gone as soon as the system says so.
  await vi.waitFor(() => expect(isLeftUnfinished(half!)).toBe(true), { timeout: 30_000 });
  expect(await read(folder, cacheFolder)).toHaveLength(250_000);
  expect(await files(cacheFolder)).toHaveLength(2);
  expect(await files(cacheFolder, '.unfinished')).toEqual([]);
});
