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
