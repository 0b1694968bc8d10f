import type { Progress } from '../base/progress.ts';
import { readEventNames } from './event-names.ts';
import type { DumpFacts, ExportGround, ExportTable, HeapExport } from './export.ts';
import { type Manifest, readManifests } from './manifest.ts';
import { cacheFolderOf } from './parquet/cache-folder.ts';
import { parquetTable } from './parquet/parquet-table.ts';
import { partFields } from './parquet/part-fields.ts';
import { type PropertyDefinition, readPropertyDefinitions } from './property-definitions.ts';
import type { ExportStore } from './store/export-store.ts';
import { tableColumns } from './table-columns.ts';
import { type TableParts, tableParts } from './table-parts.ts';
import { byRole, isInternal, roleOf } from './table-role.ts';

/** What the tables of one export are read from, and where what was read is kept. */
interface Ground {
  readonly store: ExportStore;
  readonly folder: string;
  readonly progress: Progress;
}

/** Opens what Heap Connect puts into a bucket: `manifests/` and a `sync_<dump>/` for each dump. */
export async function openConnectExport(
  store: ExportStore,
  { cacheFolder, progress }: ExportGround,
): Promise<HeapExport> {
  const ground: Ground = { store, folder: cacheFolderOf(cacheFolder, store.place), progress };
  progress.step('Look at the Heap export');
  const manifests = await readManifests(store);
  const together = await tableParts(store, manifests);
  const names = await readEventNames(ground, together);
  const tables: ExportTable[] = [];
  for (const parts of together.filter(({ name }) => !isInternal(name))) {
    progress.update(`columns of ${parts.name}`);
    tables.push(await exportTable(ground, parts, names.get(parts.name)));
  }
  tables.sort(byRole);
  return {
    tables: new Map(tables.map((table) => [table.name, table])),
    eventTables: tables.filter(({ role }) => role === 'event'),
    properties: await definitions(store, manifests),
    dumps: manifests.map((manifest) => dumpFacts(manifest, together)),
  };
}

async function exportTable(ground: Ground, parts: TableParts, displayName?: string): Promise<ExportTable> {
  const columns = tableColumns(await partFields(ground, parts), parts.columns);
  return {
    name: parts.name,
    role: roleOf(parts.name),
    ...(displayName === undefined ? {} : { displayName }),
    columns,
    table: (wanted) => parquetTable(ground, parts, columns, wanted),
  };
}

/** The newest dump that has them. */
async function definitions(store: ExportStore, manifests: readonly Manifest[]): Promise<readonly PropertyDefinition[]> {
  const newest =
    manifests.findLast(({ propertyDefinitions }) => propertyDefinitions !== undefined) ?? manifests.at(-1)!;
  return readPropertyDefinitions(() =>
    store.text({ key: `sync_${newest.dump}/property_definitions.json`, tag: newest.tag }),
  );
}

function dumpFacts({ dump, file, tables }: Manifest, together: readonly TableParts[]): DumpFacts {
  return {
    id: dump,
    manifest: file,
    tables: tables.map(({ name, incremental, files }) => ({
      name,
      incremental,
      files: files.length,
      used: together.some((table) => table.name === name && table.dumps.includes(dump)),
    })),
  };
}
