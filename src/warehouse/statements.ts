import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { Cell, FileTable, Table } from '../base/table.ts';
import { badValue } from './bad-value.ts';
import { parameterOf } from './column-types.ts';
import type { QueryColumn } from './csv-sql.ts';
import { fileColumnsSql, fileViewSql, knownViewSql } from './file-view.ts';
import { loadRows } from './load-rows.ts';
import { allMemory } from './memory-limit.ts';
import { isOutOfMemory, queryError, valueErrorOf } from './query-error.ts';
import { sqlName, sqlText } from './sql.ts';

/** Statements of one connection, with errors of ours. None may begin before the last has ended: whoever calls sees to that. */
export interface Statements {
  run(sql: string, parameters?: readonly Cell[]): Promise<DuckDBMaterializedResult>;
  rows<T>(sql: string, parameters?: readonly Cell[]): Promise<readonly T[]>;
  describe(sql: string): Promise<readonly QueryColumn[]>;
  load(table: Table, name: string): Promise<{ readonly rows: number }>;
  /** What DuckDB may take: all that there is, once a statement had no room. */
  memoryLimit(): string;
}

export function openStatements(connection: DuckDBConnection, usualLimit: string): Statements {
  let [limit, isRoomy] = [usualLimit, false];
  /** Those whose columns the files tell, by the name of their view. */
  const fileTables = new Map<string, FileTable>();

  async function run(sql: string, parameters: readonly Cell[] = []): Promise<DuckDBMaterializedResult> {
    const statement = () => connection.run(sql, parameters.map(parameterOf));
    try {
      return await statement().catch((cause: unknown) => onceMore(statement, cause));
    } catch (cause) {
      throw (await placed(cause)) ?? queryError(cause);
    }
  }

  /** Of a statement that has no room nothing is left, so that it can begin anew with all that there is. */
  async function onceMore<T>(statement: () => Promise<T>, cause: unknown): Promise<T> {
    if (isRoomy || !isOutOfMemory(cause)) throw cause;
    [limit, isRoomy] = [allMemory(), true];
    await connection.run(`SET memory_limit = ${sqlText(limit)}`);
    return statement();
  }

  /** A value of the files that is not of its kind, with where it stands. */
  async function placed(cause: unknown): Promise<unknown> {
    const reason = valueErrorOf(cause);
    if (reason === undefined) return undefined;
    const look = async (sql: string) => (await connection.run(sql)).getRowObjectsJS();
    // What was interrupted, or is gone by now, cannot be looked at: then the first error tells what there is to tell.
    return badValue(reason, fileTables.values(), look).catch(() => undefined);
  }

  async function rows<T>(sql: string, parameters?: readonly Cell[]): Promise<readonly T[]> {
    const found = await (await run(sql, parameters)).getRowObjectsJS();
    // What a query gives is known to whoever wrote it.
    return found.map((row) => withNumbers(row) as T);
  }

  async function viewSql(table: FileTable, name: string): Promise<string> {
    if (table.columns !== undefined) return knownViewSql(table, name, table.columns);
    const described = await connection.run(`DESCRIBE ${fileColumnsSql(table)}`);
    return fileViewSql(table, name, queryColumns(await described.getRowObjectsJS()));
  }

  return {
    run,
    rows,
    describe: async (sql) => queryColumns(await rows(`DESCRIBE ${sql}`)),
    async load(table, name) {
      fileTables.delete(name);
      if (table.kind === 'rows') return loadRows(connection, table, name);
      if (table.columns === undefined) fileTables.set(name, table);
      try {
        await connection.run(await viewSql(table, name));
        const counted = await connection.run(`SELECT count(*) FROM ${sqlName(name)}`);
        return { rows: Number((await counted.getRows())[0]?.[0]) };
      } catch (cause) {
        throw queryError(cause, { table: table.name, files: table.files });
      }
    },
    memoryLimit: () => limit,
  };
}

function withNumbers(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exact(value)]));
}

function exact(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function queryColumns(described: readonly Readonly<Record<string, unknown>>[]): readonly QueryColumn[] {
  return described.map(({ column_name, column_type }) => ({
    name: String(column_name),
    duckdbType: String(column_type),
  }));
}
