import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { makeOwnFolder } from '../base/own-folder.ts';
import type { Cell, Column, FileTable, Table } from '../base/table.ts';
import { badValue } from './bad-value.ts';
import { parameterOf } from './column-types.ts';
import { linesSql, type ParquetOptions, parquetSql } from './copy-sql.ts';
import { type CsvOptions, csvSql, type QueryColumn } from './csv-sql.ts';
import { fileColumnsSql, fileViewSql, knownViewSql } from './file-view.ts';
import { loadRows } from './load-rows.ts';
import { allMemory, frugalMemory } from './memory-limit.ts';
import { isOutOfMemory, queryError, valueErrorOf } from './query-error.ts';
import { sqlName, sqlText } from './sql.ts';
import { columnTypeOf } from './type-names.ts';
import { openUnderWay } from './under-way.ts';

/** Where metric SQL runs: DuckDB in this process. It keeps nothing once it is closed. */
export interface Warehouse {
  /** Brings a table in under its own name or another, in place of one that is there. Files stay where they are. */
  load(table: Table, name?: string): Promise<{ readonly rows: number }>;
  columns(name: string): Promise<readonly Column[]>;
  /** Tables and views, by name. */
  tables(): Promise<readonly string[]>;
  run(sql: string, parameters?: readonly Cell[]): Promise<void>;
  /** Rows as objects, in any order unless the query says one: timestamps as Date, integers as number as far as it is exact, and as bigint beyond. */
  rows<T = Readonly<Record<string, Cell>>>(sql: string, parameters?: readonly Cell[]): Promise<readonly T[]>;
  /** The number of rows of a query. */
  count(sql: string, parameters?: readonly Cell[]): Promise<number>;
  /** Writes a query as a CSV file that Bulk API 2.0 reads. */
  copyToCsv(sql: string, file: string, options?: CsvOptions): Promise<{ readonly rows: number }>;
  copyToParquet(sql: string, file: string, options?: ParquetOptions): Promise<{ readonly rows: number }>;
  /** Writes a query with one column of text, which holds neither line breaks nor tabs: a line for each row, in their order. */
  copyToLines(sql: string, file: string): Promise<{ readonly rows: number }>;
  /** Does work of which each statement takes one thread, and gives the rows of a file in the order in which they lie. */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
  /** Does work of which each statement takes as many threads as the machine has processors. */
  sideBySide<T>(work: () => Promise<T>): Promise<T>;
  /** Does work with half the memory: for a statement that fills whatever it gets, and puts aside what does not fit. */
  withHalf<T>(work: () => Promise<T>): Promise<T>;
  /** Has memory that is free now go back, whichever thread has used it. */
  release(): Promise<void>;
  /** From now on memory that is free again goes back at once, as it does from the start in one with a limit of its own. */
  giveBack(): Promise<void>;
  /** Interrupts what is under way, waits until it has ended, and lets go of everything. */
  close(): Promise<void>;
}

export interface WarehouseOptions {
  /** Where DuckDB puts what does not fit into memory. */
  readonly folder: string;
  /**
   * In megabytes, as DuckDB writes it: `400MB`; what is beyond it lies in the folder, and a statement that cannot do so gets more. 250 MB for
   * each thread unless set.
   */
  readonly memoryLimit?: `${number}MB`;
  /** As many as the machine has processors unless set. */
  readonly threads?: number;
}

export async function openWarehouse({
  folder,
  threads = availableParallelism(),
  memoryLimit,
}: WarehouseOptions): Promise<Warehouse> {
  const limit = memoryLimit ?? frugalMemory(threads);
  // DuckDB names its spill files alike in each process.
  const spill = await makeOwnFolder(folder, 'spill');
  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: spill,
    // An extension that is not built in would be downloaded in the middle of a run.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    memory_limit: limit,
    ...(memoryLimit === undefined ? {} : FRUGAL),
    threads: String(threads),
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return warehouseOn(connection, { most: threads, limit }, () => {
    connection.closeSync();
    instance.closeSync();
    rmSync(spill, { recursive: true, force: true });
  });
}

