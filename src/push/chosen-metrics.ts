import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Metric } from '../metrics/metric.ts';

/** The metrics of these names, at either level; all when none is named. */
export function chosenMetrics(metrics: readonly Metric[], names: readonly string[]): readonly Metric[] {
  const unknown = names.find((wanted) => metrics.every(({ name }) => name !== wanted));
  if (unknown === undefined) return names.length === 0 ? metrics : metrics.filter(({ name }) => names.includes(name));
  const known = [...new Set(metrics.map(({ name }) => name))];
  const near = nearest(unknown, known);
  throw new Mistake({
    trouble: 'unknown-name',
    message: `heap.config.yaml has no metric "${unknown}".`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
        : `Name one of: ${known.join(', ')}`,
    ],
    facts: { metric: unknown, near },
  });
}
