import { sqlText } from './sql.ts';

export interface ParquetOptions {
  /** Other programs read it: in data pages of the first kind, which all of them know. Those of the second take a fifth less time both ways. */
  readonly forOthers?: boolean;
}

/** Small groups of rows and no dictionaries: a million rows are written in half the memory and two thirds of the time. */
const PARQUET = 'COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 20480';

/** https://duckdb.org/docs/stable/sql/statements/copy.html#parquet-options */
export function parquetSql(query: string, file: string, { forOthers = false }: ParquetOptions): string {
  const version = forOthers ? 'V1' : 'V2';
  return `COPY (${query}) TO ${sqlText(file)} (FORMAT parquet, ${PARQUET}, PARQUET_VERSION ${version})`;
}

/** A CSV file with one column, and nothing in it that stands for itself. */
export function linesSql(query: string, file: string): string {
  return `COPY (${query}) TO ${sqlText(file)} (FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\t')`;
}
