import { parseXml } from '../parse-xml.ts';
import { handlerFor, handlers } from '../registry.ts';
import type { Component, MetadataHandler } from '../types.ts';
import { takeApart } from '../whole.ts';
import type { Xml } from '../xml.ts';
import { type Manifest, names } from './manifest.ts';
import { attempt, type PackageFault } from './package-faults.ts';
import type { PackageZip } from './package-zip.ts';

export interface ReadingOptions {
  /** The package lies at the root of the zip; otherwise in its one top folder. */
  readonly singlePackage: boolean;
  /** What package.xml names may be absent. */
  readonly allowMissingFiles: boolean;
  /** What package.xml does not name is deployed all the same. */
  readonly autoUpdatePackage: boolean;
  /** Takes a file that is no XML, and gives what stands for it. */
  keepFile(bytes: Uint8Array): string;
}

const metaEnding = '-meta.xml';

/** The components of a package's files, of which the manifest tells which are meant. */
export function* readComponents(
  files: PackageZip,
  root: string,
  manifest: Manifest,
  { autoUpdatePackage, keepFile }: ReadingOptions,
  faults: PackageFault[],
): Generator<void, readonly Component[]> {
  const components: Component[] = [];
  for (const fileName of files.names) {
    const handler = handlers.find((one) => one.parent === undefined && isFileOf(one, root, fileName));
    if (handler === undefined) continue;
    const encoded = fileName.slice(`${root}${handler.directory}/`.length, -`.${handler.suffix}`.length);
    const fullName = decodeName(encoded);
    const about = { fullName, componentType: handler.type, fileName };
    const parts = attempt(() => readParts(files, handler, fullName, fileName, keepFile), about, faults);
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
    yield;
  }
  return components;
}

function readParts(
  files: PackageZip,
  handler: MetadataHandler,
  fullName: string,
  fileName: string,
  keepFile: ReadingOptions['keepFile'],
): readonly Component[] {
  const { type, file } = handler;
  if (file !== undefined) {
    const content: Xml = { [file]: [keepFile(files.read(fileName))] };
    const beside = `${fileName}${metaEnding}`;
    const meta = files.has(beside) ? parseXml(files.text(beside)).content : {};
    return [{ type, fullName, content: { ...meta, ...content }, place: { fileName } }];
  }
  const text = files.text(fileName);
  return takeApart({ type, fullName, content: parseXml(text).content, place: { fileName } }, text);
}

/** A child is named by itself, or with its parent; the types that are nothing but a file come along with any child. */
function isNamed(manifest: Manifest, { type, fullName }: Component, parentName: string): boolean {
  if (names(manifest, type, fullName)) return true;
  const { parent } = handlerFor(type);
  return parent !== undefined && names(manifest, parent.type, parentName);
}

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
