import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Raised when kept files are written in another way: what older versions kept is then read anew. */
const FORM = 1;

/** Where that which was read of one export is kept. */
export function cacheFolderOf(cacheFolder: string, place: string): string {
  return join(cacheFolder, shortHash(place));
}

/** A file system takes names of 255 bytes; beside them there is room for what is added here. */
const longestName = 200;

/** The folder of a table, whatever characters its name holds, and however many. */
export function tableFolder(folder: string, table: string): string {
  const name = encodeURIComponent(table.toWellFormed());
  return join(
    folder,
    name.length <= longestName ? `table-${name}` : `table-${name.slice(0, longestName)}-${shortHash(table)}`,
  );
}

/** Sixteen letters that tell contents apart: parts by name and tag, places by name. */
export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([FORM, ...parts]))
    .digest('hex')
    .slice(0, 16);
}
