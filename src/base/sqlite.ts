import { chmodSync, closeSync, openSync } from 'node:fs';
import type { StatementSync } from 'node:sqlite';

/** What a cell of a database holds. */
type Stored = string | number | null;

/** A statement made ready once. Rows come as arrays, in the order of the selected columns. */
export interface Prepared {
  row(...values: Stored[]): Stored[] | undefined;
  rows(...values: Stored[]): Stored[][];
  run(...values: Stored[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
}

export function prepared(statement: StatementSync): Prepared {
  statement.setReturnArrays(true);
  // Bound, not wrapped: a load calls these millions of times.
  return {
    row: statement.get.bind(statement) as unknown as Prepared['row'],
    rows: statement.all.bind(statement) as unknown as Prepared['rows'],
    run: statement.run.bind(statement),
  };
}

/** SQLite gives the files beside a database the mode that the database has. */
export function forOwnerOnly(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}
