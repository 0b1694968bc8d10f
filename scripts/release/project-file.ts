import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Mistake } from '../../src/base/errors.ts';
import { replaceFile } from '../../src/base/replace-file.ts';

const project = z.looseObject({
  packageDirectories: z.array(z.looseObject({ path: z.string() })),
  packageAliases: z.record(z.string(), z.string()).optional(),
});

const file = (folder: string): string => join(folder, 'sfdx-project.json');

async function read(folder: string): Promise<z.output<typeof project>> {
  return project.parse(JSON.parse(await readFile(file(folder), 'utf8')));
}

/** What `sfdx-project.json` calls a package or version by, if anything. */
export async function aliasOf(folder: string, name: string): Promise<string | undefined> {
  return (await read(folder)).packageAliases?.[name];
}

/** The folder of the project that a package is made from, and what the next version of it is. */
export interface PackagedFolder {
  readonly path: string;
  readonly package: string;
  readonly versionName: string;
  readonly versionNumber: string;
}

export async function setPackage(folder: string, packaged: PackagedFolder): Promise<void> {
  const before = await read(folder);
  if (!before.packageDirectories.some(({ path }) => path === packaged.path))
    throw new Mistake({ trouble: 'config', message: `sfdx-project.json has no package directory ${packaged.path}.` });
  const packageDirectories = before.packageDirectories.map((one) =>
    one.path === packaged.path ? { ...one, ...packaged } : one,
  );
  await write(folder, { ...before, packageDirectories });
}

export async function setAlias(folder: string, name: string, id: string): Promise<void> {
  const before = await read(folder);
  await write(folder, { ...before, packageAliases: { ...before.packageAliases, [name]: id } });
}

async function write(folder: string, content: z.output<typeof project>): Promise<void> {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (text !== (await readFile(file(folder), 'utf8'))) await replaceFile(file(folder), text);
}
