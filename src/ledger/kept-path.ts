import { isAbsolute, join, relative, sep } from 'node:path';

/** A file as the ledger names it: from its own folder on, where it lies in there, so that the folder may be moved as a whole. */
export function keptPath(folder: string, file: string): string {
  return file.startsWith(`${folder}${sep}`) ? relative(folder, file) : file;
}

/** Where a file lies that the ledger names. */
export function placeOfKept(folder: string, kept: string): string {
  return isAbsolute(kept) ? kept : join(folder, kept);
}
