import type { ColumnType } from '../../base/table.ts';
import type { Condition } from '../../config/metric-settings.ts';
import { sqlText } from '../../warehouse/sql.ts';
import type { MetricCondition } from '../metric.ts';
import { sqlTime } from './sql-literal.ts';

type Scalar = string | number | boolean;

/** The condition as a predicate over the SQL of its column; never NULL. Case counts, as in the data. */
export function conditionSql({ column, test, value }: MetricCondition, columnSql: string): string {
  return `coalesce(${TESTS[test](columnSql, column.type, value)}, false)`;
}

type Writer = (column: string, type: ColumnType, value: Condition['value']) => string;

const TESTS: Readonly<Record<Condition['test'], Writer>> = {
  is: (column, type, value) => compared(column, type, '=', first(value)),
  // A property that is not set is not the value either.
  'is-not': (column, type, value) => `NOT coalesce(${compared(column, type, '=', first(value))}, false)`,
  'one-of': (column, type, value) =>
    `(${all(value)
      .map((one) => compared(column, type, '=', one))
      .join(' OR ')})`,
  above: (column, type, value) => compared(column, type, '>', first(value)),
  below: (column, type, value) => compared(column, type, '<', first(value)),
  contains: (column, _type, value) => `contains(CAST(${column} AS VARCHAR), ${sqlText(String(first(value)))})`,
  'starts-with': (column, _type, value) => `starts_with(CAST(${column} AS VARCHAR), ${sqlText(String(first(value)))})`,
  // An empty text is how an archived or cleared property arrives.
  exists: (column, type, value) => {
    const set = type === 'text' ? `(${column} IS NOT NULL AND ${column} <> '')` : `${column} IS NOT NULL`;
    return first(value) === false ? `NOT ${set}` : set;
  },
};

/** Heap keeps most properties as text, so a number or a truth value is looked for inside the text. */
function compared(column: string, type: ColumnType, sign: '=' | '>' | '<', value: Scalar): string {
  if (type === 'timestamp') return `${column} ${sign} ${sqlTime(new Date(String(value)))}`;
  if (type === 'boolean') return `${column} ${sign} ${String(value)}`;
  if (type === 'integer') return `${column} ${sign} ${Number(value)}`;
  if (type === 'double') return aboveNothing(column, sign, Number(value));
  if (typeof value === 'number') return aboveNothing(`TRY_CAST(${column} AS DOUBLE)`, sign, value);
  if (typeof value === 'boolean') return `lower(${column}) ${sign} '${value}'`;
  return `${column} ${sign} ${sqlText(value)}`;
}

/** To DuckDB, NaN is greater than every number. */
function aboveNothing(column: string, sign: string, value: number): string {
  return `(${column} ${sign} ${value}${sign === '>' ? ` AND NOT isnan(${column})` : ''})`;
}

function first(value: Condition['value']): Scalar {
  return all(value)[0] ?? '';
}

function all(value: Condition['value']): readonly Scalar[] {
  return typeof value === 'object' ? value : [value];
}
