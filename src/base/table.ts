/** What a column holds. `integer` fits 64 bits and travels as bigint or number; `timestamp` as a Date. */
export type ColumnType = 'text' | 'integer' | 'double' | 'boolean' | 'timestamp';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export type Cell = string | number | bigint | boolean | Date | null;

/** Rows in portions, column by column: `columns[i][row]`, in the order of the table's columns. */
export interface Portion {
  readonly rows: number;
  readonly columns: readonly (readonly Cell[])[];
}

/** A table that is read once, from wherever it comes. */
export interface RowTable {
  readonly kind: 'rows';
  readonly name: string;
  readonly columns: readonly Column[];
  portions(): AsyncIterable<Portion>;
}

/** A column, and the columns of the files that hold it: one in each file that has it, of one type or another. */
export interface FileColumn extends Column {
  readonly from: readonly string[];
}

/** A table that lies in files which an engine can scan by itself. */
export interface FileTable {
  readonly kind: 'files';
  readonly name: string;
  readonly format: 'parquet' | 'csv' | 'ndjson';
  readonly files: readonly string[];
  /** Left out where the files are to tell. With columns there may be no file at all. */
  readonly columns?: readonly FileColumn[];
}

export type Table = RowTable | FileTable;
