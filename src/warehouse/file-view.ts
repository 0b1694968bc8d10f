import type { FileColumn, FileTable } from '../base/table.ts';
import { typesInDuckDB } from './column-types.ts';
import { ONE_READER, type QueryColumn } from './csv-sql.ts';
import { sqlFile, sqlName, sqlText } from './sql.ts';

/** For lines of 2 MB, which is the longest of CSV that DuckDB takes unless it is told another; it would take buffers of 32 MB. */
const BUFFER = 'buffer_size = 4194304';
const OBJECT = 'maximum_object_size = 2097152';

/** Columns that only some of the files have are unified by name. */
const readers: Readonly<Record<FileTable['format'], (files: string, more: string) => string>> = {
  parquet: (files) => `read_parquet(${files}, union_by_name = true)`,
  csv: (files, more) => `read_csv(${files}, union_by_name = true, header = true, ${ONE_READER}, ${BUFFER}, ${more})`,
  ndjson: (files, more) =>
    `read_json(${files}, format = 'newline_delimited', union_by_name = true, ${OBJECT}, ${more})`,
};

/**
 * The query that finds a table's columns. Texts are looked at to their end, so that a column of numbers which turns
 * into words late does not fail a run.
 */
export function fileColumnsSql(table: FileTable): string {
  return `SELECT * FROM ${reader(table, 'sample_size = -1')}`;
}

/** The query of all rows as they lie in the files, each with its `filename`. */
export function fileRowsSql(table: FileTable): string {
  return `SELECT * FROM ${reader(table, table.format === 'parquet' ? '' : 'sample_size = -1', true)}`;
}

/** The statement that makes a view of that name over files whose columns are known, each in its type. */
export function knownViewSql(table: FileTable, name: string, columns: readonly FileColumn[]): string {
  const cells = columns.map(({ name: column, type, from }) => {
    const { type: sqlType } = typesInDuckDB[type];
    const values = table.files.length === 0 ? [] : from.map((one) => `CAST(${sqlName(one)} AS ${sqlType})`);
    return `${coalesced(values, `CAST(NULL AS ${sqlType})`)} AS ${sqlName(column)}`;
  });
  const rows = table.files.length === 0 ? '(SELECT 1) WHERE false' : reader(table, '');
  return `CREATE OR REPLACE VIEW ${sqlName(name)} AS SELECT ${cells.join(', ')} FROM ${rows}`;
}

/** The statement that makes a view of that name over a table's files, with the columns that were found. */
export function fileViewSql(table: FileTable, name: string, columns: readonly QueryColumn[]): string {
  const types = columns.map((column) => `${sqlText(column.name)}: ${sqlText(column.duckdbType)}`);
  // Without this each query would look for the types once more.
  const known = `${table.format === 'csv' ? 'types' : 'columns'} = {${types.join(', ')}}`;
  return `CREATE OR REPLACE VIEW ${sqlName(name)} AS SELECT * FROM ${reader(table, known)}`;
}

function coalesced(values: readonly string[], none: string): string {
  return values.length > 1 ? `coalesce(${values.join(', ')})` : (values[0] ?? none);
}

function reader({ format, files }: FileTable, more: string, withNames = false): string {
  return readers[format](`[${files.map(sqlFile).join(', ')}]${withNames ? ', filename = true' : ''}`, more);
}
