import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withAvro } from './avro-file.ts';
import { recordReader } from './avro-records.ts';
import { shortHash, tableFolder } from './parquet/cache-folder.ts';
import { writeWhole } from './parquet/write-whole.ts';
import type { PartFile } from './part-file.ts';
import type { ExportStore } from './store/export-store.ts';
import type { TableParts } from './table-parts.ts';

const table = '_event_metadata';

/** Heap does not document the table's columns: what the table of an event, and what its name, may be called. */
const tableNames = ['event_table_name', 'table_name', 'event_table', 'table'];
const displayNames = ['event_name', 'display_name', 'event_display_name', 'name'];

const keptForm = z.object({ parts: z.string(), names: z.array(z.tuple([z.string(), z.string()])) });

/** What Heap calls each event, by its table; empty where the export does not tell. */
export async function readEventNames(
  { store, folder }: { readonly store: ExportStore; readonly folder: string },
  together: readonly TableParts[],
): Promise<ReadonlyMap<string, string>> {
  const parts = together.find(({ name }) => name === table)?.parts ?? [];
  if (parts.length === 0) return new Map();
  const file = join(tableFolder(folder, table), 'names.json');
  const key = shortHash(...parts.flatMap(({ named, tag }) => [named, tag]));
  const kept = await readKept(file, key);
  if (kept !== undefined) return kept;
  const names = new Map<string, string>();
  for (const part of parts)
    for (const [event, name] of await namesIn(store, part, tableFolder(folder, table))) names.set(event, name);
  await writeWhole(file, JSON.stringify({ parts: key, names: [...names] }));
  return names;
}

async function readKept(file: string, key: string): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const { parts, names } = keptForm.parse(JSON.parse(await readFile(file, 'utf8')));
    return parts === key ? new Map(names) : undefined;
  } catch {
    // Absent or damaged: the parts tell.
    return undefined;
  }
}

async function namesIn(
  store: ExportStore,
  part: PartFile,
  folder: string,
): Promise<readonly (readonly [event: string, name: string])[]> {
  const local = await store.bring(part, folder, () => {});
  try {
    return await withAvro(part, local.path, async ({ schema }, blocks) => {
      const read = recordReader(part, schema);
      const found: [string, string][] = [];
      for await (const block of blocks) {
        for (const record of read(block)) {
          const [event, name] = [firstText(record, tableNames), firstText(record, displayNames)];
          if (event !== undefined && name !== undefined) found.push([event, name]);
        }
      }
      return found;
    });
  } finally {
    await local.release();
  }
}

function firstText(record: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  return names.map((name) => record[name]).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined;
}