/** Whoever limits memory wants back what is free again: the process takes up to a third less so, for a tenth of the time. */
const FRUGAL = { allocator_flush_threshold: '1MB', allocator_bulk_deallocation_flush_threshold: '1MB' };

function warehouseOn(
  connection: DuckDBConnection,
  { most, limit: usual }: { readonly most: number; readonly limit: string },
  letGo: () => void,
): Warehouse {
  const underWay = openUnderWay(connection);
  let [limit, isRoomy] = [usual, false];
  /** Those whose columns the files tell, by the name of their view. */
  const fileTables = new Map<string, FileTable>();
  const { during } = underWay;

  async function run(sql: string, parameters: readonly Cell[] = []) {
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
    const result = await run(sql, parameters);
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

  async function viewSql(table: FileTable, name: string): Promise<string> {
    if (table.columns !== undefined) return knownViewSql(table, name, table.columns);
    const described = await connection.run(`DESCRIBE ${fileColumnsSql(table)}`);
    return fileViewSql(table, name, queryColumns(await described.getRowObjectsJS()));
  }

  async function describe(sql: string): Promise<readonly QueryColumn[]> {
    return queryColumns(await rows(`DESCRIBE ${sql}`));
  }

  async function load(table: Table, name: string): Promise<{ readonly rows: number }> {
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
  }

  async function withThreads<T>(threads: number, order: boolean, work: () => Promise<T>): Promise<T> {
    const use = (threads: number, order: boolean) =>
      during(async () => {
        await run(`SET threads = ${threads}`);
        await run(`SET preserve_insertion_order = ${order}`);
      });
    await use(threads, order);
    try {
      return await work();
    } finally {
      // A warehouse that is closed meanwhile has neither.
      if (!underWay.isEnded()) await use(most, false);
    }
  }

  return {
    rows: <T>(sql: string, parameters?: readonly Cell[]) => during(() => rows<T>(sql, parameters)),
    count: (sql, parameters) => during(() => single(`SELECT count(*) AS n FROM (${sql})`, parameters)),
    load: (table, name = table.name) => during(() => load(table, name)),

    async columns(name) {
      const described = await during(() => describe(`SELECT * FROM ${sqlName(name)}`));
      return described.map((column) => ({ name: column.name, type: columnTypeOf(column.duckdbType) }));
    },

    async tables() {
      const sql = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY name";
      return (await during(() => rows<{ readonly name: string }>(sql))).map(({ name }) => name);
    },

    async run(sql, parameters) {
      await during(() => run(sql, parameters));
    },

    copyToCsv: (sql, file, options = {}) =>
      during(async () => copy(csvSql(sql, options.texts ? 'texts' : await describe(sql), file, options))),

    copyToLines: (sql, file) => during(() => copy(linesSql(sql, file))),

    copyToParquet: (sql, file, options = {}) => during(() => copy(parquetSql(sql, file, options))),

    async close() {
      // At once where nothing is under way.
      const ending = underWay.end();
      if (ending !== undefined) await ending;
      letGo();
    },

    inOrder: (work) => withThreads(1, true, work),
    sideBySide: (work) => withThreads(availableParallelism(), false, work),

    async withHalf(work) {
      const use = (most: string) => during(() => run(`SET memory_limit = ${sqlText(most)}`));
      await use(`${Number.parseInt(limit, 10) / 2}MB`);
      try {
        return await work();
      } finally {
        if (!underWay.isEnded()) await use(limit);
      }
    },

    // DuckDB has no word for it, but lets go of what is free whenever it is told a limit.
    async release() {
      await during(() => run(`SET memory_limit = ${sqlText(limit)}`));
    },

    async giveBack() {
      await during(async () => {
        await run(
          Object.entries(FRUGAL)
            .map(([name, size]) => `SET ${name} = ${sqlText(size)}`)
            .join('; '),
        );
      });
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

function queryColumns(described: readonly Readonly<Record<string, unknown>>[]): readonly QueryColumn[] {
  return described.map(({ column_name, column_type }) => ({
    name: String(column_name),
    duckdbType: String(column_type),
  }));
}
