import { XmlTrouble } from '../parse-xml.ts';
import { isPlatformType } from '../platform-types.ts';
import { handlerOf, handlers } from '../registry.ts';
import type { Component, Place } from '../types.ts';
import type { Manifest } from './manifest.ts';

/** What is wrong with a package before any of it touches the org. */
export interface PackageFault {
  readonly kind: 'Error' | 'Warning';
  readonly problem: string;
  readonly fullName: string;
  /** '' for the manifest itself. */
  readonly componentType: string;
  readonly place: Place;
}

/**
 * What is said of a type that this org does not keep: that the platform knows it and the organization does not have it,
 * or that there is no such type. Observed: https://github.com/forcedotcom/cli/issues
 */
export const notKept = (type: string): string =>
  isPlatformType(type)
    ? 'Not available for deploy for this organization'
    : `Unknown type name '${type}' specified in package.xml`;

/** Each member of a type that the org does not keep is refused. */
export function reportUnknown(manifest: Manifest, fileName: string, faults: PackageFault[]): void {
  for (const [type, members] of manifest.types) {
    if (handlerOf(type) !== undefined) continue;
    const known = isPlatformType(type);
    const named = known ? members.filter((member) => member !== '*') : ['package.xml'];
    for (const fullName of named) {
      faults.push({
        kind: 'Error',
        problem: notKept(type),
        fullName,
        componentType: known ? type : '',
        place: { fileName },
      });
    }
  }
}

/** What the manifest names and no file holds is refused, unless its file could not be read. */
export function reportMissing(
  manifest: Manifest,
  components: readonly Component[],
  fileName: string,
  faults: PackageFault[],
): void {
  const there = new Set(components.map(({ type, fullName }) => `${type} ${fullName.toLowerCase()}`));
  const broken = new Set(faults.filter(({ kind }) => kind === 'Error').map(({ fullName }) => fullName));
  for (const { type, parent } of handlers) {
    for (const member of manifest.types.get(type) ?? []) {
      const file = parent === undefined ? member : parent.alone ? parent.type : member.split('.')[0]!;
      if (member === '*' || there.has(`${type} ${member.toLowerCase()}`) || broken.has(file)) continue;
      const problem = `An object '${member}' of type ${type} was named in package.xml, but was not found in zipped directory`;
      faults.push({ kind: 'Error', problem, fullName: member, componentType: type, place: { fileName } });
    }
  }
}

/** What a file holds; `undefined` and a fault at its line for a file that is no XML. */
export function attempt<T>(
  read: () => T,
  { fullName, componentType, fileName }: Pick<PackageFault, 'fullName' | 'componentType'> & Pick<Place, 'fileName'>,
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
