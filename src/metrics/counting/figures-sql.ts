import type { Quiet } from '../../config/settings.ts';
import { sqlName } from '../../warehouse/sql.ts';
import { type CombinedMetric, type CountedMetric, inputsOf, isCounted, type Metric } from '../metric.ts';
import type { Windows } from '../window.ts';
import { combinationSql, quietRuleOfCombination } from './combination-sql.ts';
import { daySql } from './day-sql.ts';
import { MEASURES, type QuietRule, quietRuleOf } from './measure-sql.ts';
import { roundedSql } from './number-sql.ts';
import { beforeColumn } from './tally.ts';

interface FiguresRequest {
  /** What the query gives, in this order. */
  readonly wanted: readonly Metric[];
  /** These and all that they stand on, each after what it stands on. */
  readonly all: readonly Metric[];
  readonly windows: Windows;
  readonly quiet: Quiet;
  /** Where `record_id` and the figures that were counted come from. */
  readonly from: string;
  /** Columns of the record that are handed on as they are, before the others. */
  readonly carried?: readonly string[];
}

/**
 * The figures as Salesforce keeps them. Metrics that others stand on are carried as they count there, before quiet
 * records are blanked: as `value.<field>`, and `idle.<field>` where nothing was done. Metrics that stand on these are one
 * layer, those that stand on such metrics another: DuckDB holds a batch of rows for each layer, with all its columns.
 */
export function figuresSql({ wanted, all, windows, quiet, from, carried = [] }: FiguresRequest): string {
  const combined = all.flatMap((metric) => (isCounted(metric) ? [] : [metric]));
  const inputs = new Set(combined.flatMap(inputsOf));
  const columnsOf = (metric: Metric): string[] => {
    const { value, idle, quiet: rule } = isCounted(metric) ? countedSql(metric, windows) : combinedSql(metric);
    const name = metric.field.name;
    const shown = shownSql({ value, idle, rule }, metric.quiet, quiet);
    return [
      ...(wanted.includes(metric) ? [`${shown} AS ${sqlName(name)}`] : []),
      ...(inputs.has(metric) ? [`${value} AS ${valueColumn(metric)}`, `${idle} AS ${idleColumn(metric)}`] : []),
    ];
  };
  const first = [...carried.map((name) => `r.${name}`), 'r.record_id', ...all.filter(isCounted).flatMap(columnsOf)];
  const counted = `SELECT ${first.join(', ')}\nFROM ${from}`;
  if (combined.length === 0) return counted;
  const layers = Map.groupBy(combined, depthOf).values();
  const layered = [...layers].reduce(
    (below, layer) => `SELECT *, ${layer.flatMap(columnsOf).join(', ')}\nFROM (${below})`,
    counted,
  );
  return `SELECT ${[...carried, 'record_id', ...wanted.map(({ field }) => sqlName(field.name))].join(', ')}\nFROM (${layered})`;
}

/** How many layers of other metrics are below; since each comes after its inputs, lower layers come first. */
function depthOf(metric: Metric): number {
  return isCounted(metric) ? 0 : 1 + Math.max(...inputsOf(metric).map(depthOf));
}

interface Figure {
  /** As others count with it: 0 where nothing was done, if that is fair to say. */
  readonly value: string;
  /** Whether nothing was done at all. */
  readonly idle: string;
  readonly quiet: QuietRule;
}

function countedSql(metric: CountedMetric, windows: Windows): Figure {
  const { measure, field, lookback } = metric;
  const quiet = quietRuleOf(measure);
  const now = sqlName(field.name);
  const day = (time: string) => daySql(time, windows, windows.of(lookback));
  if (measure.kind !== 'change') {
    const { kept, idle } = MEASURES[measure.kind];
    const value = quiet === 'by-setting' ? `coalesce(${kept(now, day)}, 0)` : kept(now, day);
    return { value, idle: idle(now), quiet };
  }
  const before = sqlName(beforeColumn(metric));
  const { kept, idle, quiet: rule } = MEASURES[measure.of.kind];
  const of = (column: string) => (rule === 'by-setting' ? `coalesce(${kept(column, day)}, 0)` : kept(column, day));
  const [is, was] = [of(now), of(before)];
  return {
    value: measure.as === 'number' ? `${is} - ${was}` : percentSql(`${is} - ${was}`, `abs(${was})`),
    idle: `(${idle(now)} AND ${idle(before)})`,
    quiet,
  };
}

function combinedSql(metric: CombinedMetric): Figure {
  return {
    ...combinationSql(metric.measure, (input) => ({
      value: valueColumn(input),
      idle: idleColumn(input),
      type: input.field.type,
    })),
    quiet: quietRuleOfCombination(metric.measure),
  };
}

function percentSql(part: string, whole: string): string {
  return roundedSql(`100 * CAST(${part} AS DOUBLE) / nullif(CAST(${whole} AS DOUBLE), 0)`, 2);
}

function shownSql(
  { value, idle, rule }: { readonly value: string; readonly idle: string; readonly rule: QuietRule },
  own: Quiet | undefined,
  ofAll: Quiet,
): string {
  if (rule === 'by-setting' && (own ?? ofAll) === 'null') return `CASE WHEN NOT ${idle} THEN ${value} END`;
  return rule === 'nothing' && own === 'zero' ? `coalesce(${value}, 0)` : value;
}

function valueColumn({ field }: Metric): string {
  return sqlName(`value.${field.name}`);
}

function idleColumn({ field }: Metric): string {
  return sqlName(`idle.${field.name}`);
}
