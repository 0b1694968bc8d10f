import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { csvLine } from '../../src/base/csv.ts';
import { textRowsSql } from '../../src/warehouse/csv-sql.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';

test('a record of forty texts as long as Salesforce has them is read from a CSV file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'csv-'));
  const warehouse = await openWarehouse({ folder, memoryLimit: '150MB' });
  const file = join(folder, 'rows.csv');
  const names = Array.from({ length: 40 }, (_, n) => `c${n}`);
  const long = `${'x'.repeat(65_000)}\n"quoted", ${'y'.repeat(65_000)}`;
  await writeFile(file, [names, names, names.map(() => long), names].map((line) => `${csvLine(line)}\n`).join(''));
  const rows = await warehouse.rows(`SELECT count(*) AS n, max(length(c39)) AS longest FROM ${textRowsSql(file)}`);
  expect(rows).toEqual([{ n: 3, longest: long.length }]);
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

test('a file of many megabytes is read, whatever quotes, commas and line breaks its cells hold', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'csv-'));
  const warehouse = await openWarehouse({ folder });
  const parts = ['line\nline', '"', ',', '\n"', '",\n"003A","', 'said "so", and', 'z'];
  // The same file each time, no two rows of it alike.
  const cell = (row: number) => Array.from({ length: 12 }, (_, at) => parts[(row * (at + 3) + at * at) % 7]).join('');
  const rows = Array.from({ length: 150_000 }, (_, row) => [String(row), cell(row)]);
  const file = join(folder, 'rows.csv');
  await writeFile(file, [['id', 'said'], ...rows].map((line) => `${csvLine(line)}\n`).join(''));
  const view = await warehouse.load({ kind: 'files', name: 'rows', format: 'csv', files: [file] }, 'view');
  const characters = rows.reduce((sum, [, said = '']) => sum + said.length, 0);
  const found = `SELECT count(*) AS n, CAST(sum(length(said)) AS BIGINT) AS characters FROM`;
  const expected = { n: rows.length, characters };
  expect(view.rows).toBe(rows.length);
  expect(await warehouse.rows(`${found} view`)).toEqual([expected]);
  expect(await warehouse.rows(`${found} ${textRowsSql(file, { longestLine: 2_000_000 })}`)).toEqual([expected]);
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});
