import { Mistake } from '../base/errors.ts';
import type { Level } from '../config/settings.ts';
import type { ForeignFields } from '../metrics/fields/foreign-fields.ts';
import { type WhyDropped, whyDropped } from '../metrics/fields/why-dropped.ts';
import type { Metric } from '../metrics/metric.ts';
import { USAGE_OBJECTS } from '../metrics/usage-objects.ts';
import { type ObjectDescription, resolveField } from '../salesforce/describe.ts';

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

/**
 * Decides which fields a push may write. A column that the connecting user cannot see fails a whole bulk job, so what
 * is hidden stays out of the file. So does what others made under the name of a metric's field.
 */
export function usageTarget(
  level: Level,
  metrics: readonly Metric[],
  { object, foreign }: { readonly object: ObjectDescription; readonly foreign: ForeignFields },
): UsageTarget {
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
  const why = (metric: Metric) => whyDropped(metric, object, foreign);
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
