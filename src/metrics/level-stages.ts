import { sqlName } from '../warehouse/sql.ts';
import { conditionSql } from './condition-sql.ts';
import { GRAINS, type Grain, MEASURES } from './measure-sql.ts';
import type { Metric, MetricCondition } from './metric.ts';
import { sqlTime } from './sql-literal.ts';
import type { Windows } from './window.ts';

/** The metrics of a level that one reading of one event view serves. */
export interface Stage {
  readonly view: string;
  readonly grain: Grain;
  readonly metrics: readonly Metric[];
}

/** One stage for each event and grain that the metrics ask for. */
export function stagesOf(metrics: readonly Metric[]): readonly Stage[] {
  const groups = Map.groupBy(metrics, ({ event, measure }) => `${MEASURES[measure.kind].grain} ${event.view}`);
  return [...groups.values()].flatMap((together) => {
    const [first] = together;
    if (!first) return [];
    return [{ view: first.event.view, grain: MEASURES[first.measure.kind].grain, metrics: together }];
  });
}

/** The query of a stage: `record`, then one column for each metric, for records with an event in the widest window. */
export function stageSql({ view, grain, metrics }: Stage, windows: Windows): string {
  const widest = widestStart(metrics, windows);
  const asked = metrics.map((metric) => ({
    metric,
    column: sqlName(metric.field.name),
    conditions: metric.where.map((condition) => conditionSql(condition, columnOf(condition))).join(' AND '),
    since: sinceSql(windows.of(metric.lookback).from, widest),
  }));
  const events = `FROM ${sqlName(view)} e JOIN who w ON w.user_id = e.user_id
  WHERE ${filters(asked, widest, windows).join(' AND ')}`;

  if (grain === 'event') {
    const figures = asked.map(({ metric, column, conditions, since }) => {
      const filter = both(conditions, since);
      const counted = MEASURES[metric.measure.kind].aggregate(metric.measure);
      return `${counted}${filter && ` FILTER (WHERE ${filter})`} AS ${column}`;
    });
    return `SELECT w.record, ${figures.join(', ')}
  ${events} GROUP BY w.record`;
  }
  const flags = asked.map(
    ({ column, conditions, since }) => `bool_or(${both(conditions, since) || 'true'}) AS ${column}`,
  );
  return `SELECT record, ${asked.map(({ column }) => `count(*) FILTER (WHERE ${column}) AS ${column}`).join(', ')}
  FROM (SELECT w.record, ${GRAINS[grain](windows.zone)} AS thing, ${flags.join(', ')}
  ${events} GROUP BY w.record, thing) GROUP BY record`;
}

/** Name under which a property of the user is carried beside the user's record. */
export function userColumn(property: string): string {
  return sqlName(`user.${property}`);
}

function columnOf({ of, column }: MetricCondition): string {
  return of === 'user' ? `w.${userColumn(column.name)}` : `e.${sqlName(column.name)}`;
}

/** Undefined when a metric looks at all time. */
function widestStart(metrics: readonly Metric[], windows: Windows): Date | undefined {
  const starts = metrics.map(({ lookback }) => windows.of(lookback).from?.getTime() ?? Number.NEGATIVE_INFINITY);
  const widest = Math.min(...starts);
  return Number.isFinite(widest) ? new Date(widest) : undefined;
}

/** What a metric's window asks beyond the widest one; empty when that is its own. */
function sinceSql(from: Date | undefined, widest: Date | undefined): string {
  return from === undefined || from.getTime() === widest?.getTime() ? '' : `e."time" >= ${sqlTime(from)}`;
}

/** What no metric of the stage can do without. */
function filters(
  asked: readonly { readonly conditions: string }[],
  widest: Date | undefined,
  windows: Windows,
): readonly string[] {
  const { to } = windows.of({ kind: 'all' });
  const conditions = [...new Set(asked.map((one) => one.conditions))];
  return [
    ...(widest ? [`e."time" >= ${sqlTime(widest)}`] : []),
    `e."time" < ${sqlTime(to)}`,
    ...(conditions.includes('') ? [] : [`(${conditions.join(' OR ')})`]),
  ];
}

function both(one: string, other: string): string {
  return [one, other].filter((predicate) => predicate !== '').join(' AND ');
}
