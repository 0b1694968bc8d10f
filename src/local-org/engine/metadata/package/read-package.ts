import type { Component } from '../types.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { attempt, type PackageFault, reportMissing, reportUnknown } from './package-faults.ts';
import type { PackageZip } from './package-zip.ts';
import { type ReadingOptions, readComponents } from './read-components.ts';

export interface Deletion {
  readonly type: string;
  readonly fullName: string;
  readonly when: 'before' | 'after';
  readonly fileName: string;
}

/** A package, read: what to put into the org and what to take out of it. */
export interface DeployPackage {
  /** `package.xml`, or `folder/package.xml` when the zip has a top folder. */
  readonly manifestFile: string;
  readonly version: string | undefined;
  /** The unmanaged package that takes the components in. */
  readonly packageName?: string;
  readonly components: readonly Component[];
  readonly deletions: readonly Deletion[];
  readonly faults: readonly PackageFault[];
}

const deletionFiles = [
  { name: 'destructiveChangesPre.xml', when: 'before' },
  { name: 'destructiveChanges.xml', when: 'before' },
  { name: 'destructiveChangesPost.xml', when: 'after' },
] as const;

/** Takes a package's files for components and deletions, and notes what does not fit; it can be left after each file. */
export function* readPackage(files: PackageZip, options: ReadingOptions): Generator<void, DeployPackage> {
  const root = rootOf(files, options.singlePackage);
  const manifestFile = `${root}package.xml`;
  const faults: PackageFault[] = [];
  const manifest = readManifest(files, manifestFile, faults);
  if (manifest === undefined) return { manifestFile, version: undefined, components: [], deletions: [], faults };
  const components = yield* readComponents(files, root, manifest, options, faults);
  reportUnknown(manifest, manifestFile, faults);
  if (!options.allowMissingFiles) reportMissing(manifest, components, manifestFile, faults);
  const deletions = deletionFiles.flatMap(({ name, when }) => {
    const fileName = `${root}${name}`;
    const listed = files.has(fileName) ? readManifest(files, fileName, faults) : undefined;
    return [...(listed?.types ?? [])].flatMap(([type, members]) =>
      members.map((fullName): Deletion => ({ type, fullName, when, fileName })),
    );
  });
  const packageName = manifest.fullName === undefined ? {} : { packageName: manifest.fullName };
  return { manifestFile, version: manifest.version, ...packageName, components, deletions, faults };
}

function rootOf(files: PackageZip, singlePackage: boolean): string {
  if (singlePackage || files.has('package.xml')) return '';
  const top = files.names.find((name) => name.includes('/'));
  return top === undefined ? '' : `${top.slice(0, top.indexOf('/'))}/`;
}

function readManifest(files: PackageZip, fileName: string, faults: PackageFault[]): Manifest | undefined {
  const shortName = fileName.slice(fileName.lastIndexOf('/') + 1);
  if (!files.has(fileName)) {
    faults.push({
      kind: 'Error',
      problem: `No ${shortName} found`,
      fullName: shortName,
      componentType: '',
      place: { fileName },
    });
    return undefined;
  }
  const read = (): Manifest => parseManifest(files.text(fileName));
  return attempt(read, { fullName: shortName, componentType: '', fileName }, faults);
}
