import type { Level } from '../../config/settings.ts';
import { sqlFile, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** The column that tells who a row is about. */
export const SENT_KEY: Readonly<Record<Level, string>> = { contact: 'identity', account: 'account_id' };

/** A property of Heap as it is sent. */
export interface SentProperty {
  readonly name: string;
  /** Whether its values stand in JSON as numbers: a text that becomes a number is another value to Heap. */
  readonly isNumber: boolean;
}

/**
 * The column that holds a property: its name. Behind it, with a blank at the end that no name has, stands what the name of a column
 * does not tell: that values are numbers, and which letters are capitals, since Heap tells `tier` from `Tier`, and DuckDB does not.
 * A blank alone stands there where a column of our own, or of DuckDB's, is called so.
 */
export function sentColumn(level: Level, { name, isNumber }: SentProperty): string {
  const own = [SENT_KEY[level], 'record_id', 'file_row_number'];
  const further = `${capitalsOf(name)}${isNumber ? '#' : ''}`;
  if (further !== '') return `${name} ${further} `;
  return own.includes(name.toLowerCase()) ? `${name} ` : name;
}

/** Places of the capitals in a name, if they are others than each word's first, as in `Salesforce Contact Title`. */
function capitalsOf(name: string): string {
  const letters = [...name];
  const isCapital = (at: number) => letters[at] !== letters[at]!.toLowerCase();
  const isUsual = letters.every((letter, at) => {
    const begins = at === 0 || letters[at - 1] === ' ';
    return isCapital(at) === (begins && letter.toUpperCase() !== letter.toLowerCase());
  });
  return isUsual ? '' : `^${letters.flatMap((_, at) => (isCapital(at) ? [at.toString(36)] : [])).join('.')}`;
}

/** Stands for the mark of a record where Heap has not answered whether it has taken it. */
export const IN_DOUBT = '';

/** What Heap accepted: of each person (account) the newest row, which holds all that Heap was told. */
export interface Sent {
  /** Columns of properties. */
  readonly names: readonly string[];
  /** A query for some columns; of the keys only that another query gives, where one is given. */
  newestSql(columns: string, keys?: string): string;
}

/** Opens what Heap accepted, from files with the oldest first; undefined when there are none. */
export async function openSent(
  warehouse: Warehouse,
  level: Level,
  files: readonly string[],
): Promise<Sent | undefined> {
  if (files.length === 0) return undefined;
  const key = SENT_KEY[level];
  const rows = numberedSql(files);
  const found = await warehouse.rows<{ readonly column_name: string }>(`DESCRIBE ${rows}`);
  const own = [key, 'record_id'];
  return {
    names: found.map(({ column_name }) => column_name).filter((name) => !own.includes(name) && !name.startsWith(' ')),
    newestSql: (columns, keys) =>
      `SELECT ${columns} FROM (${rows}) ${keys === undefined ? '' : `WHERE ${key} IN (${keys})`}
       QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY " place" DESC) = 1`,
  };
}

/** All rows of files, with the place of their file in the list. No property has a name that begins with a blank. */
export function numberedSql(files: readonly string[]): string {
  const list = (each: (file: string) => string) => `[${files.map(each).join(', ')}]`;
  return `SELECT COLUMNS(lambda name: NOT starts_with(name, ' ')), list_position(${list(sqlText)}, " file") AS " place"
    FROM read_parquet(${list(sqlFile)}, union_by_name = true, filename = ' file')`;
}
