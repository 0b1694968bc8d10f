import { rm } from 'node:fs/promises';
import { makeOwnFolder } from './own-folder.ts';

/** Does work with a folder of its own below another, which goes whatever happens: after a kill, with the next one there. */
export async function inTemporaryFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeOwnFolder(parent, 'read');
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
