import { Mistake } from '../base/errors.ts';
import type { Metric } from '../metrics/metric.ts';
import { sqlName } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/**
 * Heap sends many numbers as text, so a text may be summed. One that holds no number at all was meant otherwise, and
 * would fill Salesforce with zeros.
 */
export async function checkSums(warehouse: Warehouse, metrics: readonly Metric[]): Promise<void> {
  for (const { name, measure, event } of metrics) {
    if (measure.kind !== 'sum' || measure.type !== 'text') continue;
    const column = sqlName(measure.property);
    const [found] = await warehouse.rows<{ readonly given: number; readonly numbers: number }>(
      `SELECT count(${column}) AS given, count(TRY_CAST(${column} AS DOUBLE)) AS numbers FROM ${sqlName(event.view)}`,
    );
    if (found === undefined || found.given === 0 || found.numbers > 0) continue;
    throw new Mistake({
      trouble: 'definition',
      message: `Metric "${name}" sums "${measure.property}" of ${event.title}, and none of its ${found.given.toLocaleString('en-US')} values is a number.`,
      actions: ['Name a property that holds numbers under "sum" in heap.config.yaml.'],
      facts: { metric: name, property: measure.property, event: event.table },
    });
  }
}
