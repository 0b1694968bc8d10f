import type { Manifest, ManifestTable } from './manifest.ts';
import type { PartFile } from './part-file.ts';
import type { ExportStore, NamedPart } from './store/export-store.ts';
import { roleOf } from './table-role.ts';

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
export async function tableParts(store: ExportStore, manifests: readonly Manifest[]): Promise<readonly TableParts[]> {
  const names = new Set(manifests.flatMap(({ tables }) => tables.map(({ name }) => name)));
  return Promise.all([...names].map((name) => partsOf(store, name, manifests)));
}

async function partsOf(store: ExportStore, name: string, manifests: readonly Manifest[]): Promise<TableParts> {
  const sent = manifests.flatMap(({ dump, tag, tables }) =>
    tables.filter((table) => table.name === name).map((table) => ({ dump, tag, table })),
  );
  const isWhole = ({ incremental }: ManifestTable) => !incremental || roleOf(name) === 'user_migrations';
  const counting = sent.slice(
    Math.max(
      0,
      sent.findLastIndex(({ table }) => isWhole(table)),
    ),
  );
  const parts = counting.flatMap(({ dump, tag, table }) =>
    [...new Set(table.files)]
      .sort((a, b) => partNumber(a) - partNumber(b) || (a < b ? -1 : 1))
      .map((named, part): NamedPart => ({ named, table: name, dump, part, manifestTag: tag })),
  );
  return {
    name,
    parts: await Promise.all(parts.map((part) => store.find(part))),
    columns: [...new Set(counting.flatMap(({ table }) => table.columns))],
    dumps: [...new Set(counting.map(({ dump }) => dump))],
  };
}

/** `part-00012-<guid>-c000.avro` is part 12. */
function partNumber(named: string): number {
  return Number(/part-(\d+)[^/]*$/.exec(named)?.[1] ?? 0);
}
