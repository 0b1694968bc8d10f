import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addToHistory, dayOfFigures, historyFiles, historySql } from '../../src/push/history/history-files.ts';
import { openScratch } from '../metrics/synthetic.ts';

const rowsSql = (day: string, values: Readonly<Record<string, string>>, accepted = `${day} 12:00:00`) =>
  Object.entries(values)
    .map(
      ([id, value]) =>
        `SELECT '${id}' AS record_id, DATE '${day}' AS day, TIMESTAMP '${accepted}' AS accepted, false AS gone, '${value}' AS N__c`,
    )
    .join(' UNION ALL ');

test('a job whose results are read twice leaves its rows once, and many files become one that says the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'history-'));
  try {
    await using warehouse = await openScratch();
    const all = async () =>
      warehouse.rows(
        `SELECT record_id, CAST(day AS VARCHAR) AS day, N__c FROM ${historySql(await historyFiles(folder))} ORDER BY ALL`,
      );
    const june = (day: number) => `2026-06-${String(day).padStart(2, '0')}`;
    await addToHistory(warehouse, { folder, runId: 'push-01', rowsSql: rowsSql(june(1), { A: '1', B: '2' }) });
    await addToHistory(warehouse, { folder, runId: 'push-01', rowsSql: rowsSql(june(1), { B: '2', C: '3' }) });
    expect(await all()).toEqual([
      { record_id: 'A', day: june(1), N__c: '1' },
      { record_id: 'B', day: june(1), N__c: '2' },
      { record_id: 'C', day: june(1), N__c: '3' },
    ]);
    for (let day = 2; day <= 30; day++) {
      await addToHistory(warehouse, {
        folder,
        runId: `push-${day + 10}`,
        rowsSql: rowsSql(june(day), { A: `${day}` }),
      });
    }
    for (const run of ['push-50', 'push-51', 'push-52'])
      await addToHistory(warehouse, { folder, runId: run, rowsSql: rowsSql('2026-07-01', { A: '99' }) });
    expect((await historyFiles(folder)).length).toBe(33);
    const before = (await all()).length;
    await addToHistory(warehouse, { folder, runId: 'push-60', rowsSql: rowsSql('2026-07-02', { A: '100' }) });
    expect(await historyFiles(folder)).toEqual([join(folder, 'until-push-60.parquet')]);
    // Three runs said the same of the same moment.
    expect(await all()).toHaveLength(before + 1 - 2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.each([
  ['whole-days', '2026-07-01T07:00:00Z', '2026-06-30'],
  ['whole-days', '2026-07-01T06:59:59Z', '2026-06-29'],
  ['whole-days', '2026-03-09T07:00:00Z', '2026-03-08'],
  ['whole-days', '2026-11-02T08:00:00Z', '2026-11-01'],
  ['rolling', '2026-07-01T07:00:00Z', '2026-06-30'],
  ['rolling', '2026-07-01T20:00:00Z', '2026-07-01'],
] as const)('figures of %s as of %s are of %s', (mode, asOf, day) => {
  expect(dayOfFigures({ zone: 'America/Los_Angeles', mode }, new Date(asOf))).toBe(day);
});
