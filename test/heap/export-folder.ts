import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AvroColumn, type AvroFileOptions, writeAvro } from '../../scripts/sample/write-avro.ts';
import type { NamedError } from '../../src/base/errors.ts';
import { silentProgress } from '../../src/base/progress.ts';
import type { Cell, Table } from '../../src/base/table.ts';
import type { HeapExport } from '../../src/heap/export.ts';
import { openExport } from '../../src/heap/open-export.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';

type Row = Readonly<Record<string, unknown>>;

export const long = (name: string): AvroColumn => ({ name, type: 'long' });
export const text = (name: string): AvroColumn => ({ name, type: 'string' });

/** A temporary folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface TableInDump {
  readonly columns: readonly AvroColumn[];
  /** Rows by the number of the part. */
  readonly parts: Readonly<Record<number, readonly Row[]>>;
  readonly incremental?: boolean;
  /** What the manifest says the columns are, when not those of the parts. */
  readonly named?: readonly string[];
  readonly options?: AvroFileOptions;
}

/** Adds a dump to an export's folder, as Heap Connect lays it out. */
export async function addDump(
  folder: string,
  dump: number,
  tables: Readonly<Record<string, TableInDump>>,
): Promise<void> {
  const listed = [];
  for (const [name, { columns, parts, incremental = false, named, options }] of Object.entries(tables)) {
    const files = [];
    for (const [number, rows] of Object.entries(parts)) {
      const file = partFile(dump, name, Number(number));
      await writeAvro(join(folder, file), columns, rows, options);
      files.push(`s3://heap-rs3-test/${file}`);
    }
    // Buckets list part 10 before part 2.
    listed.push({ name, files: files.sort(), columns: named ?? columns.map((column) => column.name), incremental });
  }
  await write(folder, `manifests/sync_${dump}.json`, JSON.stringify({ dump_id: dump, tables: listed }));
}

export function partFile(dump: number, table: string, part: number): string {
  return `sync_${dump}/${table}/part-${String(part).padStart(5, '0')}-0f0f-c000.avro`;
}

export async function write(folder: string, file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
}

/** Opens a folder as Heap Connect's, with a cache of its own unless one is given. */
export async function openConnect(folder: string, cacheFolder?: string): Promise<HeapExport> {
  const ground = { cacheFolder: cacheFolder ?? (await temporaryFolder()), progress: silentProgress };
  return openExport({ kind: 'connect', folder }, ground);
}

/** All rows of a table, in any order, without `_dump` and `_part` unless they are wanted. */
export async function rowsOf(table: Table | Promise<Table>, order = false): Promise<Record<string, Cell>[]> {
  const loaded = await table;
  const warehouse = await openWarehouse({ folder: await temporaryFolder() });
  try {
    await warehouse.load(loaded, 'loaded');
    const hasOrder = (await warehouse.columns('loaded')).some(({ name }) => name === '_dump');
    const sorted = hasOrder ? 'SELECT * FROM loaded ORDER BY _dump, _part, #1' : 'FROM loaded';
    const rows = await warehouse.rows<Record<string, Cell>>(sorted);
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => order || !name.startsWith('_'))),
    );
  } finally {
    await warehouse.close();
  }
}

/** The error that this ends in. */
export async function trouble(work: Promise<unknown>): Promise<NamedError> {
  return work.then(
    () => {
      throw new Error('it went well');
    },
    (error: NamedError) => error,
  );
}
