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

/** Whether dist holds every file of src and the manifest is there, and none is older than what it is made of. */
function isBuilt(): boolean {
  const isFresh = (built: string, source: string) =>
    existsSync(built) && statSync(built).mtimeMs >= statSync(source).mtimeMs;
  const inProject = (...parts: readonly string[]) => join(projectFolder, ...parts);
  return (
    isFresh(inProject('oclif.manifest.json'), inProject('package.json')) &&
    globSync('**/*.ts', { cwd: inProject('src') })
      .filter((file) => !file.endsWith('.d.ts'))
      .every((file) => isFresh(inProject('dist', file.replace(/\.ts$/, '.js')), inProject('src', file)))
  );
}
