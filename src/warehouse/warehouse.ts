import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Mistake } from '../base/errors.ts';
import type { Cell, Column, Table } from '../base/table.ts';
import { columnTypeOf, parameterOf } from './column-types.ts';
import { type CsvOptions, csvSql, type QueryColumn } from './csv-sql.ts';
import { fileViewSql } from './file-view.ts';
import { loadRows } from './load-rows.ts';
import { sqlName, sqlText } from './sql.ts';

/** Where metric SQL runs: DuckDB in this process. It keeps nothing once it is closed. */
export interface Warehouse {
  /** Brings a table in under its own name or another, in place of one that is there. Files stay where they are. */
  load(table: Table, name?: string): Promise<{ readonly rows: number }>;
  columns(name: string): Promise<readonly Column[]>;
  /** Tables and views, by name. */
  tables(): Promise<readonly string[]>;
  run(sql: string, parameters?: readonly Cell[]): Promise<void>;
  /** Rows as objects: timestamps as Date, integers as number as far as it is exact, and as bigint beyond. */
  rows<T = Readonly<Record<string, Cell>>>(sql: string, parameters?: readonly Cell[]): Promise<readonly T[]>;
  /** The number of rows of a query. */
  count(sql: string, parameters?: readonly Cell[]): Promise<number>;
  /** Writes a query as a CSV file that Bulk API 2.0 reads. */
  copyToCsv(sql: string, file: string, options?: CsvOptions): Promise<{ readonly rows: number }>;
  copyToParquet(sql: string, file: string): Promise<{ readonly rows: number }>;
  close(): void;
}

export interface WarehouseOptions {
  /** Where DuckDB puts what does not fit into memory. */
  readonly folder: string;
  /** As DuckDB writes it: `400MB`. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

export async function openWarehouse({ folder, memoryLimit, threads }: WarehouseOptions): Promise<Warehouse> {
  const spill = join(folder, 'spill');
  await mkdir(spill, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: spill,
    // An extension that is not built in would be downloaded in the middle of a run.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return warehouseOn(instance, connection);
}

function warehouseOn(instance: DuckDBInstance, connection: DuckDBConnection): Warehouse {
  async function rows<T>(sql: string, parameters: readonly Cell[] = []): Promise<readonly T[]> {
    const result = await connection.run(sql, parameters.map(parameterOf));
    const found = await result.getRowObjectsJS();
    // What a query gives is known to whoever wrote it.
    return found.map((row) => withNumbers(row) as T);
  }

  async function single(sql: string, parameters?: readonly Cell[]): Promise<number> {
    const [row] = await rows<{ readonly n: number }>(sql, parameters);
    return row?.n ?? 0;
  }

  async function copy(statement: string): Promise<{ readonly rows: number }> {
    const [outcome] = await rows<{ readonly Count: number }>(statement);
    return { rows: outcome?.Count ?? 0 };
  }

  async function describe(sql: string): Promise<QueryColumn[]> {
    const found = await rows<{ readonly column_name: string; readonly column_type: string }>(`DESCRIBE ${sql}`);
    return found.map(({ column_name, column_type }) => ({ name: column_name, duckdbType: column_type }));
  }

  return {
    rows,
    count: (sql, parameters) => single(`SELECT count(*) AS n FROM (${sql})`, parameters),

    async load(table, name = table.name) {
      if (table.kind === 'rows') return loadRows(connection, table, name);
      try {
        await connection.run(fileViewSql(table, name));
        return { rows: await single(`SELECT count(*) AS n FROM ${sqlName(name)}`) };
      } catch (cause) {
        throw unreadable(table.name, table.files, cause);
      }
    },

    async columns(name) {
      const described = await describe(`SELECT * FROM ${sqlName(name)}`);
      return described.map((column) => ({ name: column.name, type: columnTypeOf(column.duckdbType) }));
    },

    async tables() {
      const found = await rows<{ readonly name: string }>(
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY name",
      );
      return found.map(({ name }) => name);
    },

    async run(sql, parameters = []) {
      await connection.run(sql, parameters.map(parameterOf));
    },

    async copyToCsv(sql, file, options = {}) {
      return copy(csvSql(sql, await describe(sql), file, options));
    },

    copyToParquet: (sql, file) => copy(`COPY (${sql}) TO ${sqlText(file)} (FORMAT parquet, COMPRESSION zstd)`),

    close() {
      connection.closeSync();
      instance.closeSync();
    },
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

function unreadable(table: string, files: readonly string[], cause: unknown): Mistake {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  return new Mistake({
    trouble: 'source',
    message: `The files of table ${table} cannot be read: ${reason}`,
    actions: [`Look at ${files.join(', ')}: is each one whole, and of the kind that its name says?`],
    facts: { table, files },
    cause,
  });
}
