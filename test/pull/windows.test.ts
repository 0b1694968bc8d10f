import { expect, test } from 'vitest';
import { inWindowSql, windowsOf } from '../../src/pull/deliver/windows.ts';
import { openScratch } from '../metrics/synthetic.ts';

test.each([
  ['stamp', 'stamps of their own', 'to_seconds(i * 7919 % 10007)'],
  ['stamp', 'few stamps', 'to_seconds(i % 3)'],
  ['stamp', 'one stamp', 'to_seconds(0)'],
  ['id', 'few stamps', 'to_seconds(i % 3)'],
] as const)('windows by %s hold each row once, with %s', async (order, _, since) => {
  await using warehouse = await openScratch();
  await warehouse.run(
    `CREATE TABLE told AS SELECT '003' || (i * 31 % 10007) AS record_id, TIMESTAMP '2026-01-01' + ${since} AS stamp FROM range(10000) t(i)`,
  );
  const windows = await windowsOf(warehouse, 'told', { size: 1000, rows: 10_000, order });
  expect(windows.length).toBeGreaterThan(6);
  const sizes = [];
  for (const window of windows) {
    sizes.push(await warehouse.count(`SELECT 1 FROM told WHERE ${inWindowSql(window, 'told')}`));
  }
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10_000);
  expect(Math.max(...sizes)).toBeLessThan(1500);
  const all = windows.map((window) => `(${inWindowSql(window, 'told')})`).join(' OR ');
  expect(await warehouse.count(`SELECT 1 FROM told WHERE ${all}`)).toBe(10_000);
});
