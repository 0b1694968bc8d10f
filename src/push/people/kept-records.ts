import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** What the rows kept of an object are: who saw them, and which fields. Rows of another kind are of no use. */
export interface RecordsKind {
  readonly object: string;
  /** As they were asked for. */
  readonly fields: readonly string[];
  /** The type of the join key. */
  readonly keyType: string;
  readonly userId: string;
}

/** The rows of an object as they were read last, in a file. */
export interface KeptRecords {
  readonly kind: RecordsKind;
  /** With the columns of the table that they were read into. */
  readonly file: string;
  /** The org's time of that reading. */
  readonly readAt: Date;
  /** The org's time of the last reading that asked for all of them. */
  readonly wholeAt: Date;
}

const keptShape = z.object({
  kind: z.object({ object: z.string(), fields: z.array(z.string()), keyType: z.string(), userId: z.string() }),
  file: z.string(),
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
  const there = await readdir(folderOf(place));
  return there.includes(data.file) ? { ...data, file: join(folderOf(place), data.file) } : undefined;
}

/** Keeps a table for the next reading. The file is whole before it is named; the one before it stays for whoever reads it now. */
export async function keepRecords(
  warehouse: Warehouse,
  place: KeptPlace,
  { table, ...kept }: Omit<KeptRecords, 'file'> & { readonly table: string },
): Promise<void> {
  const folder = folderOf(place);
  await mkdir(folder, { recursive: true });
  const before = await keptRecords(place);
  const file = join(folder, `${place.object}-${kept.readAt.getTime()}-${process.pid}.parquet`);
  await warehouse.copyToParquet(`SELECT * FROM ${table}`, file);
  await noteReading(place, { ...kept, file });
  for (const name of await readdir(folder)) {
    const old = join(folder, name);
    if (isOf(place.object, name) && old !== file && old !== before?.file) await rm(old, { force: true });
  }
}

/** Notes that the rows in the file were up to date at that time. */
export async function noteReading(place: KeptPlace, { kind, file, readAt, wholeAt }: KeptRecords): Promise<void> {
  const note = noteOf(place);
  await writeFile(`${note}.${process.pid}.new`, JSON.stringify({ kind, file: basename(file), readAt, wholeAt }));
  await rename(`${note}.${process.pid}.new`, note);
}

/** Forgets the rows of all orgs, so that all are read once more. */
export async function forgetRecords(stateFolder: string): Promise<void> {
  await rm(join(stateFolder, FOLDER), { recursive: true, force: true });
}

/** The rows as a query. */
export function keptSql({ file }: KeptRecords): string {
  return `SELECT * FROM read_parquet(${sqlText(file)})`;
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
