import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeft, MARK, ourMark } from './writer.ts';

/**
 * A new folder in `parent` that is this process's alone: `kind-PID-BEGAN-…`. What processes left there that were killed goes away,
 * since it may be large, and hold addresses of people.
 */
export async function makeOwnFolder(parent: string, kind: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const owned = new RegExp(`^${kind}-(${MARK})-[^-]+$`);
  const left = (await readdir(parent)).filter((name) => {
    const owner = owned.exec(name)?.[1];
    return owner !== undefined && isLeft(owner);
  });
  await Promise.all(left.map((name) => rm(join(parent, name), { recursive: true, force: true })));
  return mkdtemp(join(parent, `${kind}-${ourMark}-`));
}
