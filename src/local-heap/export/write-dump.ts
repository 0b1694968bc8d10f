import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Mistake } from '../../base/errors.ts';
import type { App } from '../store/apps.ts';
import type { Migration } from '../store/migrations.ts';
import { type Property, pairsOf } from '../store/property-book.ts';
import type { HeapStore } from '../store/store.ts';
import { builtInColumns, columnNames } from './column-names.ts';
import { type PartColumn, writePart } from './write-part.ts';

/** What was written. */
export interface Dump {
  readonly folder: string;
  readonly dumpId: number;
  readonly users: number;
  readonly migrations: number;
  /** Custom properties. */
  readonly properties: number;
}

/** As Heap Connect names what lies in a bucket; a folder with a copy of it is read by the part below. */
const bucket = 's3://heap-rs3-local';

/** How the manifest lists a table. */
interface ListedTable {
  readonly name: string;
  readonly files: readonly string[];
  readonly columns: readonly string[];
  readonly incremental: false;
}

type Row = Readonly<Record<string, string | number | null>>;

/**
 * Writes the users of an app, whole, as the next dump of a Heap Connect export: parts first, then the manifest, so that
 * whoever reads meanwhile sees the dump before or all of this one. Other tables of the folder's dumps stay as they are.
 * https://help.heap.io/heap-connect/heap-connect-guide/data-schema
 */
export async function writeDump(store: HeapStore, appId: string, folder: string): Promise<Dump> {
  const app = store.apps.find(appId);
  if (app === undefined) throw nobodyThere(store, appId);
  try {
    return await write(store, app, folder);
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? notWritten(folder, error) : error;
  }
}

async function write(store: HeapStore, app: App, folder: string): Promise<Dump> {
  const properties = store.properties.of(app.id, 'user');
  const columns = columnsOf(properties);
  const migrations = store.migrations.all(app.id);
  const dumpId = await nextDump(folder);
  const sync = `sync_${dumpId}`;
  const users = await writeTable(folder, sync, 'users', columns, userRows(store, app, columns));
  const tables: readonly ListedTable[] = [
    users.listed,
    (await writeTable(folder, sync, 'user_migrations', migrationColumns, migrations.map(migrationRow))).listed,
  ];
  const definitions = `${sync}/property_definitions.json`;
  await writeFile(join(folder, definitions), asJson(columns.map(definition)));
  const manifest = { dump_id: dumpId, tables, property_definitions: `${bucket}/${definitions}` };
  await mkdir(join(folder, 'manifests'), { recursive: true });
  await putWhole(join(folder, 'manifests', `${sync}.json`), asJson(manifest));
  return { folder, dumpId, users: users.rows, migrations: migrations.length, properties: properties.length };
}

interface UserColumn extends PartColumn {
  /** What people see. */
  readonly displayName: string;
  /** The custom property that it holds; Heap's own columns hold none. */
  readonly property?: number;
}

/** Heap's own columns, with times in microseconds, and one for each custom property. */
function columnsOf(properties: readonly Property[]): readonly UserColumn[] {
  const names = columnNames(properties.map(({ name }) => name));
  const types: Readonly<Record<string, PartColumn['type']>> = {
    user_id: 'long',
    joindate: 'long',
    last_modified: 'long',
  };
  return [
    ...builtInColumns.map((name) => ({ name, type: types[name] ?? 'string', displayName: name })),
    ...properties.map(
      ({ id, name, holds }): UserColumn => ({
        name: names.get(name)!,
        type: holds === 'number' ? 'double' : 'string',
        displayName: name,
        property: id,
      }),
    ),
  ];
}

function* userRows(store: HeapStore, app: App, columns: readonly UserColumn[]): Generator<Row> {
  const custom = new Map(
    columns.flatMap((column) => (column.property === undefined ? [] : [[column.property, column]])),
  );
  const empty = Object.fromEntries(columns.map(({ name }) => [name, null]));
  for (const { userId, identity, handle, email, joined, modified, properties } of store.users.all(app.id)) {
    const row: Record<string, string | number | null> = {
      ...empty,
      user_id: userId,
      identity,
      handle,
      email,
      joindate: joined * 1000,
      last_modified: modified * 1000,
    };
    for (const [id, value] of pairsOf(JSON.parse(properties))) {
      const column = custom.get(id);
      // One that came to be while the dump is written is in the next one.
      if (column !== undefined) row[column.name] = column.type === 'string' ? String(value) : Number(value);
    }
    yield row;
  }
}

const migrationColumns: readonly PartColumn[] = ['from_user_id', 'to_user_id', 'time'].map((name) => ({
  name,
  type: 'long',
}));

const migrationRow = ({ fromUserId, toUserId, time }: Migration): Row => ({
  from_user_id: fromUserId,
  to_user_id: toUserId,
  time: time * 1000,
});

/** Which column is which property. Heap does not document the shape of this file: see its readers. */
const definition = ({ name, displayName, type }: UserColumn) => ({
  table: 'users',
  name,
  display_name: displayName,
  type,
});

async function writeTable(
  folder: string,
  sync: string,
  name: string,
  columns: readonly PartColumn[],
  rows: Iterable<Row>,
): Promise<{ readonly listed: ListedTable; readonly rows: number }> {
  const part = `${sync}/${name}/part-00000-${randomUUID()}-c000.avro`;
  await mkdir(join(folder, sync, name), { recursive: true });
  const written = await writePart(join(folder, part), columns, rows);
  const listed = {
    name,
    files: [`${bucket}/${part}`],
    columns: columns.map((column) => column.name),
    incremental: false,
  } as const;
  return { listed, rows: written };
}

/** Greater than any that is there, so that it counts as the newest. */
async function nextDump(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const names = await Promise.all([readdir(folder), readdir(join(folder, 'manifests')).catch(() => [])]);
  const numbers = names.flat().map((name) => Number(/^sync_(\d+)(?:\.json)?$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

async function putWhole(file: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, text);
  await rename(fresh, file);
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

function nobodyThere({ apps }: HeapStore, appId: string): Mistake {
  const known = apps.all().map((app) => app.appId);
  return new Mistake({
    trouble: 'unknown-name',
    message: `The local Heap has no environment with the app_id ${JSON.stringify(appId)}, so there is nothing to export.`,
    actions: [known.length === 0 ? 'Send it something first.' : `Name one of: ${known.join(', ')}.`],
    facts: { appId },
  });
}

function notWritten(folder: string, cause: Error): Mistake {
  return new Mistake({
    trouble: 'refused',
    message: `The export cannot be written into ${folder}: ${cause.message}.`,
    actions: ['Name a folder that can be written to and has room.'],
    facts: { folder },
    cause,
  });
}
