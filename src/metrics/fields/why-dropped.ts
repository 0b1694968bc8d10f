import { type FieldDescription, type ObjectDescription, resolveField } from '../../salesforce/describe.ts';
import type { Metric } from '../metric.ts';

/**
 * `retyped`: the field is of another type by now, and does not take the metric's values. `not-ours`: others made it, and
 * what they keep in it would be written over.
 */
export type WhyDropped = 'absent-or-hidden' | 'not-ours' | 'read-only' | 'retyped';

/**
 * Why a metric cannot be written to its usage object, as the connecting user sees that; undefined when it can. `foreign`
 * are the fields that are known as others', by API name in lower case.
 */
export function whyDropped(
  metric: Metric,
  object: ObjectDescription,
  foreign: ReadonlySet<string> = new Set(),
): WhyDropped | undefined {
  const field = resolveField(object, metric.field.name);
  if (foreign.has((field?.name ?? metric.field.name).toLowerCase())) return 'not-ours';
  if (field === undefined) return 'absent-or-hidden';
  if (!field.updateable || !field.createable) return 'read-only';
  return takesValuesOf(metric, field) ? undefined : 'retyped';
}

/** The types, as describe names them, that take the values of a metric; of texts those that are long enough. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  Number: ['double', 'int', 'long', 'currency', 'percent'],
  Percent: ['percent', 'double', 'currency'],
  DateTime: ['datetime'],
  Date: ['date'],
  Checkbox: ['boolean'],
  Text: [],
};
const TEXTS: readonly string[] = ['string', 'textarea'];

function takesValuesOf({ field: { type } }: Metric, field: FieldDescription): boolean {
  if (TEXTS.includes(field.type)) return field.length >= (type.kind === 'Text' ? type.length : 40);
  const taking = TAKES[type.kind];
  return taking === undefined || taking.includes(field.type);
}
