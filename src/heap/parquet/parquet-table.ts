import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { number } from '../../base/counted.ts';
import { inParallel } from '../../base/in-parallel.ts';
import type { Progress } from '../../base/progress.ts';
import type { FileColumn, FileTable } from '../../base/table.ts';
import type { PartFile } from '../part-file.ts';
import type { ExportStore } from '../store/export-store.ts';
import { orderColumns } from '../table-columns.ts';
import type { TableParts } from '../table-parts.ts';
import { tableFolder } from './cache-folder.ts';
import { type Converters, openConverters } from './converters.ts';
import { type KeptParts, openKeptParts } from './kept-parts.ts';
import { unfinishedName } from './write-whole.ts';

interface Ground {
  readonly store: ExportStore;
  readonly folder: string;
  readonly progress: Progress;
}

/**
 * A table as Parquet files, one for each part. What is kept from an earlier run is used; the rest is brought, written
 * as Parquet with all its columns, and kept.
 */
export async function parquetTable(
  { store, folder, progress }: Ground,
  { name, parts }: TableParts,
  columns: readonly FileColumn[],
  wanted: readonly string[] | undefined,
): Promise<FileTable> {
  const inner = tableFolder(folder, name);
  const kept = await openKeptParts(inner);
  const found = await inParallel(parts, 4, (part) => kept.find(part));
  const missing = parts.filter((_, at) => found[at] === undefined);
  const made = await convertAll({
    store,
    kept,
    folder: inner,
    missing,
    tell: (words) => progress.update(`${name}: ${words}`),
  });
  const files = [...found.filter((file) => file !== undefined), ...made];
  await kept.tidy(files);
  const isWanted = (column: FileColumn) => wanted?.includes(column.name) ?? true;
  const chosen = columns.filter((column) => isWanted(column) || orderColumns.includes(column));
  return { kind: 'files', name, format: 'parquet', files, columns: chosen };
}

interface Work {
  readonly store: ExportStore;
  readonly kept: KeptParts;
  readonly folder: string;
  readonly missing: readonly PartFile[];
  readonly tell: (words: string) => void;
}

async function convertAll({ store, kept, folder, missing, tell }: Work): Promise<readonly string[]> {
  if (missing.length === 0) return [];
  const told = teller(missing, tell);
  const converters = openConverters({ parts: missing.length, bytes: bytesOf(missing) });
  try {
    return await inParallel(missing, converters.threads, async (part) => {
      const local = await store.bring(part, folder, (bytes) => told.brought(part, bytes));
      try {
        return await keepAs(kept, folder, converters, part, local.path, (rows) => told.rows(part, rows));
      } finally {
        await local.release();
        told.done();
      }
    });
  } finally {
    await converters.close();
  }
}

async function keepAs(
  kept: KeptParts,
  folder: string,
  converters: Converters,
  part: PartFile,
  path: string,
  onRows: (rows: number) => void,
): Promise<string> {
  const target = unfinishedName(join(folder, `${part.dump}.${part.part}`));
  try {
    const { checksum } = await converters.convert({ part, path, target }, onRows);
    const file = kept.fileOf(part, checksum);
    await rename(target, file);
    return file;
  } finally {
    await rm(target, { force: true });
  }
}

/** In a bucket the size shows only when a part is brought; each is taken for large. */
function bytesOf(parts: readonly PartFile[]): number {
  return parts.reduce((sum, { bytes }) => sum + (bytes ?? 4 * 1024 * 1024), 0);
}

/** Says how far all parts together are: `12 of 40 parts, 3.2 million rows`. */
function teller(parts: readonly PartFile[], tell: (words: string) => void) {
  const rows = new Map<PartFile, number>();
  const bytes = new Map<PartFile, number>();
  let done = 0;
  const say = () => {
    const megabytes = total(bytes) / 1e6;
    const brought = megabytes >= 1 ? `, ${megabytes.toFixed(0)} MB downloaded` : '';
    tell(`${done} of ${parts.length} parts read${brought}, ${number(total(rows))} rows`);
  };
  return {
    brought(part: PartFile, count: number) {
      bytes.set(part, count);
      say();
    },
    rows(part: PartFile, count: number) {
      rows.set(part, count);
      say();
    },
    done() {
      done++;
      say();
    },
  };
}

function total(counts: ReadonlyMap<PartFile, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
