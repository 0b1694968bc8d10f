import { expect, test } from 'vitest';
import { readDistribution } from '../../src/metrics/counting/distribution.ts';
import { openScratch } from './synthetic.ts';

async function distributionOf(type: string, values: readonly (string | null)[]) {
  await using warehouse = await openScratch();
  await warehouse.run(
    `CREATE TABLE t AS SELECT CAST(v AS ${type}) AS f FROM (VALUES ${values.map((value) => (value === null ? '(NULL)' : `('${value}')`)).join(', ')}) x(v)`,
  );
  const [column] = await warehouse.columns('t');
  return await readDistribution(warehouse, 't', column!);
}

test('whole numbers: zeros and gaps are counted apart, each number has a bar of its own', async () => {
  expect(await distributionOf('BIGINT', ['0', '0', '1', '1', '1', '3', '5', null])).toEqual({
    records: 8,
    none: 1,
    zero: 2,
    spread: { kind: 'range', min: 0, median: 1, max: 5, from: 1, to: 5, bins: [3, 0, 1, 0, 1] },
  });
});

test('many numbers share bars, and negative ones have theirs', async () => {
  const { spread } = await distributionOf('DECIMAL(18,2)', ['-10', '0', '0.5', '10']);
  expect(spread).toMatchObject({ min: -10, max: 10, from: -10, to: 10 });
  const bins = spread.kind === 'range' ? spread.bins : [];
  expect([bins.length, bins[0], bins.at(-1), bins.reduce((sum, one) => sum + one, 0)]).toEqual([24, 1, 1, 3]);
});

test('moments and days have a spread too, and no zeros', async () => {
  for (const type of ['TIMESTAMP', 'DATE']) {
    expect(await distributionOf(type, ['2026-01-01', '2026-01-03', null])).toMatchObject({
      none: 1,
      zero: undefined,
      spread: {
        kind: 'range',
        min: new Date('2026-01-01'),
        median: new Date('2026-01-02'),
        max: new Date('2026-01-03'),
      },
    });
  }
});

test('texts and checkboxes are told by their most frequent values', async () => {
  expect((await distributionOf('VARCHAR', ['b', 'a', 'b', null])).spread).toEqual({
    kind: 'words',
    words: [
      { word: 'b', records: 2 },
      { word: 'a', records: 1 },
    ],
  });
  expect((await distributionOf('BOOLEAN', ['true', 'false', 'true'])).spread).toMatchObject({ kind: 'words' });
});

test('all alike, all zero and nothing at all', async () => {
  expect((await distributionOf('BIGINT', ['7', '7'])).spread).toMatchObject({ min: 7, max: 7, bins: [2] });
  expect(await distributionOf('BIGINT', ['0', '0'])).toMatchObject({
    zero: 2,
    spread: { kind: 'range', max: 0, bins: [] },
  });
  expect(await distributionOf('BIGINT', [null])).toMatchObject({ records: 1, none: 1, spread: { kind: 'nothing' } });
});
