import type { DeployMessage } from '../deploy/deploy-result.ts';
import { handlerOf } from '../registry.ts';
import type { Asking } from '../types.ts';
import type { Manifest } from './manifest.ts';

const kind = 'metadata/package';

/** Components of an unmanaged package: types with full names. */
type Members = Readonly<Record<string, readonly string[]>>;

/**
 * A package.xml with a name makes its components members of the unmanaged package of that name.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_package.htm
 */
export function addToPackage({ engine }: Asking, name: string, deployed: readonly DeployMessage[]): void {
  const kept = membersOf(engine, name) ?? {};
  const members: Record<string, readonly string[]> = { ...kept };
  for (const { componentType, fullName, deleted } of deployed) {
    if (componentType === '') continue;
    const others = (members[componentType] ?? []).filter((member) => member !== fullName);
    members[componentType] = deleted ? others : [...others, fullName];
  }
  engine.documents.put(kind, name.toLowerCase(), { name, members });
}

/** What belongs to an unmanaged package and is still there; `undefined` when there is no such package. */
export function packageContents(asking: Asking, name: string): Manifest | undefined {
  const members = membersOf(asking.engine, name);
  if (members === undefined) return undefined;
  const present = Object.entries(members).map(([type, fullNames]) => {
    const handler = handlerOf(type);
    return [type, fullNames.filter((fullName) => handler?.find(asking, fullName) !== undefined)] as const;
  });
  return { types: new Map(present.filter(([, names]) => names.length > 0)), version: undefined, fullName: name };
}

const membersOf = (engine: Asking['engine'], name: string): Members | undefined =>
  engine.documents.get<{ readonly members: Members }>(kind, name.toLowerCase())?.members;
