import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { inParallel } from '../../base/in-parallel.ts';
import { avroHeader } from '../avro-file.ts';
import type { AvroField, AvroSchema } from '../avro-type.ts';
import type { PartFile } from '../part-file.ts';
import type { ExportStore } from '../store/export-store.ts';
import type { TableParts } from '../table-parts.ts';
import { shortHash, tableFolder } from './cache-folder.ts';
import { writeWhole } from './write-whole.ts';

/** Few parts of a table differ in their fields, so each list is kept once. */
const keptForm = z.object({
  lists: z.array(z.array(z.object({ name: z.string(), type: z.custom<AvroSchema>((type) => type !== undefined) }))),
  parts: z.record(z.string(), z.int().nonnegative()),
});

/** The fields of each part of a table, from what is kept or from the start of the part. */
export async function partFields(
  { store, folder }: { readonly store: ExportStore; readonly folder: string },
  { name, parts }: TableParts,
): Promise<readonly (readonly AvroField[])[]> {
  const file = join(tableFolder(folder, name), 'fields.json');
  const kept = await readKept(file);
  // Sixteen at a time: a year of nightly dumps has more parts than a process may hold open.
  const fields = await inParallel(parts, 16, async (part) => kept.get(keyOf(part)) ?? read(store, part));
  if (parts.some((part) => !kept.has(keyOf(part))) || kept.size > parts.length) await keep(file, parts, fields);
  return fields;
}

async function read(store: ExportStore, part: PartFile): Promise<readonly AvroField[]> {
  const { fields } = await avroHeader(part, (length) => store.start(part, length));
  return fields.map(({ name, type }) => ({ name, type }));
}

function keyOf(part: PartFile): string {
  return shortHash(part.named, part.tag);
}

async function readKept(file: string): Promise<ReadonlyMap<string, readonly AvroField[]>> {
  try {
    const { lists, parts } = keptForm.parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(Object.entries(parts).flatMap(([part, at]) => (lists[at] ? [[part, lists[at]]] : [])));
  } catch {
    // Absent or damaged: the parts tell.
    return new Map();
  }
}

async function keep(
  file: string,
  parts: readonly PartFile[],
  fields: readonly (readonly AvroField[])[],
): Promise<void> {
  const lists = [...new Set(fields.map((list) => JSON.stringify(list)))];
  const places = parts.map((part, at) => [keyOf(part), lists.indexOf(JSON.stringify(fields[at]))]);
  await writeWhole(
    file,
    JSON.stringify({ lists: lists.map((list) => JSON.parse(list)), parts: Object.fromEntries(places) }),
  );
}
