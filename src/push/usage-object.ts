import { Mistake } from '../base/errors.ts';
import type { Level } from '../config/settings.ts';
import type { Metric } from '../metrics/metric.ts';
import { USAGE_OBJECTS } from '../metrics/usage-objects.ts';
import { type FieldDescription, type ObjectDescription, resolveField } from '../salesforce/describe.ts';

/** What a push writes to one usage object, by the names that the object has in this org. */
export interface UsageTarget {
  readonly level: Level;
  readonly object: string;
  readonly externalId: string;
  readonly lookup: string;
  readonly metrics: readonly Metric[];
  /** Metrics whose field the connecting user cannot write, and why. The others go. */
  readonly dropped: readonly { readonly metric: Metric; readonly why: WhyDropped }[];
}

/** `retyped`: the field is of another type by now, and does not take the metric's values. */
export type WhyDropped = 'absent-or-hidden' | 'read-only' | 'retyped';

/**
 * Decides which fields a push may write. A column that the connecting user cannot see fails a whole bulk job, so what
 * is hidden stays out of the file.
 */
export function usageTarget(level: Level, metrics: readonly Metric[], object: ObjectDescription): UsageTarget {
  const names = USAGE_OBJECTS[level];
  const [externalId, lookup] = [names.externalId, names.lookup].map((name) => {
    const field = resolveField(object, name);
    if (field?.updateable === true && field.createable) return field.name;
    throw new Mistake({
      trouble: 'permission',
      message: `The connecting user cannot write ${object.name}.${name}, without which no usage row can be sent.`,
      actions: [
        'Ask an admin to assign the permission set Heap_Usage_Sync to the connecting user, or run: heap-sf setup',
      ],
      facts: { object: object.name, field: name, permissionSet: 'Heap_Usage_Sync' },
    });
  });
  const wanted = metrics.filter((metric) => metric.level === level);
  const why = (metric: Metric): WhyDropped | undefined => {
    const field = resolveField(object, metric.field.name);
    if (field === undefined) return 'absent-or-hidden';
    if (!field.updateable || !field.createable) return 'read-only';
    return takesValuesOf(metric, field) ? undefined : 'retyped';
  };
  return {
    level,
    object: object.name,
    externalId: externalId!,
    lookup: lookup!,
    metrics: wanted.filter((metric) => why(metric) === undefined),
    dropped: wanted.flatMap((metric) => {
      const reason = why(metric);
      return reason === undefined ? [] : [{ metric, why: reason }];
    }),
  };
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
