import { closeSync, openSync, readSync } from 'node:fs';
import { sqlFile, sqlName, sqlText } from './sql.ts';
import { columnTypeOf } from './type-names.ts';

export interface CsvOptions {
  /** What stands for null: `#N/A` unless set, with which Bulk API 2.0 empties a field. */
  readonly nullText?: string;
  /** Only the cells that need quotes have them, which makes a file of figures a fifth smaller. */
  readonly sparing?: boolean;
  /** All columns are texts already, so that nobody has to be asked for their types. */
  readonly texts?: boolean;
}

/** A column of a query, with DuckDB's name of its type. */
export interface QueryColumn {
  readonly name: string;
  readonly duckdbType: string;
}

/**
 * The COPY statement that writes a query as Bulk API 2.0 reads it: LF, cells in quotes, no byte order mark.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm
 */
export function csvSql(
  query: string,
  columns: readonly QueryColumn[] | 'texts',
  file: string,
  { nullText = '#N/A', sparing = false }: CsvOptions,
): string {
  const filled = (text: string) => `coalesce(${text}, ${sqlText(nullText)})`;
  const cells =
    columns === 'texts'
      ? [filled('COLUMNS(*)')]
      : columns.map(({ name, duckdbType }) => `${filled(textOf(sqlName(name), duckdbType))} AS ${sqlName(name)}`);
  return `COPY (SELECT ${cells.join(', ')} FROM (${query})) TO ${sqlText(file)}
    (FORMAT csv, HEADER, DELIMITER ',', QUOTE '"', ESCAPE '"'${sparing ? '' : ', FORCE_QUOTE *'})`;
}

export interface TextRowsOptions {
  /** The bytes of the longest record, 24,000,000 unless set: DuckDB reads in buffers of that size, one for each thread. */
  readonly longestLine?: number;
  /** An empty cell in quotes is an empty text, and only one without them NULL. */
  readonly quotedIsText?: boolean;
  /** No cell holds quotes or a line break, so that several threads may read. */
  readonly plain?: boolean;
}

/** A record may be as long as this, in bytes: forty long texts of 131,072 characters are. */
const LONGEST_LINE = 24_000_000;

/**
 * Read by one thread. Several begin in the middle of a file, where DuckDB takes a line break or quotes within a cell for
 * the end of a row, and gives up. One alone takes no more processor time, but keeps the whole file in memory: so a large one
 * had better come in portions.
 */
export const ONE_READER = 'parallel = false';

/**
 * CSV files with one header as SQL reads them: every cell a text, an empty one NULL. Their columns are taken from the first line
 * of the first, which DuckDB would look for in much of the file, each time that a statement names it.
 */
export function textRowsSql(
  files: string | readonly string[],
  { longestLine = LONGEST_LINE, quotedIsText = false, plain = false }: TextRowsOptions = {},
): string {
  const all = [files].flat();
  const columns = firstLine(all[0] ?? '')
    .split(',')
    .map((name) => `${sqlName(name.replaceAll('"', ''))}: 'VARCHAR'`);
  const shape = `header = true, auto_detect = false, columns = {${columns.join(', ')}}, delim = ',', quote = '"', escape = '"', strict_mode = false${plain ? '' : `, ${ONE_READER}`}`;
  const sizes = `max_line_size = ${longestLine}, buffer_size = ${longestLine + 1_000_000}`;
  return `read_csv([${all.map(sqlFile).join(', ')}], ${shape}, allow_quoted_nulls = ${!quotedIsText}, ${sizes})`;
}

/** Names of fields hold no commas, quotes or line breaks. */
function firstLine(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(1 << 16);
    const text = head.toString('utf8', 0, readSync(handle, head));
    return text.slice(0, text.search(/\r?\n|$/)).replace(/^\uFEFF/, '');
  } finally {
    closeSync(handle);
  }
}

/** Salesforce keeps whole seconds, and reads numbers without an exponent for certain. */
function textOf(column: string, duckdbType: string): string {
  if (duckdbType === 'DATE') return `strftime(${column}, '%Y-%m-%d')`;
  if (columnTypeOf(duckdbType) === 'timestamp') {
    return `strftime(CAST(${column} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.000Z')`;
  }
  if (duckdbType === 'DOUBLE' || duckdbType === 'FLOAT') {
    const text = `CAST(${column} AS VARCHAR)`;
    const plain = `CAST(TRY_CAST(${text} AS DECIMAL(38, 10)) AS VARCHAR)`;
    return `CASE WHEN suffix(${text}, '.0') THEN ${text}[:-3]
      WHEN contains(${text}, 'e') THEN coalesce(rtrim(rtrim(${plain}, '0'), '.'), ${text})
      ELSE ${text} END`;
  }
  return `CAST(${column} AS VARCHAR)`;
}
