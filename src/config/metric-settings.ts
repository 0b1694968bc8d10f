import type { Level, Quiet } from './settings.ts';

export type MetricSettings = CountedMetricSettings | CombinedMetricSettings;

interface MetricNames {
  /** As a person writes it: `Sessions Past 7 Days`. */
  readonly name: string;
  readonly level: Level;
  /** Instead of the quiet of all metrics. */
  readonly quiet?: Quiet;
  /** API name of the field, where the file gives it: `Sessions_Past_7_Days__c`. Else it is made from the name. */
  readonly field?: string;
  /** Whether Salesforce shall keep the field's history; undefined for as it is in the org. */
  readonly history?: boolean;
  /** Where the metric stands in the file, for messages: line and column from 1. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** Measured from events. */
export interface CountedMetricSettings extends MetricNames {
  /** Key event: an event table or its name in Heap, `session`, `pageview`, or `any event`. */
  readonly event: string;
  readonly where: readonly Condition[];
  readonly measure: Measure;
  readonly lookback: Lookback;
}

/** Worked out from other metrics of its level. */
export interface CombinedMetricSettings extends MetricNames {
  readonly measure: Combination;
}

export function isCounted(metric: MetricSettings): metric is CountedMetricSettings {
  return 'event' in metric;
}

export type Measure = PlainMeasure | Change;

/** One figure of the events of one window. */
export type PlainMeasure =
  | { readonly kind: CountKind }
  | { readonly kind: 'last-seen' | 'first-seen' | 'last-day' | 'first-day' | 'happened' }
  | { readonly kind: NumberKind | 'most-frequent'; readonly property: string };

type CountKind = 'count' | 'distinct-users' | 'active-days' | 'sessions' | 'time-on-site';
type NumberKind = 'sum' | 'min' | 'max' | 'average';

/** A measure that gives a number. */
export type NumberMeasure = { readonly kind: CountKind } | { readonly kind: NumberKind; readonly property: string };

/** How much more or less than in the window before. */
export interface Change {
  readonly kind: 'change';
  readonly of: NumberMeasure;
  readonly as: ShownAs;
}

export type ShownAs = 'number' | 'percent';

/** Metrics are named as they are called, and are of the same level. */
export type Combination =
  | { readonly kind: 'ratio'; readonly of: string; readonly to: string; readonly as: ShownAs }
  | { readonly kind: 'score'; readonly inputs: readonly ScoreInput[] };

export interface ScoreInput {
  readonly metric: string;
  readonly weight: number;
  /** The figure that earns the whole weight; a checkbox has none. */
  readonly cap?: number;
}

export type Lookback =
  | { readonly kind: 'span'; readonly count: number; readonly unit: 'days' | 'weeks' | 'months' }
  /** From the first day of the month, quarter or year that the last day of the window lies in. */
  | { readonly kind: 'to-date'; readonly unit: 'month' | 'quarter' | 'year' }
  | { readonly kind: 'all' };

/** A property of the event (or `user.<property>` of its user) held against a value. */
export interface Condition {
  readonly property: string;
  readonly test: 'is' | 'is-not' | 'contains' | 'starts-with' | 'one-of' | 'above' | 'below' | 'exists';
  readonly value: string | number | boolean | readonly (string | number)[];
}
