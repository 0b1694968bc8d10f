import { sqlName } from '../../warehouse/sql.ts';
import {
  type CountedMetric,
  isCounted,
  type Metric,
  type MetricCondition,
  type PlainMetricMeasure,
} from '../metric.ts';
import type { Window, Windows } from '../window.ts';
import { conditionSql } from './condition-sql.ts';
import { type Grain, MEASURES } from './measure-sql.ts';

/** One figure to be counted: a measure in one window. A change has two, all others one. */
export interface Tally {
  /** As it is called in the query of its stage. */
  readonly column: string;
  readonly event: CountedMetric['event'];
  readonly measure: PlainMetricMeasure;
  /** What an event must meet besides its time; empty for nothing. */
  readonly condition: string;
  readonly window: Window;
}

/** The figures that the metrics need. */
export function talliesOf(metrics: readonly Metric[], windows: Windows): readonly Tally[] {
  return metrics.filter(isCounted).flatMap((metric) => {
    const { event, where, measure, lookback, field } = metric;
    const condition = where.map((one) => conditionSql(one, columnOf(one))).join(' AND ');
    const now = { column: field.name, event, condition, window: windows.of(lookback) };
    if (measure.kind !== 'change') return [{ ...now, measure }];
    const before = windows.before(lookback);
    const then =
      before === undefined ? [] : [{ ...now, measure: measure.of, column: beforeColumn(metric), window: before }];
    return [{ ...now, measure: measure.of }, ...then];
  });
}

/** Where the figure of the window before stands. */
export function beforeColumn({ field }: Metric): string {
  return `${field.name} before`;
}

/** Name under which a property of the user is carried beside the user's record. */
export function userColumn(property: string): string {
  return sqlName(`user.${property}`);
}

function columnOf({ of, column }: MetricCondition): string {
  return of === 'user' ? `w.${userColumn(column.name)}` : `e.${sqlName(column.name)}`;
}

/** What is counted; where an event may stand in several tables, its ids are. */
export function grainOf({ measure, event }: Tally): Grain | 'id' {
  return measure.kind === 'count' && event.repeats ? 'id' : MEASURES[measure.kind].grain;
}
