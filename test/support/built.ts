import { existsSync, globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { outputOf } from './program.ts';
import { projectFolder } from './project.ts';

/** Held while one test file builds, so that another does not find half of it; one that was killed is passed after this. */
const LOCK = join(tmpdir(), `heap-sf-build-${basename(projectFolder)}`);
const LONGEST_BUILD = 120_000;

/** Sees to it that `dist` and the manifest are those of the present source, as `npm pack` would make them. */
export async function ensureBuilt(): Promise<void> {
  while (!take()) await pause(200);
  try {
    if (!isBuilt()) await outputOf('npm run -s build', { env: process.env });
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function take(): boolean {
  if (existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > LONGEST_BUILD) rmSync(LOCK, { recursive: true });
  return mkdirSync(LOCK, { recursive: true }) !== undefined;
}

/** Whether dist holds the types of every file of src, and the manifest, which a build writes last, is not older than what it is made of. */
function isBuilt(): boolean {
  const inProject = (...parts: readonly string[]) => join(projectFolder, ...parts);
  const manifest = inProject('oclif.manifest.json');
  if (!existsSync(manifest)) return false;
  const built = statSync(manifest).mtimeMs;
  const isFresh = (source: string) => built >= statSync(source).mtimeMs;
  return (
    [inProject('package.json'), inProject('scripts', 'bundle.ts')].every(isFresh) &&
    globSync('**/*.ts', { cwd: inProject('src') })
      .filter((file) => !file.endsWith('.d.ts'))
      .every((file) => existsSync(inProject('dist', file.replace(/\.ts$/, '.d.ts'))) && isFresh(inProject('src', file)))
  );
}
