import { sqlName } from '../warehouse/sql.ts';
import { conditionSql } from './condition-sql.ts';
import { amountSql } from './measure-sql.ts';
import type { Metric, MetricCondition } from './metric.ts';
import { sqlTime } from './sql-literal.ts';
import type { Window, Windows } from './window.ts';

/** One reading of an event view, for all metrics that count that event. */
export interface Scan {
  readonly number: number;
  readonly view: string;
  /** Predicates that metrics of this scan ask for; the place of each is its bit in `needs`. */
  readonly conditions: readonly string[];
  /** SQL of the numbers that metrics of this scan add up; the place of each is the metric's `slot`. */
  readonly amounts: readonly string[];
  readonly entries: readonly ScanEntry[];
}

/** How one metric is counted from its scan. */
export interface ScanEntry {
  /** Place of the metric among those of the level. */
  readonly metric: number;
  readonly kind: Metric['measure']['kind'];
  readonly window: Window;
  /** Bits of the conditions that an event must meet. */
  readonly needs: bigint;
  /** Which amount is added up; 0 for a metric that adds nothing up. */
  readonly slot: number;
}

/** A bit for each condition must fit a BIGINT; an event with more is read again for the rest. */
const MOST_CONDITIONS = 60;

/** Which event views a level reads, and what each reading must carry. */
export function scansOf(metrics: readonly Metric[], windows: Windows): readonly Scan[] {
  const scans: { number: number; view: string; conditions: string[]; amounts: string[]; entries: ScanEntry[] }[] = [];
  for (const [place, metric] of metrics.entries()) {
    const conditions = [...new Set(metric.where.map((condition) => conditionSql(condition, columnOf(condition))))];
    let scan = scans.find(
      ({ view, conditions: known }) =>
        view === metric.event.view && new Set([...known, ...conditions]).size <= MOST_CONDITIONS,
    );
    if (!scan) {
      scan = { number: scans.length, view: metric.event.view, conditions: [], amounts: [], entries: [] };
      scans.push(scan);
    }
    const { conditions: known, amounts } = scan;
    scan.entries.push({
      metric: place,
      kind: metric.measure.kind,
      window: windows.of(metric.lookback),
      needs: conditions.reduce((bits, condition) => bits | (1n << BigInt(placeIn(known, condition))), 0n),
      slot: metric.measure.kind === 'sum' ? placeIn(amounts, amountSql(metric.measure)) : 0,
    });
  }
  return scans;
}

/** Name under which a property of the user is carried beside the user's record. */
export function userColumn(property: string): string {
  return sqlName(`user.${property}`);
}

/** The query of one scan. All scans of a level give the same columns, so that they can be stacked. */
export function scanSql(scan: Scan, { masked, slots }: { readonly masked: boolean; readonly slots: number }): string {
  const mask = scan.conditions.map((condition, bit) => `CASE WHEN ${condition} THEN ${1n << BigInt(bit)} ELSE 0 END`);
  const columns = [
    `${scan.number} AS scan`,
    'w.record_id',
    'e.user_id',
    'e."time"',
    ...(masked ? [`CAST(${mask.join(' | ') || 0} AS BIGINT) AS meets`] : []),
    ...Array.from({ length: slots }, (_, slot) => `${scan.amounts[slot] ?? 'NULL'} AS amount_${slot}`),
  ];
  return `SELECT ${columns.join(', ')}
  FROM ${sqlName(scan.view)} e JOIN who w ON w.user_id = e.user_id
  WHERE ${filters(scan).join(' AND ')}`;
}

/** The widest window of the scan, and its conditions where no metric counts without one. */
function filters({ entries, conditions }: Scan): string[] {
  const starts = entries.map(({ window }) => window.from?.getTime() ?? Number.NEGATIVE_INFINITY);
  const earliest = Math.min(...starts);
  const latest = Math.max(...entries.map(({ window }) => window.to.getTime()));
  const since = Number.isFinite(earliest) ? [`e."time" >= ${sqlTime(new Date(earliest))}`] : [];
  const any = entries.every(({ needs }) => needs > 0n) ? [`(${conditions.join(' OR ')})`] : [];
  return [...since, `e."time" < ${sqlTime(new Date(latest))}`, ...any];
}

function columnOf({ of, column }: MetricCondition): string {
  return of === 'user' ? `w.${userColumn(column.name)}` : `e.${sqlName(column.name)}`;
}

/** Where a thing stands in a list, put at its end when it is new. */
function placeIn(list: string[], thing: string): number {
  const place = list.indexOf(thing);
  return place < 0 ? list.push(thing) - 1 : place;
}
