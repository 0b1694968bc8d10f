import type { Column } from '../base/table.ts';
import type { Condition, Lookback, PlainMeasure, ShownAs } from '../config/metric-settings.ts';
import type { Level, Quiet } from '../config/settings.ts';

/** A figure of each record, with every name resolved, and the Salesforce field that it fills. */
export type Metric = CountedMetric | CombinedMetric;

interface MetricFacts {
  /** As it stands in the configuration: `Sessions Past 7 Days`. */
  readonly name: string;
  readonly level: Level;
  /** Instead of the quiet of all metrics. */
  readonly quiet?: Quiet;
  readonly field: MetricField;
  /** Where the metric stands in the configuration file, for messages. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** A key event, a measure and a lookback. */
export interface CountedMetric extends MetricFacts {
  readonly event: MetricEvent;
  readonly where: readonly MetricCondition[];
  readonly measure: MetricMeasure;
  readonly lookback: Lookback;
}

/** Other metrics of the level, combined. */
export interface CombinedMetric extends MetricFacts {
  readonly measure: MetricCombination;
}

export function isCounted(metric: Metric): metric is CountedMetric {
  return 'event' in metric;
}

/** The metrics that these stand on, each once and before those that stand on it; themselves included. */
export function withInputs(metrics: readonly Metric[]): readonly Metric[] {
  const found = new Set<Metric>();
  const add = (metric: Metric): void => {
    if (!isCounted(metric)) inputsOf(metric).forEach(add);
    found.add(metric);
  };
  metrics.forEach(add);
  return [...found];
}

export function inputsOf({ measure }: CombinedMetric): readonly Metric[] {
  return measure.kind === 'ratio' ? [measure.of, measure.to] : measure.inputs.map(({ metric }) => metric);
}

/** The key event, as the data knows it. */
export interface MetricEvent {
  /** Tables of the export: `report_exported`, `sessions`; several for any event. */
  readonly tables: readonly string[];
  /** View of resolved rows that the metric is counted from: `heap_event_report_exported`, `heap_sessions`. */
  readonly view: string;
  /** What a person calls it: `Report - Exported`, `session`. */
  readonly title: string;
  /** Whether the view may have an event more than once, since several tables may. */
  readonly repeats: boolean;
}

/** A condition whose property is known: a column of the event, or of the user who did it. */
export interface MetricCondition {
  readonly of: 'event' | 'user';
  readonly column: Column;
  readonly test: Condition['test'];
  readonly value: Condition['value'];
}

/** A measure whose property is known. */
export type MetricMeasure =
  | PlainMetricMeasure
  | { readonly kind: 'change'; readonly of: PlainMetricMeasure; readonly as: ShownAs };

export type PlainMetricMeasure =
  | Extract<PlainMeasure, { readonly kind: PlainKind }>
  | { readonly kind: PropertyKind; readonly property: Column };

type PropertyKind = Extract<PlainMeasure, { readonly property: string }>['kind'];
type PlainKind = Exclude<PlainMeasure['kind'], PropertyKind>;

/** Metrics that stand on other metrics. */
export type MetricCombination =
  | { readonly kind: 'ratio'; readonly of: Metric; readonly to: Metric; readonly as: ShownAs }
  | {
      readonly kind: 'score';
      readonly inputs: readonly { readonly metric: Metric; readonly weight: number; readonly cap: number }[];
    };

/** The custom field that a metric fills on its usage object. */
interface MetricField {
  /** API name, without the object: `Sessions_Past_7_Days__c`. Also the column name in the level's SQL. */
  readonly name: string;
  readonly label: string;
  readonly helpText: string;
  readonly description: string;
  readonly type: FieldType;
  /** Whether Salesforce shall keep its history; undefined for as it is in the org. */
  readonly history?: boolean;
}

/** The Salesforce type of a metric field. */
export type FieldType =
  | { readonly kind: 'Number' | 'Percent'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'Text'; readonly length: number }
  | { readonly kind: 'DateTime' | 'Date' | 'Checkbox' };

/** One table of the data that can be counted. */
export interface CatalogueEvent {
  readonly table: string;
  /** The event's name in Heap, when the export tells it. */
  readonly displayName?: string;
  readonly columns: readonly Column[];
}

/** What the data offers to metrics. */
export interface Catalogue {
  /** Event tables, `sessions` and `pageviews` among them. */
  readonly events: readonly CatalogueEvent[];
  readonly userColumns: readonly Column[];
}
