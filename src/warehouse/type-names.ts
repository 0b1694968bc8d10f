import type { ColumnType } from '../base/table.ts';

const ours: readonly (readonly [RegExp, ColumnType])[] = [
  [/^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|HUGEINT|UHUGEINT)$/, 'integer'],
  [/^(FLOAT|DOUBLE|DECIMAL\(.*)$/, 'double'],
  [/^BOOLEAN$/, 'boolean'],
  [/^(TIMESTAMP.*|DATE)$/, 'timestamp'],
];

/** Our name for one of DuckDB's types; what is none of the others is looked at as text. */
export function columnTypeOf(duckdbType: string): ColumnType {
  return ours.find(([pattern]) => pattern.test(duckdbType))?.[1] ?? 'text';
}
