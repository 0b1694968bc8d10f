import type { FileTable } from '../base/table.ts';
import { sqlName, sqlText } from './sql.ts';

/**
 * Columns that only some of the files have are unified by name. CSV is looked at whole, so that a column of numbers
 * which turns into text late does not fail the load.
 */
const readers: Readonly<Record<FileTable['format'], (files: string) => string>> = {
  parquet: (files) => `read_parquet(${files}, union_by_name = true)`,
  csv: (files) => `read_csv(${files}, union_by_name = true, header = true, sample_size = -1)`,
  ndjson: (files) => `read_json(${files}, format = 'newline_delimited', union_by_name = true, sample_size = -1)`,
};

/** The statement that makes a view of that name over a table's files. */
export function fileViewSql(table: FileTable, name: string): string {
  const files = `[${table.files.map(sqlText).join(', ')}]`;
  return `CREATE OR REPLACE VIEW ${sqlName(name)} AS SELECT * FROM ${readers[table.format](files)}`;
}
