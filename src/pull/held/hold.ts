import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlFile, sqlName, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Pulled } from '../read/selection.ts';
import type { ObjectState } from '../state/pull-state.ts';
import { heldView, viewHeld } from './held-view.ts';
import { pulledView } from './land.ts';

/** Where the files of a pull lie, and which fields they are to show. */
export interface HeldGround {
  readonly warehouse: Warehouse;
  readonly folder: string;
  readonly fields: Readonly<Record<Pulled, readonly string[]>>;
}

type Holding = Pick<ObjectState, 'files' | 'rows' | 'pass'>;

/** More files than this, or more rows in them than a part of the first one, are made one file again. */
const MOST_FILES = 24;
const LARGEST_SHARE = 0.25;
const SMALL = 50_000;

/** Shows all that is held of an object as `held_contact` (`held_account`, `held_relation`). */
export async function showHeld(ground: HeldGround, object: Pulled, { files }: Pick<Holding, 'files'>): Promise<void> {
  const { warehouse, fields } = ground;
  await viewHeld(warehouse, { object, files: files.map((name) => join(ground.folder, name)), fields: fields[object] });
}

/** Relations and accounts come before the people that belong to them. */
export const HELD_ORDER: readonly Pulled[] = ['relation', 'account', 'contact'];

/** Shows all that is held of all objects. */
export async function showAllHeld(
  ground: HeldGround,
  state: Readonly<Partial<Record<Pulled, Pick<Holding, 'files'> | undefined>>>,
): Promise<void> {
  for (const object of HELD_ORDER) await showHeld(ground, object, state[object] ?? { files: [] });
}

/** What is held after rows were put to it, and how many those were. */
export interface Held {
  readonly held: Holding;
  readonly rows: number;
}

/**
 * Puts the rows that were just read (`pulled_contact`) behind those that are held, and shows them together. What was just read is
 * what the record is, even if its stamp is the older one since the org's clock was set back. A bulk query may have read it long ago:
 * what was held `since` the file of that number, and has a later stamp, stays.
 */
export async function holdRows(
  ground: HeldGround,
  object: Pulled,
  held: Holding,
  { since }: { readonly since?: number | undefined } = {},
): Promise<Held> {
  const { files, rows: before, pass } = held;
  const file = nextName(object, files);
  const newer = `SELECT 1 FROM ${heldView(object)} AS held WHERE held.record_id = pulled.record_id AND held.stamp > pulled.stamp AND held.seq > ${since}`;
  const fresh = files.length === 0 || since === undefined ? '' : `WHERE NOT EXISTS (${newer})`;
  const sql = `SELECT *, ${seqOf(file)} AS seq, ${pass} AS pass FROM ${pulledView(object)} AS pulled ${fresh}`;
  const rows = await writeOnce(ground, file, sql);
  const next: Holding = {
    pass,
    files: [...files, file],
    rows: files.length === 0 ? { base: rows, after: 0 } : { ...before, after: before.after + rows },
  };
  await showHeld(ground, object, next);
  const tooMany = next.files.length > MOST_FILES || next.rows.after > Math.max(SMALL, before.base * LARGEST_SHARE);
  return { held: tooMany ? await rewrite(ground, object, next, `SELECT * FROM ${heldView(object)}`) : next, rows };
}

/** A record that was read twice, since it changed between two pages, is what it was the second time. */
async function writeOnce(ground: HeldGround, file: string, sql: string): Promise<number> {
  const rows = await write(ground, file, sql);
  const written = `read_parquet(${sqlFile(join(ground.folder, file))})`;
  const [found] = await ground.warehouse.rows<{ readonly records: number }>(
    `SELECT count(DISTINCT hash(record_id)) AS records FROM ${written}`,
  );
  if (found?.records === rows) return rows;
  return write(
    ground,
    file,
    `SELECT * FROM ${written} QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY stamp DESC) = 1`,
  );
}

/** Gives the held records the values of some fields that were just read, where no newer row of theirs has come since. */
export async function holdValues(
  ground: HeldGround,
  object: Pulled,
  held: Holding,
  fields: readonly string[],
): Promise<Held> {
  const rows = await ground.warehouse.count(`SELECT 1 FROM ${pulledView(object)}`);
  const cells = fields.map(
    (field) =>
      `CASE WHEN pulled.stamp >= held.stamp THEN pulled.${sqlName(field)} ELSE held.${sqlName(field)} END AS ${sqlName(field)}`,
  );
  const sql = `SELECT held.* REPLACE (${cells.join(', ')}) FROM ${heldView(object)} AS held
    LEFT JOIN ${pulledView(object)} AS pulled USING (record_id)`;
  return { held: await rewrite(ground, object, held, sql), rows };
}

/** Marks as deleted what the last reading of the whole window did not bring, though it belongs to it. */
export async function holdGone(ground: HeldGround, object: Pulled, held: Holding, since: string): Promise<Held> {
  const missing = `pass < ${held.pass} AND stamp >= CAST(${sqlText(since)} AS TIMESTAMPTZ)::TIMESTAMP AND NOT deleted`;
  const gone = await ground.warehouse.count(`SELECT 1 FROM ${heldView(object)} WHERE ${missing}`);
  if (gone === 0) return { held: { pass: held.pass, files: held.files, rows: held.rows }, rows: 0 };
  const sql = `SELECT * REPLACE (deleted OR (${missing}) AS deleted) FROM ${heldView(object)}`;
  return { held: await rewrite(ground, object, held, sql), rows: gone };
}

async function rewrite(ground: HeldGround, object: Pulled, held: Holding, sql: string): Promise<Holding> {
  const file = nextName(object, held.files);
  const base = await write(ground, file, `SELECT * REPLACE (${seqOf(file)} AS seq) FROM (${sql})`);
  const next: Holding = { pass: held.pass, files: [file], rows: { base, after: 0 } };
  await showHeld(ground, object, next);
  return next;
}

/** A file is there whole or not at all. */
async function write({ warehouse, folder }: HeldGround, name: string, sql: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  const { rows } = await warehouse.withHalf(() => warehouse.copyToParquet(sql, `${file}.part`));
  await warehouse.release();
  await rename(`${file}.part`, file);
  return rows;
}

/** `contact-12.parquet` comes after `contact-11.parquet`. */
function nextName(object: Pulled, files: readonly string[]): string {
  return `${object}-${newestSeq({ files }) + 1}.parquet`;
}

/** The number of the newest file of those that hold an object. */
export function newestSeq({ files }: { readonly files: readonly string[] }): number {
  return Math.max(0, ...files.map(seqOf));
}

/** The number of a file, which its rows have as `seq`. */
export function seqOf(name: string): number {
  return Number(/-(\d+)\.parquet$/.exec(name)?.[1] ?? 0);
}
