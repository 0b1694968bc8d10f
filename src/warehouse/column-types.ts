import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import type { Cell, ColumnType } from '../base/table.ts';

/** A storage type, and how a cell that is not null becomes a value of it. */
export interface TypeInDuckDB {
  readonly type: DuckDBType;
  readonly value: (cell: Cell) => DuckDBValue;
}

/** How each of our column types is stored in DuckDB, and what a cell becomes. */
export const typesInDuckDB: Readonly<Record<ColumnType, TypeInDuckDB>> = {
  text: { type: VARCHAR, value: (cell) => (cell instanceof Date ? cell.toISOString() : String(cell)) },
  integer: { type: BIGINT, value: (cell) => (typeof cell === 'bigint' ? cell : BigInt(Number(cell))) },
  double: { type: DOUBLE, value: Number },
  boolean: { type: BOOLEAN, value: Boolean },
  timestamp: { type: TIMESTAMP, value: (cell) => asTimestamp(Number(cell)) },
};

function asTimestamp(milliseconds: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(milliseconds) * 1000n);
}

/** A parameter of a statement. */
export function parameterOf(cell: Cell): DuckDBValue {
  return cell instanceof Date ? asTimestamp(cell.getTime()) : cell;
}
