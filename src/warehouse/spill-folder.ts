import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../base/is-running.ts';

/**
 * A folder of this process alone, for DuckDB names its spill files alike in each. What processes left that were
 * killed goes away here.
 */
export async function makeSpillFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const old = (await readdir(folder)).filter((name) => spillName.test(name) && !isRunning(ownerOf(name)));
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  return mkdtemp(join(folder, `spill-${process.pid}-`));
}

const spillName = /^spill-(\d+)-[^/]+$/;

function ownerOf(name: string): number {
  return Number(spillName.exec(name)?.[1]);
}
