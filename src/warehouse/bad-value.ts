import { basename } from 'node:path';
import { Mistake } from '../base/errors.ts';
import type { FileTable } from '../base/table.ts';
import { fileRowsSql } from './file-view.ts';
import { sqlName, sqlText } from './sql.ts';

type Rows = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** What a column was to hold, and the type that a text of that kind can be read as. */
const KINDS = {
  number: { words: 'no whole number', type: 'BIGINT' },
  time: { words: 'no time', type: 'TIMESTAMPTZ' },
} as const;

/**
 * DuckDB says of a text that is no number or time only which one it is. This names the file and the column where it
 * stands, among values that can be read; `undefined` where it is found in none.
 */
export async function badValue(reason: string, tables: Iterable<FileTable>, rows: Rows): Promise<Mistake | undefined> {
  const value = /["'](.+?)["'](?=[, ]|$)/.exec(reason)?.[1];
  if (value === undefined) return undefined;
  const { words, type } = KINDS[/timestamp|date/.test(reason) ? 'time' : 'number'];
  for (const table of tables) {
    const described = await rows(`DESCRIBE ${fileRowsSql(table)}`);
    for (const { column_name, column_type } of described) {
      const column = String(column_name);
      const cell = textOf(sqlName(column), String(column_type));
      if (cell === undefined || column === 'filename') continue;
      const standing = `SELECT filename FROM (${fileRowsSql(table)}) WHERE ${cell} = ${sqlText(value)}`;
      const others = `SELECT 1 FROM (${fileRowsSql(table)}) WHERE TRY_CAST(${cell} AS ${type}) IS NOT NULL`;
      const [found] = await rows(`${standing} AND EXISTS (${others}) LIMIT 1`);
      if (found !== undefined) return mistakeIn(String(found['filename']), { table: table.name, column, value }, words);
    }
  }
  return undefined;
}

/** Numbers and texts in one column of JSON are found as JSON. */
function textOf(cell: string, type: string): string | undefined {
  if (type === 'JSON') return `(${cell} ->> '$')`;
  return type === 'VARCHAR' ? cell : undefined;
}

function mistakeIn(
  file: string,
  facts: { readonly table: string; readonly column: string; readonly value: string },
  words: string,
): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${file}: column ${facts.column} holds "${facts.value}", which is ${words}.`,
    actions: [`Mend the value in ${basename(file)}, or leave the row out: ids are whole numbers, and times are times.`],
    facts: { ...facts, file },
  });
}
