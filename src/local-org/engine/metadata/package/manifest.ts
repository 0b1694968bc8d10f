import { parseXml } from '../parse-xml.ts';
import { printXml } from '../print-xml.ts';
import { nodesOf, textOf, textsOf, type Xml } from '../xml.ts';

export const metadataNamespace = 'http://soap.sforce.com/2006/04/metadata';

/** What a package.xml or a destructiveChanges.xml names, by type; `*` stands for all. */
export interface Manifest {
  readonly types: ReadonlyMap<string, readonly string[]>;
  /** As `67.0`. */
  readonly version: string | undefined;
  /** The unmanaged package that the components belong to. */
  readonly fullName?: string;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/manifest_samples.htm */
export function parseManifest(text: string): Manifest {
  return manifestOf(parseXml(text).content);
}

export function manifestOf(content: Xml): Manifest {
  const types = new Map<string, readonly string[]>();
  for (const node of nodesOf(content, 'types')) {
    const name = textOf(node, 'name')?.trim() ?? '';
    const members = textsOf(node, 'members').map((member) => member.trim());
    types.set(name, [...(types.get(name) ?? []), ...members]);
  }
  const fullName = textOf(content, 'fullName')?.trim();
  return { types, version: textOf(content, 'version')?.trim(), ...(fullName === undefined ? {} : { fullName }) };
}

export function printManifest({ types, version, fullName }: Manifest): string {
  const nodes = [...types]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => ({ members: [...new Set(members)].sort(), name: [name] }));
  return printXml('Package', metadataNamespace, {
    ...(fullName === undefined ? {} : { fullName: [fullName] }),
    types: nodes,
    ...(version === undefined ? {} : { version: [version] }),
  });
}

/** Whether the manifest names a component, in any case. */
export function names({ types }: Manifest, type: string, fullName: string): boolean {
  return (types.get(type) ?? []).some((member) => member === '*' || member.toLowerCase() === fullName.toLowerCase());
}
