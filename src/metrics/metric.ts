import type { Column, ColumnType } from '../base/table.ts';
import type { Condition, Level, Lookback, Measure } from '../config/settings.ts';

/** A key event, a measure and a lookback, with every name resolved against the data and the Salesforce field it fills. */
export interface Metric {
  /** As it stands in the configuration: `Sessions Past 7 Days`. */
  readonly name: string;
  readonly level: Level;
  readonly event: MetricEvent;
  readonly where: readonly MetricCondition[];
  readonly measure: MetricMeasure;
  readonly lookback: Lookback;
  readonly field: MetricField;
  /** Where the metric stands in the configuration file, for messages. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** The key event, as the data knows it. */
export interface MetricEvent {
  /** Table of the export: `report_exported`, `sessions`, `pageviews`. */
  readonly table: string;
  /** View of resolved rows that the metric is counted from: `heap_event_report_exported`, `heap_sessions`. */
  readonly view: string;
  /** What a person calls it: `Report - Exported`, `session`. */
  readonly title: string;
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
  | Exclude<Measure, { readonly kind: 'sum' }>
  | { readonly kind: 'sum'; readonly property: string; readonly type: ColumnType };

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
  | { readonly kind: 'Number'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'DateTime' };

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
