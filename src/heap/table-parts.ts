import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest, ManifestTable } from './manifest.ts';
import { badPart, type PartFile } from './part-file.ts';
import { isInternal, roleOf } from './table-role.ts';

/** The parts that make up one table today, oldest first, and the columns that their manifests name. */
export interface TableParts {
  readonly name: string;
  readonly parts: readonly PartFile[];
  readonly columns: readonly string[];
  /** The dumps that the parts come from. */
  readonly dumps: readonly number[];
}

/**
 * Puts each table together: its newest full dump, then the increments after it, in the order of dump and part numbers.
 * user_migrations comes whole each time, so its newest dump is all of it.
 * https://help.heap.io/heap-connect/heap-connect-guide/data-schema
 */
export async function tableParts(folder: string, manifests: readonly Manifest[]): Promise<readonly TableParts[]> {
  const names = new Set(manifests.flatMap(({ tables }) => tables.map(({ name }) => name)));
  const wanted = [...names].filter((name) => !isInternal(name));
  return Promise.all(wanted.map((name) => partsOf(folder, name, manifests)));
}

async function partsOf(folder: string, name: string, manifests: readonly Manifest[]): Promise<TableParts> {
  const sent = manifests.flatMap(({ dump, tables }) =>
    tables.filter((table) => table.name === name).map((table) => ({ dump, table })),
  );
  const isWhole = ({ incremental }: ManifestTable) => !incremental || roleOf(name) === 'user_migrations';
  const counting = sent.slice(
    Math.max(
      0,
      sent.findLastIndex(({ table }) => isWhole(table)),
    ),
  );
  const parts = counting.flatMap(({ dump, table }) =>
    table.files
      .map((named) => ({ named, table: name, dump, part: partNumber(named) }))
      .sort((a, b) => a.part - b.part || (a.named < b.named ? -1 : 1)),
  );
  return {
    name,
    parts: await Promise.all(parts.map(async (part) => ({ ...part, path: await locate(folder, part) }))),
    columns: [...new Set(counting.flatMap(({ table }) => table.columns))],
    dumps: [...new Set(counting.map(({ dump }) => dump))],
  };
}

/** `part-00012-<guid>-c000.avro` is part 12. */
function partNumber(named: string): number {
  return Number(/part-(\d+)[^/]*$/.exec(named)?.[1] ?? 0);
}

/** Where a file of the bucket lies in the folder: by its whole path, or from its `sync_<number>/` on. */
async function locate(folder: string, part: Omit<PartFile, 'path'>): Promise<string> {
  const key = part.named.replace(/^[a-z0-9]+:\/\/[^/]*\//i, '').replace(/^\/+/, '');
  const candidates = [...new Set([key, key.slice(Math.max(0, key.lastIndexOf(`sync_${part.dump}/`)))])];
  const first = join(folder, key);
  if (key.split(/[/\\]/).includes('..')) throw badPart({ ...part, path: first }, 'the name leads out of the export');
  for (const candidate of candidates) {
    if (await isFile(join(folder, candidate))) return join(folder, candidate);
  }
  throw badPart({ ...part, path: join(folder, candidates.at(-1) ?? key) }, 'there is no such file');
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
