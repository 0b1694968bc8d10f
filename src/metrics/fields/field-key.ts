import type { AboutField } from './applied-metrics.ts';
import type { Planned } from './metric-plan.ts';

/** A field by object and name; Salesforce does not tell names apart by case. */
export function fieldKey(
  one: { readonly object: string; readonly field: string } | { readonly object: string; readonly name: string },
): string {
  return `${one.object}.${'field' in one ? one.field : one.name}`.toLowerCase();
}

/** A metric's field in plain words, for results. */
export function aboutField({ metric, object, field }: Planned): AboutField {
  return { metric: metric.name, level: metric.level, object, field };
}
