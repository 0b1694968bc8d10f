import { mkdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../bundle.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles a client of this folder with all that it imports, as an install has it; the packages stand beside. */
export async function compileClient(file: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['node_modules', 'package.json']) await symlink(join(project, name), join(folder, name));
  const source = fileURLToPath(new URL(file, import.meta.url));
  const name = relative(project, source).replace(/\.ts$/, '');
  const thread = 'heap/parquet/convert-worker';
  await bundle({ [name]: source, [`dist/${thread}`]: join(project, 'src', `${thread}.ts`) }, folder);
  return join(folder, `${name}.js`);
}
