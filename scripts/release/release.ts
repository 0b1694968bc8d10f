import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Mistake } from '../../src/base/errors.ts';
import { installLinks } from '../../src/setup/install-links.ts';
import { digestOf } from './digest.ts';
import { checkLinksPlace, writeInstallLinks } from './install-links.ts';
import { aliasOf, setAlias, setPackage } from './project-file.ts';
import type { Sf } from './sf.ts';

const packageName = 'Heap Usage';
const source = 'force-app/package';
/** Building takes minutes on Salesforce. */
const betweenLooks = 20_000;

const packages = z.array(
  z.object({ Id: z.string(), Name: z.string(), NamespacePrefix: z.string().nullable(), ContainerOptions: z.string() }),
);
const versions = z.array(
  z.object({
    Package2Id: z.string(),
    SubscriberPackageVersionId: z.string(),
    Version: z.string(),
    Tag: z.string().nullable(),
    IsReleased: z.boolean(),
    ValidationSkipped: z.boolean(),
  }),
);
const request = z.object({
  Id: z.string(),
  Status: z.string(),
  Package2Id: z.string(),
  SubscriberPackageVersionId: z.string().nullish(),
  VersionNumber: z.string().nullish(),
  Tag: z.string().nullish(),
  CreatedDate: z.string().nullish(),
  Error: z.array(z.string()).nullish(),
});
const made = z.object({ Id: z.string() });
const anything = z.unknown();

type Listed = z.output<typeof versions>[number];

interface Version {
  /** `04t…` */
  readonly id: string;
  /** Four numbers. */
  readonly number: string;
}

export interface Release {
  /** The project. */
  readonly folder: string;
  readonly sf: Sf;
  /** Tells what is being done. */
  say(text: string): void;
}

/**
 * Releases the package in the version that package.json names: makes what is missing, and goes on where an earlier run
 * ended. A version is tagged by what it was built from, so that nothing is built twice, and nothing else is released.
 */
export async function release(by: Release): Promise<void> {
  const { folder, sf, say } = by;
  const number = await versionOf(folder);
  await checkLinksPlace(folder);
  const tag = `${source} ${await digestOf(join(folder, source))}`;
  const { packageId, isNew } = await findPackage(by);
  const folderOfPackage = { path: source, package: packageName };
  await setPackage(folder, { ...folderOfPackage, versionName: number, versionNumber: `${number}.NEXT` });
  const listed = isNew ? [] : await sf(versions, 'package version list --verbose --packages', packageId);
  const known = listed.filter(({ Version }) => Version.startsWith(`${number}.`));
  const released = known.find(({ IsReleased }) => IsReleased);
  if (released !== undefined && released.Tag !== tag) {
    throw new Mistake({
      trouble: 'clash',
      message: `${number} is released already (${released.SubscriberPackageVersionId}), from other files than ${source} has now.`,
      actions: ['Raise "version" in package.json', 'node scripts/release-package.ts'],
    });
  }
  const version = versionIn(released ?? latest(known, tag)) ?? (await build(by, packageId, tag, isNew));
  if (released === undefined) {
    say(`Promoting ${version.number} (${version.id})`);
    await sf(anything, 'package version promote --no-prompt --package', version.id);
  }
  await setAlias(folder, `${packageName}@${number}-${version.number.split('.').at(-1)}`, version.id);
  await writeInstallLinks(folder, number, version.id);
  const { production, sandbox } = installLinks(version.id);
  say(`${packageName} ${number} is released${released === undefined ? '' : ' already'}.`);
  say(`  production  ${production}\n  sandbox     ${sandbox}`);
}

const versionIn = (listed: Listed | undefined): Version | undefined =>
  listed && { id: listed.SubscriberPackageVersionId, number: listed.Version };

async function versionOf(folder: string): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  if (/^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new Mistake({
    trouble: 'config',
    message: `package.json has the version ${version}; a package’s is three numbers.`,
  });
}

/** The package's `0Ho…`, of one that is made when there is none. */
async function findPackage({ folder, sf, say }: Release) {
  const alias = await aliasOf(folder, packageName);
  const all = await sf(packages, 'package list');
  const found = all.find(({ Id, Name, NamespacePrefix }) =>
    alias === undefined ? Name === packageName && NamespacePrefix === null : Id === alias,
  );
  if (found === undefined && alias !== undefined) {
    throw new Mistake({
      trouble: 'clash',
      message: `sfdx-project.json has ${packageName} as ${alias}, and this Dev Hub has no such package.`,
      actions: [
        'Name the Dev Hub that the package is of: --target-dev-hub ALIAS',
        'To make another package, take packageAliases out of sfdx-project.json',
      ],
    });
  }
  if (found === undefined) say(`Creating the package ${packageName}`);
  const packageId = found?.Id ?? (await createPackage(sf));
  await setAlias(folder, packageName, packageId);
  return { packageId, isNew: found === undefined };
}

async function createPackage(sf: Sf): Promise<string> {
  const create = `package create --no-namespace --package-type Unlocked --path ${source} --name`;
  return (await sf(made, create, packageName, '--description', 'Usage metrics from Heap')).Id;
}

/** The newest version that was built from what is here now. */
const latest = (known: readonly Listed[], tag: string): Listed | undefined =>
  known
    .filter(({ Tag, ValidationSkipped }) => Tag === tag && !ValidationSkipped)
    .toSorted((one, other) => buildOf(other) - buildOf(one))[0];

const buildOf = ({ Version }: Listed): number => Number(Version.split('.').at(-1));

/** Builds a version, or waits for one whose building began before. */
async function build({ sf, say }: Release, packageId: string, tag: string, isNew: boolean): Promise<Version> {
  const requests = isNew ? [] : await sf(z.array(request), 'package version create list');
  const begun = requests.find(
    (one) => one.Package2Id === packageId && one.Tag === tag && !['Success', 'Error'].includes(one.Status),
  );
  say(begun === undefined ? 'Building a version' : `Building a version since ${begun.CreatedDate}`);
  const create = 'package version create --installation-key-bypass --code-coverage --wait 0 --tag';
  const { Id } = begun ?? (await sf(request, create, tag, '--package', packageName));
  for (let said = ''; ; await wait(betweenLooks)) {
    const [now] = await sf(z.array(request), 'package version create report --package-create-request-id', Id);
    const { Status, SubscriberPackageVersionId: id, VersionNumber: number, Error: errors } = now ?? {};
    if (Status === 'Error' || Status === undefined) {
      const words = errors?.join('; ') || 'no word on why';
      throw new Mistake({ trouble: 'refused', message: `The version could not be built (${Id}): ${words}` });
    }
    if (Status === 'Success' && id && number) return { id, number };
    if (Status !== said) say(`  ${Status}`);
    said = Status;
  }
}
