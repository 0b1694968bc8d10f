import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { filesOf, type KeptRows, putChanges } from '../kept-rows.ts';

/** What the rows kept of an object are: who saw them, and which fields. Rows of another kind are of no use. */
export interface RecordsKind {
  readonly object: string;
  /** As they were asked for. */
  readonly fields: readonly string[];
  /** The type of the join key. */
  readonly keyType: string;
  readonly userId: string;
}

/** The rows of an object as they were read last, with the columns of the table that they were read into. */
export interface KeptRecords extends KeptRows {
  readonly kind: RecordsKind;
  /** The org's time of that reading. */
  readonly readAt: Date;
  /** The org's time of the last reading that asked for all of them. */
  readonly wholeAt: Date;
}

const keptShape = z.object({
  kind: z.object({ object: z.string(), fields: z.array(z.string()), keyType: z.string(), userId: z.string() }),
  file: z.string(),
  changes: z.string().optional(),
  rows: z.number().default(0),
  readAt: z.coerce.date(),
  wholeAt: z.coerce.date(),
});

export interface KeptPlace {
  readonly stateFolder: string;
  readonly orgId: string;
  readonly object: string;
}

/** Of all orgs, in the state folder. */
const FOLDER = 'people';

/** What is kept of an object; undefined when there is nothing that could be read. */
export async function keptRecords(place: KeptPlace): Promise<KeptRecords | undefined> {
  const text = await readFile(noteOf(place), 'utf8').catch(() => '{}');
  const { data } = keptShape.safeParse(parsed(text));
  if (data === undefined) return undefined;
  const { changes, ...rest } = data;
  const files = { file: data.file, ...(changes !== undefined && { changes }) };
  const there = await readdir(folderOf(place));
  if (!filesOf(files).every((name) => there.includes(name))) return undefined;
  const inFolder = (name: string) => join(folderOf(place), name);
  return { ...rest, file: inFolder(data.file), ...(changes !== undefined && { changes: inFolder(changes) }) };
}

/** A reading to be kept: rows that stand in place of those kept before, all of them unless there are any. */
export interface NewRecords extends Pick<KeptRecords, 'kind' | 'readAt' | 'wholeAt'> {
  readonly table: string;
  readonly before: KeptRecords | undefined;
}

/** Keeps rows for the next reading. Files are whole before they are named; those before them stay for whoever reads them now. */
export async function keepRecords(
  warehouse: Warehouse,
  place: KeptPlace,
  { table, before, ...reading }: NewRecords,
): Promise<void> {
  const folder = folderOf(place);
  await mkdir(folder, { recursive: true });
  const inUse = filesOf(await keptRecords(place));
  const stem = join(folder, `${place.object}-${reading.readAt.getTime()}-${process.pid}`);
  const sql = `SELECT *, false AS gone FROM ${table}`;
  const rows = await putChanges(warehouse, before, { key: 'Id', sql, stem });
  await noteReading(place, { ...rows, ...reading });
  const wanted = [...inUse, ...filesOf(rows)];
  for (const name of await readdir(folder)) {
    const old = join(folder, name);
    if (isOf(place.object, name) && !wanted.includes(old)) await rm(old, { force: true });
  }
}

/** Notes that the rows in the files were up to date at that time. */
export async function noteReading(place: KeptPlace, kept: KeptRecords): Promise<void> {
  const { kind, file, changes, rows, readAt, wholeAt } = kept;
  const names = { file: basename(file), ...(changes !== undefined && { changes: basename(changes) }) };
  const note = noteOf(place);
  await writeFile(`${note}.${process.pid}.new`, JSON.stringify({ kind, ...names, rows, readAt, wholeAt }));
  await rename(`${note}.${process.pid}.new`, note);
}

/** Forgets the rows of all orgs, so that all are read once more. */
export async function forgetRecords(stateFolder: string): Promise<void> {
  await rm(join(stateFolder, FOLDER), { recursive: true, force: true });
}

function folderOf({ stateFolder, orgId }: KeptPlace): string {
  return join(stateFolder, FOLDER, orgId);
}

function noteOf(place: KeptPlace): string {
  return join(folderOf(place), `${place.object}.json`);
}

function isOf(object: string, name: string): boolean {
  return name.startsWith(`${object}-`) && name.endsWith('.parquet');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
