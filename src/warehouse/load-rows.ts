import { type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { Portion, RowTable } from '../base/table.ts';
import { type TypeInDuckDB, typesInDuckDB } from './column-types.ts';
import { sqlName } from './sql.ts';

/** DuckDB's vectors hold this many rows. */
const chunkRows = 2048;

/** Writes a table's rows into a new table of that name, in place of one that is there. */
export async function loadRows(
  connection: DuckDBConnection,
  table: RowTable,
  name: string,
): Promise<{ readonly rows: number }> {
  const stored = table.columns.map(({ type }) => typesInDuckDB[type]);
  const columns = table.columns.map((column, at) => `${sqlName(column.name)} ${stored[at]!.type}`).join(', ');
  await connection.run(`CREATE OR REPLACE TABLE ${sqlName(name)} (${columns})`);
  const appender = await connection.createAppender(name);
  try {
    let rows = 0;
    for await (const portion of table.portions()) {
      append(appender, portion, stored);
      rows += portion.rows;
    }
    appender.flushSync();
    return { rows };
  } finally {
    appender.closeSync();
  }
}

function append(appender: DuckDBAppender, portion: Portion, stored: readonly TypeInDuckDB[]): void {
  const types = stored.map(({ type }) => type);
  for (let from = 0; from < portion.rows; from += chunkRows) {
    const rows = Math.min(chunkRows, portion.rows - from);
    const chunk = DuckDBDataChunk.create(types, rows);
    for (const [at, cells] of portion.columns.entries()) {
      const { value } = stored[at]!;
      chunk.setColumnValues(
        at,
        cells.slice(from, from + rows).map((cell) => (cell === null ? null : value(cell))),
      );
    }
    appender.appendDataChunk(chunk);
  }
}
