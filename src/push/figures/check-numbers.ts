import { number } from '../../base/counted.ts';
import { Mistake } from '../../base/errors.ts';
import { propertyOf } from '../../metrics/counting/measure-sql.ts';
import { noNumberSql } from '../../metrics/counting/number-sql.ts';
import { type CountedMetric, isCounted, type Metric, withInputs } from '../../metrics/metric.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { UnfitFigures } from './unfit-figures.ts';

/**
 * Heap sends many numbers as text, so a text may be summed. Values that are no number, NaN and infinity add nothing, and
 * are counted here. A property that holds no number at all was meant otherwise, and would fill Salesforce with zeros.
 */
export async function checkNumbers(warehouse: Warehouse, metrics: readonly Metric[]): Promise<readonly UnfitFigures[]> {
  const found: UnfitFigures[] = [];
  for (const metric of withInputs(metrics).filter(isCounted)) {
    const property = numbersOf(metric);
    if (property === undefined || property.type === 'integer') continue;
    const column = sqlName(property.name);
    const given = property.type === 'text' ? `nullif(${column}, '')` : column;
    const [counted] = await warehouse.rows<{ readonly given: number; readonly noNumbers: number }>(
      `SELECT count(${given}) AS given, count(*) FILTER (WHERE ${noNumberSql(column, property.type)}) AS "noNumbers"
       FROM ${sqlName(metric.event.view)}`,
    );
    if (counted === undefined || counted.noNumbers === 0) continue;
    if (counted.noNumbers === counted.given && property.type === 'text')
      throw noNumbers(metric, property.name, counted.given);
    const { name, level, field } = metric;
    found.push({ metric: name, level, field: field.name, why: 'no-number', count: counted.noNumbers });
  }
  return found;
}

function numbersOf({ measure }: CountedMetric) {
  const of = measure.kind === 'change' ? measure.of : measure;
  return of.kind === 'most-frequent' ? undefined : propertyOf(of);
}

function noNumbers({ name, measure, event }: CountedMetric, property: string, given: number): Mistake {
  const kind = measure.kind === 'change' ? measure.of.kind : measure.kind;
  const words = kind === 'sum' ? 'sums' : `takes the ${kind} of`;
  return new Mistake({
    trouble: 'definition',
    message: `Metric "${name}" ${words} "${property}" of ${event.title}, and none of its ${number(given)} values is a number.`,
    actions: [`Name a property that holds numbers under "${kind}" in heap.config.yaml.`],
    facts: { metric: name, property, event: event.tables.join(', ') },
  });
}
