import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compactSent } from '../../src/pull/sent/compact-sent.ts';
import { sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

let folder: string;
let warehouse: Warehouse;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sent-'));
  warehouse = await openWarehouse({ folder });
});
afterEach(async () => {
  warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, sql: string) => warehouse.copyToParquet(sql, join(folder, name));

test('what Heap accepted in many runs becomes one file with the newest row of each, whatever columns they had', async () => {
  await write(
    'sent-contact-a.parquet',
    "SELECT * FROM (VALUES ('p1', '1', 'Old'), ('p2', '2', 'B')) t(identity, record_id, Title)",
  );
  await write('sent-contact-b.parquet', "SELECT 'p1' AS identity, '1' AS record_id, 'New' AS Title, 'Gold' AS Tier");
  const names = ['sent-contact-a.parquet', 'sent-contact-b.parquet'];
  const request = { warehouse, folder, level: 'contact', names, runId: 'run' } as const;
  expect(await compactSent(request, 2)).toBe(names);
  const [name = '', ...others] = await compactSent(request, 1);
  expect(others).toEqual([]);
  const rows = await warehouse.rows(`SELECT * FROM read_parquet(${sqlText(join(folder, name))}) ORDER BY identity`);
  expect(rows).toEqual([
    { identity: 'p1', record_id: '1', Title: 'New', Tier: 'Gold' },
    { identity: 'p2', record_id: '2', Title: 'B', Tier: null },
  ]);
});
