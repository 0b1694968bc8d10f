import { type Manifest, names, parseManifest } from './manifest.ts';
import type { PackageFiles } from './package-zip.ts';
import { childrenOf, handlers } from './registry.ts';
import type { Component, MetadataHandler, Place, TypeName } from './types.ts';
import { takeApart } from './whole.ts';
import { parseXml, XmlTrouble } from './xml.ts';

/** What is wrong with a package before any of it touches the org. */
export interface PackageFault {
  readonly kind: 'Error' | 'Warning';
  readonly problem: string;
  readonly fullName: string;
  /** '' for the manifest itself. */
  readonly componentType: string;
  readonly place: Place;
}

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
  readonly components: readonly Component[];
  readonly deletions: readonly Deletion[];
  readonly faults: readonly PackageFault[];
}

const deletionFiles = [
  { name: 'destructiveChangesPre.xml', when: 'before' },
  { name: 'destructiveChanges.xml', when: 'before' },
  { name: 'destructiveChangesPost.xml', when: 'after' },
] as const;

/** Said of types that exist on the platform and that this org does not keep. */
export const notOffered = 'Not available for deploy for this organization';

export interface ReadingOptions {
  /** The package lies at the root of the zip; otherwise in its one top folder. */
  readonly singlePackage: boolean;
  /** What package.xml names may be absent. */
  readonly allowMissingFiles: boolean;
  /** What package.xml does not name is deployed all the same. */
  readonly autoUpdatePackage: boolean;
}

const suffixes = ['xml', ...handlers.map(({ suffix }) => suffix)];

/** Whether a file of a zip can be of use here; static resources and code are not even inflated. */
export const isReadable = (fileName: string): boolean =>
  suffixes.includes(fileName.slice(fileName.lastIndexOf('.') + 1));

/** Takes a package's files for components and deletions, and notes what does not fit. */
export function readPackage(files: PackageFiles, options: ReadingOptions): DeployPackage {
  const root = rootOf(files, options.singlePackage);
  const manifestFile = `${root}package.xml`;
  const faults: PackageFault[] = [];
  const manifest = readManifest(files, manifestFile, faults);
  if (manifest === undefined) return { manifestFile, version: undefined, components: [], deletions: [], faults };
  const components = readComponents(files, root, manifest, options, faults);
  reportUnknown(manifest, manifestFile, faults);
  if (!options.allowMissingFiles) reportMissing(manifest, components, manifestFile, faults);
  const deletions = deletionFiles.flatMap(({ name, when }) => {
    const fileName = `${root}${name}`;
    const listed = files.has(fileName) ? readManifest(files, fileName, faults) : undefined;
    return [...(listed?.types ?? [])].flatMap(([type, members]) =>
      members.map((fullName): Deletion => ({ type, fullName, when, fileName })),
    );
  });
  return { manifestFile, version: manifest.version, components, deletions, faults };
}

function rootOf(files: PackageFiles, singlePackage: boolean): string {
  if (singlePackage || files.has('package.xml')) return '';
  const top = [...files.keys()].find((name) => name.includes('/'));
  return top === undefined ? '' : `${top.slice(0, top.indexOf('/'))}/`;
}

function readManifest(files: PackageFiles, fileName: string, faults: PackageFault[]): Manifest | undefined {
  const bytes = files.get(fileName);
  const shortName = fileName.slice(fileName.lastIndexOf('/') + 1);
  if (bytes === undefined) {
    faults.push({
      kind: 'Error',
      problem: `No ${shortName} found`,
      fullName: shortName,
      componentType: '',
      place: { fileName },
    });
    return undefined;
  }
  return attempt(() => parseManifest(decode(bytes)), shortName, '', fileName, faults);
}

function readComponents(
  files: PackageFiles,
  root: string,
  manifest: Manifest,
  { autoUpdatePackage }: ReadingOptions,
  faults: PackageFault[],
): readonly Component[] {
  const components: Component[] = [];
  for (const [fileName, bytes] of files) {
    const handler = handlers.find((one) => one.parent === undefined && isFileOf(one, root, fileName));
    if (handler === undefined) continue;
    const encoded = fileName.slice(`${root}${handler.directory}/`.length, -`.${handler.suffix}`.length);
    const fullName = decodeName(encoded);
    const text = decode(bytes);
    const parts = attempt(
      () => takeApart({ type: handler.type, fullName, content: parseXml(text).content, place: { fileName } }, text),
      fullName,
      handler.type,
      fileName,
      faults,
    );
    const named = (parts ?? []).filter((part) => autoUpdatePackage || isNamed(manifest, part, fullName));
    if (parts !== undefined && named.length === 0) {
      faults.push({
        kind: 'Warning',
        problem: 'Not in package.xml',
        fullName,
        componentType: handler.type,
        place: { fileName },
      });
    }
    components.push(...named);
  }
  return components;
}

/** A child is named by itself, or with its parent. */
function isNamed(manifest: Manifest, { type, fullName }: Component, parentName: string): boolean {
  if (names(manifest, type, fullName)) return true;
  const parent = handlers.find((handler) => handler.type === type)?.parent;
  return parent !== undefined && names(manifest, parent.type, parentName);
}

function reportUnknown(manifest: Manifest, fileName: string, faults: PackageFault[]): void {
  for (const [type, members] of manifest.types) {
    if (members.length === 0 || handlers.some((handler) => handler.type === type)) continue;
    for (const fullName of members) {
      faults.push({ kind: 'Error', problem: notOffered, fullName, componentType: type, place: { fileName } });
    }
  }
}

function reportMissing(
  manifest: Manifest,
  components: readonly Component[],
  fileName: string,
  faults: PackageFault[],
): void {
  const there = new Set(components.map(({ type, fullName }) => `${type} ${fullName.toLowerCase()}`));
  const broken = new Set(faults.filter(({ kind }) => kind === 'Error').map(({ fullName }) => fullName));
  for (const { type } of handlers) {
    for (const member of manifest.types.get(type) ?? []) {
      if (member === '*' || there.has(`${type} ${member.toLowerCase()}`) || broken.has(parentPart(type, member)))
        continue;
      const problem = `An object '${member}' of type ${type} was named in package.xml, but was not found in zipped directory`;
      faults.push({ kind: 'Error', problem, fullName: member, componentType: type, place: { fileName } });
    }
  }
}

const parentPart = (type: TypeName, fullName: string): string =>
  childrenOf('CustomObject').some((child) => child.type === type) ? fullName.split('.')[0]! : fullName;

const isFileOf = ({ directory, suffix }: MetadataHandler, root: string, fileName: string): boolean =>
  fileName.startsWith(`${root}${directory}/`) && fileName.endsWith(`.${suffix}`);

/** Characters that file systems refuse are escaped in file names, `%2F` for a slash. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function attempt<T>(
  read: () => T,
  fullName: string,
  componentType: string,
  fileName: string,
  faults: PackageFault[],
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof XmlTrouble)) throw error;
    const place = { fileName, line: error.line, column: error.column };
    faults.push({ kind: 'Error', problem: `Error parsing file: ${error.message}`, fullName, componentType, place });
    return undefined;
  }
}
