import type { Asking, TypeName } from '../metadata/types.ts';
import type { Documents } from '../types.ts';
import type { ContainerOptions, MemberName } from './package-records.ts';

/** A component that an installed package brought. */
export interface Member extends MemberName {
  /** The package, `033…`. */
  readonly packageId: string;
  readonly container: ContainerOptions;
  readonly namespace: string | null;
  /** Left behind by an upgrade whose package has it no more. */
  readonly isDeprecated: boolean;
}

/**
 * What becomes of a component in the hands of the subscriber.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_apexcomponent.htm
 */
export type ManageableState = 'unmanaged' | 'installed' | 'installedEditable' | 'deprecated' | 'deprecatedEditable';

/** Whatever has the org's documents: its engine, or what rows are written with. */
interface Keeper {
  readonly documents: Documents;
}

const kind = 'package-member';
const keyOf = (type: TypeName, fullName: string): string => `${type} ${fullName.toLowerCase()}`;

export const memberNamed = ({ documents }: Keeper, type: TypeName, fullName: string): Member | undefined =>
  documents.get<Member>(kind, keyOf(type, fullName));

export const membersOf = ({ documents }: Keeper, packageId: string): readonly Member[] =>
  documents
    .all<Member>(kind)
    .map(({ value }) => value)
    .filter((member) => member.packageId === packageId);

export const putMember = ({ documents }: Keeper, member: Member): void =>
  documents.put(kind, keyOf(member.type, member.fullName), member);

/** To be called for each component that goes: one made anew under its name is the subscriber's own. */
export const dropMember = ({ documents }: Keeper, type: TypeName, fullName: string): void =>
  documents.delete(kind, keyOf(type, fullName));

/** As FileProperties have it: absent for what has none. */
export function namespaceOfMember(
  { engine }: Pick<Asking, 'engine'>,
  type: TypeName,
  fullName: string,
): { readonly namespacePrefix?: string } {
  const namespace = memberNamed(engine, type, fullName)?.namespace ?? null;
  return namespace === null ? {} : { namespacePrefix: namespace };
}

/** What a schema part is marked with while a managed package is installed. */
export const namespaceOf = ({ installing }: Asking): { readonly namespace?: string } =>
  installing === undefined || installing.namespace === null ? {} : { namespace: installing.namespace };

/** Lets go of all that hangs on an object which goes. */
export function dropMembersOn({ documents }: Keeper, object: string): void {
  const name = object.toLowerCase();
  for (const { key, value } of documents.all<Member>(kind)) {
    const own = value.fullName.toLowerCase();
    if (own.startsWith(`${name}.`) || own.startsWith(`${name}-`) || (value.type === 'CustomTab' && own === name))
      documents.delete(kind, key);
  }
}

export function manageableState({ engine }: Pick<Asking, 'engine'>, type: TypeName, fullName: string): ManageableState {
  const member = memberNamed(engine, type, fullName);
  if (member === undefined) return 'unmanaged';
  if (member.container === 'Managed') return member.isDeprecated ? 'deprecated' : 'installed';
  return member.isDeprecated ? 'deprecatedEditable' : 'installedEditable';
}
