import type { Metric } from '../metric.ts';
import type { MetricPlan, Planned } from './metric-plan.ts';

/** Where a metric stands in an org, by what a plan has left to do for it. */
export type MetricState = 'ready' | 'to be made' | 'no access' | 'to be changed' | 'in the way' | 'no room';

/** The first that holds says what matters most. */
const STATES: readonly (readonly [MetricState, (plan: MetricPlan) => readonly Planned[]])[] = [
  ['in the way', ({ clash }) => clash],
  ['no room', ({ noRoom }) => noRoom],
  ['to be made', ({ create }) => create],
  ['no access', ({ grant, hidden }) => [...grant, ...hidden]],
  ['to be changed', ({ relabel, track }) => [...relabel, ...track]],
];

export function metricState(metric: Metric, plan: MetricPlan): MetricState {
  const found = STATES.find(([, listed]) => listed(plan).some((one) => one.metric === metric));
  return found?.[0] ?? 'ready';
}
