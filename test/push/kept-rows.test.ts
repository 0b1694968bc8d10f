import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesOf, type KeptRows, keptRowsSql, putChanges } from '../../src/push/kept-rows.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

const PEOPLE = 80;
let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-rows-'));
  warehouse = await openWarehouse({ folder });
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

type Rows = ReadonlyMap<string, string | null>;

/** Keeps a first state, by the name of its files. */
async function first(name: string): Promise<KeptRows> {
  return put(undefined, name, `SELECT 'p' || n AS id, 'old' AS a, false AS gone FROM range(${PEOPLE}) t(n)`);
}

async function put(before: KeptRows | undefined, name: string, sql: string): Promise<KeptRows> {
  const next = await putChanges(warehouse, before, { key: 'id', sql, stem: join(folder, name) });
  expect(next.rows).toBe((await rowsOf({ file: next.file, rows: next.rows })).size);
  expect(filesOf(before).filter((file) => !existsSync(file))).toEqual([]);
  return next;
}

async function rowsOf(kept: KeptRows, column = 'a'): Promise<Rows> {
  const rows = await warehouse.rows<{ readonly id: string; readonly cell: string | null }>(
    `SELECT id, ${column} AS cell FROM (${keptRowsSql(kept, 'id')})`,
  );
  const found = new Map(rows.map(({ id, cell }) => [id, cell]));
  expect(found.size).toBe(rows.length);
  return found;
}

const some = (from: number, to: number, cell: string, gone = false) =>
  `SELECT 'p' || n AS id, '${cell}' AS a, ${gone} AS gone FROM range(${from}, ${to}) t(n)`;

test('few changes are a file of their own, which the next ones take over; the rest stays where it is', async () => {
  const base = await first('few');
  const second = await put(base, 'few-2', some(0, 4, 'second'));
  const third = await put(second, 'few-3', some(3, 6, 'third'));
  expect([second.file, third.file]).toEqual([base.file, base.file]);
  const rows = await rowsOf(third);
  expect(['p2', 'p3', 'p5', 'p6'].map((id) => rows.get(id))).toEqual(['second', 'third', 'third', 'old']);
  expect(filesOf(third)).toEqual([base.file, join(folder, 'few-3.parquet')]);
});

test('many changes, at once or one after another, make one file of all', async () => {
  const base = await first('many');
  const whole = await put(base, 'many-2', some(0, 11, 'new'));
  expect(filesOf(whole)).toEqual([join(folder, 'many-2.parquet')]);
  const little = await put(base, 'many-3', some(0, 6, 'new'));
  const more = await put(little, 'many-4', some(6, 12, 'newer'));
  expect([little.changes !== undefined, more.changes]).toEqual([true, undefined]);
  expect(await rowsOf(more)).toEqual(
    new Map(Array.from({ length: PEOPLE }, (_, n) => [`p${n}`, n < 6 ? 'new' : n < 12 ? 'newer' : 'old'])),
  );
});

test('what is gone stays gone until it comes anew, in changes as in one file of all', async () => {
  const base = await first('gone');
  const without = await put(base, 'gone-2', some(0, 3, '', true));
  expect((await rowsOf(without)).size).toBe(PEOPLE - 3);
  const again = await put(without, 'gone-3', some(1, 2, 'again'));
  const there = await rowsOf(again);
  expect([there.size, there.get('p1')]).toEqual([PEOPLE - 2, 'again']);
  const whole = await put(again, 'gone-4', some(40, 60, '', true));
  expect([whole.changes, whole.rows]).toEqual([undefined, PEOPLE - 22]);
});

test('a column that only some of the rows have is empty in the others', async () => {
  const base = await first('column');
  const wider = await put(base, 'column-2', `SELECT 'p1' AS id, 'new' AS b, false AS gone`);
  const cells = await rowsOf(wider, 'b');
  expect([cells.get('p1'), cells.get('p2'), (await rowsOf(wider)).get('p1')]).toEqual(['new', null, null]);
});

test('a file that is read is not written over, though it has the name that is asked for', async () => {
  const base = await first('name');
  const second = await put(base, 'name', some(0, 2, 'second'));
  const third = await put(second, 'name', some(1, 3, 'third'));
  expect(new Set([...filesOf(base), ...filesOf(second), ...filesOf(third)]).size).toBe(3);
  expect((await rowsOf(second)).get('p1')).toBe('second');
});
