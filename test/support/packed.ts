import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './built.ts';
import { outputOf } from './program.ts';
import { projectFolder } from './project.ts';

/** What `npm publish` would publish of the present source. */
export interface Packed {
  readonly tarball: string;
  /** In bytes, as it is downloaded. */
  readonly size: number;
}

/** Packs this project into a folder, with the real `npm pack`. */
export async function packProject(folder: string): Promise<Packed> {
  await ensureBuilt();
  // What its scripts do is done: they would take dist away from tests that run beside this one.
  const line = `npm pack --json --ignore-scripts --pack-destination "${folder}"`;
  const [listed] = JSON.parse(await outputOf(line, { env: process.env })) as [
    { readonly filename: string; readonly size: number },
  ];
  return { tarball: join(folder, listed.filename), size: listed.size };
}

/**
 * Lays the package into a folder as `npm install` leaves it there: unpacked, its program in `.bin`, and beside it the packages
 * that it says to depend on, which are those of this project's own install. What it does not name is not there.
 */
export async function layPackage({ tarball }: Packed, folder: string): Promise<string> {
  const modules = join(folder, 'node_modules');
  const home = join(modules, 'heap-salesforce');
  await mkdir(home, { recursive: true });
  await outputOf(`tar -xzf "${tarball}" -C "${home}" --strip-components 1`, { env: process.env });
  const { dependencies } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) await layModule(modules, name);
  await mkdir(join(modules, '.bin'));
  await symlink(join('..', 'heap-salesforce', 'dist', 'cli.js'), join(modules, '.bin', 'heap-sf'));
  return home;
}

/** A package of this project's install, for a folder that has it as well. */
export async function layModule(modules: string, name: string): Promise<void> {
  const place = join(modules, name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(projectFolder, 'node_modules', name), place, 'dir');
}
