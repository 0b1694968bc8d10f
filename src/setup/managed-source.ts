import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { USAGE_OBJECTS } from '../metrics/usage-objects.ts';

const ACCESS = join('force-app', 'access');

/** The names that a managed package brings, as whole words. */
const BROUGHT = new RegExp(
  `\\b(?:${Object.values(USAGE_OBJECTS)
    .flatMap(({ object, externalId, lookup }) => [object, externalId, lookup])
    .join('|')})\\b`,
  'g',
);

/**
 * Works with a copy of the project's permission sets that names the package's objects and fields as a managed install
 * has them. Its folder is laid out as the project's own, and goes again.
 */
export async function withManagedSource<T>(
  projectFolder: string,
  namespace: string,
  work: (projectFolder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'heap-access-'));
  try {
    for (const part of [ACCESS, 'sfdx-project.json'])
      await cp(join(projectFolder, part), join(folder, part), { recursive: true });
    for (const entry of await readdir(join(folder, ACCESS), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      await writeFile(
        file,
        (await readFile(file, 'utf8')).replace(BROUGHT, (name) => `${namespace}__${name}`),
      );
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
