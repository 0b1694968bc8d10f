import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../base/errors.ts';
import type { FileTable } from '../base/table.ts';
import type { ExportTable, HeapExport } from './export.ts';
import { readPropertyDefinitions } from './property-definitions.ts';
import { byRole, isInternal, roleOf } from './table-role.ts';

const formats: Readonly<Record<string, FileTable['format']>> = {
  parquet: 'parquet',
  csv: 'csv',
  'csv.gz': 'csv',
  ndjson: 'ndjson',
  'ndjson.gz': 'ndjson',
  jsonl: 'ndjson',
};

/** Opens a folder with the same tables as plain files: `users.parquet`, or `users/` with any number of files in it. */
export async function openFilesExport(folder: string): Promise<HeapExport> {
  const tables = (await tablesIn(folder)).map(exportTable).sort(byRole);
  if (tables.length === 0) throw noTables(folder);
  return {
    tables: new Map(tables.map((table) => [table.name, table])),
    eventTables: tables.filter(({ role }) => role === 'event'),
    properties: await readPropertyDefinitions(() => readFile(join(folder, 'property_definitions.json'), 'utf8')),
    dumps: [],
  };
}

async function tablesIn(folder: string): Promise<readonly FileTable[]> {
  const entries = (await entriesOf(folder)).filter(({ name }) => !isInternal(name) && !name.startsWith('.'));
  const alone = entries
    .filter((entry) => entry.isFile() && formatOf(entry.name) !== undefined)
    .map(({ name }) => ({ table: name.slice(0, name.indexOf('.')), files: [join(folder, name)] }));
  const folders = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => ({ table: name, files: await filesIn(join(folder, name)) })),
  );
  const found = [...alone, ...folders.filter(({ files }) => files.length > 0)];
  return found.map(({ table, files }) => {
    const others = found.filter((other) => other.table.toLowerCase() === table.toLowerCase());
    const formatsFound = new Set(files.map(formatOf));
    if (others.length > 1 || formatsFound.size > 1)
      throw ambiguous(
        folder,
        table,
        others.flatMap((one) => one.files),
      );
    return { kind: 'files', name: table.toLowerCase(), format: formatOf(files[0]!)!, files };
  });
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && formatOf(entry.name) !== undefined)
    .map(({ name }) => join(folder, name))
    .sort();
}

function formatOf(file: string): FileTable['format'] | undefined {
  const ending = Object.keys(formats).find((known) => file.toLowerCase().endsWith(`.${known}`));
  return ending === undefined ? undefined : formats[ending];
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw new Mistake({
      trouble: 'source',
      message: `The folder of the data source, ${folder}, cannot be read.`,
      actions: ['Set source.files to the folder with the Heap tables.'],
      facts: { folder },
      cause,
    });
  }
}

function exportTable(table: FileTable): ExportTable {
  return { name: table.name, role: roleOf(table.name), columns: undefined, table: async () => table };
}

function ambiguous(folder: string, table: string, files: readonly string[]): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${folder} has table ${table} in more than one form: ${files.join(', ')}.`,
    actions: ['Keep one of them: a file, or a folder with files of one kind.'],
    facts: { folder, table, files },
  });
}

function noTables(folder: string): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${folder} holds no tables: no .parquet, .csv or .ndjson file, and no folder with such files.`,
    actions: [
      'Name the files after Heap’s tables: users.parquet, sessions.parquet, pageviews.parquet, one for each event.',
      'For a copy of a Heap Connect bucket set source.connect instead.',
    ],
    facts: { folder },
  });
}
