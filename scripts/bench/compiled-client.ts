import { mkdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timedProcess } from './timed-process.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles a client of this folder with all that it imports, as an install has it; the packages stand beside. */
export async function compileClient(file: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ['node_modules', 'package.json']) await symlink(join(project, name), join(folder, name));
  const source = fileURLToPath(new URL(file, import.meta.url));
  const shape = ['--module', 'nodenext', '--target', 'es2024', '--rewriteRelativeImportExtensions'];
  const args = ['--ignoreConfig', '--outDir', folder, '--rootDir', project, ...shape, '--skipLibCheck', '--noCheck'];
  const tsc = join(project, 'node_modules/.bin/tsc');
  await timedProcess(tsc, [...args, source], { cwd: project, env: process.env });
  return join(folder, relative(project, source).replace(/\.ts$/, '.js'));
}
