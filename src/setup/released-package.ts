import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Mistake } from '../base/errors.ts';

/** A version of the package that any org may install. */
export interface ReleasedPackage {
  /** `Heap Usage` */
  readonly name: string;
  /** `1.0.0` */
  readonly version: string;
  /** `04t…` */
  readonly versionId: string;
}

const projectShape = z.object({ packageAliases: z.record(z.string(), z.string()).optional() });

/** As `sf` names versions in sfdx-project.json: `Heap Usage@1.0.0-1`. */
const versionAlias = /^(?<name>.+)@(?<version>\d+\.\d+\.\d+)-(?<build>\d+)$/;

/**
 * The newest version that sfdx-project.json of a folder names; undefined when none is released.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_config_file.htm
 */
export async function readReleasedPackage(folder: string): Promise<ReleasedPackage | undefined> {
  const file = join(folder, 'sfdx-project.json');
  const parsed = projectShape.safeParse(await readFile(file, 'utf8').then(JSON.parse));
  if (!parsed.success) {
    throw new Mistake({
      trouble: 'config',
      message: `${file} names no packages as sf writes them: packageAliases must be names and Ids.`,
      actions: ['Bring it back as it was released: install heap-salesforce again.'],
      facts: { file },
    });
  }
  const versions = Object.entries(parsed.data.packageAliases ?? {}).flatMap(([alias, versionId]) => {
    const { name, version, build } = versionAlias.exec(alias)?.groups ?? {};
    if (name === undefined || version === undefined || !versionId.startsWith('04t')) return [];
    return [{ name, version, versionId, order: [...version.split('.'), build].map(Number) }];
  });
  const [newest] = versions.toSorted((one, other) => compare(other.order, one.order));
  return newest && { name: newest.name, version: newest.version, versionId: newest.versionId };
}

function compare(one: readonly number[], other: readonly number[]): number {
  return one.map((part, at) => part - (other[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
