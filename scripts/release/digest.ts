import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Tells contents of a folder apart, on whatever system they are checked out. All files of it are text. */
export async function digestOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const named = files.map((file) => [relative(folder, file).split(sep).join('/'), file] as const);
  const hash = createHash('sha256');
  for (const [name, file] of named.toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const text = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
    hash.update(`${name}\0${text}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}
