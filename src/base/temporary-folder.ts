import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Does work with a folder of its own below another, which goes whatever happens. */
export async function inTemporaryFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, 'read-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
