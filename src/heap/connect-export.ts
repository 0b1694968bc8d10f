import { join } from 'node:path';
import { avroTable } from './avro-table.ts';
import type { DumpFacts, ExportTable, HeapExport } from './export.ts';
import { type Manifest, readManifests } from './manifest.ts';
import { readPropertyDefinitions } from './property-definitions.ts';
import { type TableParts, tableParts } from './table-parts.ts';
import { byRole, roleOf } from './table-role.ts';

/** Opens a folder with what Heap Connect puts into a bucket: `manifests/` and a `sync_<dump>/` for each dump. */
export async function openConnectExport(folder: string): Promise<HeapExport> {
  const manifests = await readManifests(folder);
  const together = await tableParts(folder, manifests);
  const tables: ExportTable[] = [];
  for (const parts of together) tables.push(await exportTable(parts));
  tables.sort(byRole);
  return {
    tables: new Map(tables.map((table) => [table.name, table])),
    eventTables: tables.filter(({ role }) => role === 'event'),
    properties: await readPropertyDefinitions(definitionsFile(folder, manifests)),
    dumps: manifests.map((manifest) => dumpFacts(manifest, together)),
  };
}

async function exportTable(parts: TableParts): Promise<ExportTable> {
  const { columns, table } = await avroTable(parts);
  return { name: parts.name, role: roleOf(parts.name), columns, table };
}

function definitionsFile(folder: string, manifests: readonly Manifest[]): string {
  const newest =
    manifests.findLast(({ propertyDefinitions }) => propertyDefinitions !== undefined) ?? manifests.at(-1)!;
  return join(folder, `sync_${newest.dump}`, 'property_definitions.json');
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
