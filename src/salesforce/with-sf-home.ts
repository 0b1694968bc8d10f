import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCore } from './sdk.ts';

/** What a home says in which nothing can be made. */
const closed = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'ENOENT']);

/**
 * Does work for which `sf`'s library wants a folder in the person's home, although it keeps nothing there for us. Where
 * none can be made, as in a container whose file system is read-only, it gets one that is gone afterwards. No login that
 * `sf` keeps can be meant then, so that nobody else looks for it meanwhile.
 */
export async function withSfHome<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!closed.has(code)) throw error;
  }
  const { StateAggregator } = await loadCore();
  const names = ['HOME', 'USERPROFILE'] as const;
  const before = names.map((name) => process.env[name]);
  const home = await mkdtemp(join(tmpdir(), 'heap-sf-home-'));
  try {
    for (const name of names) process.env[name] = home;
    StateAggregator.clearInstance();
    return await work();
  } finally {
    for (const [at, name] of names.entries()) {
      if (before[at] === undefined) delete process.env[name];
      else process.env[name] = before[at];
    }
    StateAggregator.clearInstance();
    await rm(home, { recursive: true, force: true });
  }
}
