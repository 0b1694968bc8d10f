import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, extname, join } from 'node:path';

const packageFile = findPackageJSON(import.meta.url) ?? '';

/** The folder of this package, with all that is published beside the program, installed or not. */
export const packageFolder = dirname(packageFile);

/** The version of this program, `1.2.3`. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8'));
  return String(version);
}

/** The file of a module of ours that is started by itself, in the form in which this one runs: as a source, or as published. */
export function ownModule(name: string): string {
  const ending = extname(import.meta.url);
  return join(packageFolder, ending === '.ts' ? 'src' : 'dist', `${name}${ending}`);
}
