import { Mistake } from '../base/errors.ts';
import { sqlFile, sqlName } from '../warehouse/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/**
 * Rows by a key, in a Parquet file that is never written to again. What changed since is in another beside it, as long as
 * it is little: a row there stands in place of the file's row of the same key, one with `gone` for none at all.
 */
export interface KeptRows {
  readonly file: string;
  readonly changes?: string;
  /** Of the file, against which the changes weigh. */
  readonly rows: number;
}

/** More changes than this share of the rows, and all become one file again. */
const LARGEST_SHARE = 1 / 8;

/** The rows as a query. */
export function keptRowsSql({ file, changes }: Pick<KeptRows, 'file' | 'changes'>, key: string): string {
  if (changes === undefined) return `SELECT * FROM ${parquet(file)}`;
  return `SELECT * EXCLUDE (gone) FROM ${parquet(changes)} WHERE NOT gone
    UNION ALL BY NAME SELECT was.* FROM ${parquet(file)} AS was ${without(parquet(changes), key)}`;
}

/** Whether the files are there and can be read. */
export async function isReadable(
  warehouse: Warehouse,
  kept: Pick<KeptRows, 'file' | 'changes'>,
  key: string,
): Promise<boolean> {
  try {
    await warehouse.count(`SELECT 1 FROM (${keptRowsSql(kept, key)}) LIMIT 1`);
    return true;
  } catch (error) {
    if (error instanceof Mistake && error.trouble === 'source') return false;
    throw error;
  }
}

/** The files of the rows. */
export function filesOf(kept: Pick<KeptRows, 'file' | 'changes'> | undefined): readonly string[] {
  if (kept === undefined) return [];
  return kept.changes === undefined ? [kept.file] : [kept.file, kept.changes];
}

export interface RowChanges {
  readonly key: string;
  /** A query of the key, the cells and `gone` (BOOLEAN), each key once. */
  readonly sql: string;
  /** Path of the file to be written, without its ending. */
  readonly stem: string;
}

/** Puts changes to rows that are kept, in a file of their own or of all. What is kept before stays as it is. */
export async function putChanges(
  warehouse: Warehouse,
  before: KeptRows | undefined,
  { key, sql, stem }: RowChanges,
): Promise<KeptRows> {
  const file = unusedFile(stem, filesOf(before));
  if (before !== undefined) {
    const earlier = before.changes === undefined ? undefined : parquet(before.changes);
    const counts = [sql, ...(earlier === undefined ? [] : [`SELECT 1 FROM ${earlier}`])];
    let changes = 0;
    for (const one of counts) changes += await warehouse.count(one);
    if (changes <= before.rows * LARGEST_SHARE) {
      const all =
        earlier === undefined
          ? sql
          : `${sql} UNION ALL BY NAME SELECT was.* FROM ${earlier} AS was ${without(`(${sql})`, key)}`;
      await warehouse.copyToParquet(all, file);
      return { file: before.file, changes: file, rows: before.rows };
    }
  }
  const living = `SELECT * EXCLUDE (gone) FROM (${sql}) WHERE NOT gone`;
  const kept = before && `SELECT was.* FROM (${keptRowsSql(before, key)}) AS was ${without(`(${sql})`, key)}`;
  const { rows } = await warehouse.copyToParquet(kept ? `${living} UNION ALL BY NAME ${kept}` : living, file);
  return { file, rows };
}

function without(changes: string, key: string): string {
  const name = sqlName(key);
  return `ANTI JOIN ${changes} AS now ON now.${name} = was.${name}`;
}

function parquet(file: string): string {
  return `read_parquet(${sqlFile(file)})`;
}

/** A run that goes on with the job of another writes under the same name, and must not write over what it reads. */
function unusedFile(stem: string, used: readonly string[]): string {
  for (let version = 1; ; version++) {
    const file = `${stem}${version === 1 ? '' : `-${version}`}.parquet`;
    if (!used.includes(file)) return file;
  }
}
