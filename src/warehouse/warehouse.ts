import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { makeOwnFolder } from '../base/own-folder.ts';
import type { Cell, Column, Table } from '../base/table.ts';
import { linesSql, type ParquetOptions, parquetSql } from './copy-sql.ts';
import { type CsvOptions, csvSql } from './csv-sql.ts';
import { frugalMemory } from './memory-limit.ts';
import { sqlName, sqlText } from './sql.ts';
import { openStatements } from './statements.ts';
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
  { most, limit }: { readonly most: number; readonly limit: string },
  letGo: () => void,
): Warehouse {
  const underWay = openUnderWay(connection);
  const { during } = underWay;
  const statements = openStatements(connection, limit);

  async function set(options: Readonly<Record<string, string>>): Promise<void> {
    const words = Object.entries(options).map(([name, value]) => `SET ${name} = ${sqlText(value)}`);
    await during(() => statements.run(words.join('; ')));
  }

  /** Sets options for a while, after which others hold. A warehouse that is closed meanwhile has neither. */
  async function under<T>(
    options: Readonly<Record<string, string>>,
    after: () => Readonly<Record<string, string>>,
    work: () => Promise<T>,
  ): Promise<T> {
    await set(options);
    try {
      return await work();
    } finally {
      if (!underWay.isEnded()) await set(after());
    }
  }

  const withThreads = <T>(threads: number, order: boolean, work: () => Promise<T>): Promise<T> =>
    under(threading(threads, order), () => threading(most, false), work);

  async function copy(statement: string): Promise<{ readonly rows: number }> {
    const [outcome] = await statements.rows<{ readonly Count: number }>(statement);
    return { rows: outcome?.Count ?? 0 };
  }

  return {
    rows: <T>(sql: string, parameters?: readonly Cell[]) => during(() => statements.rows<T>(sql, parameters)),
    load: (table, name = table.name) => during(() => statements.load(table, name)),

    async count(sql, parameters) {
      const counting = `SELECT count(*) AS n FROM (${sql})`;
      const [row] = await during(() => statements.rows<{ readonly n: number }>(counting, parameters));
      return row?.n ?? 0;
    },

    async columns(name) {
      const described = await during(() => statements.describe(`SELECT * FROM ${sqlName(name)}`));
      return described.map((column) => ({ name: column.name, type: columnTypeOf(column.duckdbType) }));
    },

    async tables() {
      const sql = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY name";
      return (await during(() => statements.rows<{ readonly name: string }>(sql))).map(({ name }) => name);
    },

    async run(sql, parameters) {
      await during(() => statements.run(sql, parameters));
    },

    copyToCsv: (sql, file, options = {}) =>
      during(async () => copy(csvSql(sql, options.texts ? 'texts' : await statements.describe(sql), file, options))),

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

    withHalf: (work) =>
      under(
        { memory_limit: `${Number.parseInt(statements.memoryLimit(), 10) / 2}MB` },
        () => ({ memory_limit: statements.memoryLimit() }),
        work,
      ),

    // DuckDB has no word for it, but lets go of what is free whenever it is told a limit.
    release: () => set({ memory_limit: statements.memoryLimit() }),

    giveBack: () => set(FRUGAL),
  };
}

function threading(threads: number, order: boolean): Readonly<Record<string, string>> {
  return { threads: String(threads), preserve_insertion_order: String(order) };
}
