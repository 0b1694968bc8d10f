import type { ColumnType } from '../../base/table.ts';

/** Greater than any number that Salesforce keeps, and small enough that a hundred million of them can be added. */
const HUGE = '1e24';

/**
 * A property as an exact number, so that a sum does not depend on the order in which it is made; NULL where it is none.
 * One beyond all bounds stays far beyond them: it must show in the figure as something that does not fit, and not stop
 * the query. NaN and infinity are no numbers.
 */
export function numberSql(column: string, type: ColumnType): string {
  if (type === 'integer') return `CAST(${column} AS DECIMAL(38, 6))`;
  const double = type === 'double' ? column : `TRY_CAST(${column} AS DOUBLE)`;
  return `CASE WHEN abs(${double}) < ${HUGE} THEN TRY_CAST(${column} AS DECIMAL(38, 6))
    WHEN isfinite(${double}) THEN CAST(sign(${double}) * ${HUGE} AS DECIMAL(38, 6)) END`;
}

/** Whether a property is set, and is no number. */
export function noNumberSql(column: string, type: ColumnType): string {
  if (type === 'integer') return 'false';
  const double = type === 'double' ? column : `TRY_CAST(${column} AS DOUBLE)`;
  const set = type === 'text' ? `${column} <> ''` : `${column} IS NOT NULL`;
  return `(${set} AND NOT coalesce(isfinite(${double}), false))`;
}

/**
 * A quotient to so many places, halves away from zero. A double that stands for a half may lie a hair below it (1213.225
 * times 100 is 121322.49999999999), so it is first made greater by two units in its last place; not where these would
 * show.
 */
export function roundedSql(double: string, scale: number): string {
  const nudged = `round((${double}) * (1 + 4.5e-16::DOUBLE), ${scale})`;
  return `CASE WHEN abs(${double}) < 1e12 THEN ${nudged} ELSE round(${double}, ${scale}) END`;
}
