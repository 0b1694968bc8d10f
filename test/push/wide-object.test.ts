import { expect, test } from 'vitest';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
import { allOf } from '../../src/push/figures/prepare-usage.ts';
import { catalogue, metric, openScratch, pacific } from '../metrics/synthetic.ts';

test('an object may have as many metrics as the largest edition has room for, which is 800 fields', async () => {
  await using warehouse = await openScratch();
  const wanted = Array.from({ length: 798 }, (_, at) => metric({ name: `M${at}` }));
  const metrics = defineMetrics({ metrics: wanted, window: pacific }, catalogue);
  const cells = metrics.map(({ field }) => `'1' AS ${field.name}`);
  await warehouse.run(`CREATE TABLE changed AS SELECT 'A1' AS record_id, ${cells.join(', ')}`);
  const target = { level: 'account', object: 'O', externalId: 'I', lookup: 'L', metrics, dropped: [] } as const;
  const { counts } = await allOf(warehouse, target, 'changed');
  // The Id twice, then 798 times "1", each with what stands behind it.
  expect(counts).toEqual({ input: 1, toSend: 1, bytes: 2 * 3 + 798 * 2 });
});
