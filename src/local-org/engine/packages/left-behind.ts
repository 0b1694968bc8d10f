import { ApiError } from '../api-error.ts';
import { removeComponent } from '../metadata/deploy/apply.ts';
import { orderOf } from '../metadata/registry.ts';
import { type Asking, MetadataProblem, type TypeName } from '../metadata/types.ts';
import type { UpgradeType } from './installed-packages.ts';
import { type Member, membersOf, putMember } from './members.ts';
import type { MemberName, Package2 } from './package-records.ts';

/** They hold data, and are never deleted by an upgrade. */
const holdData: ReadonlySet<TypeName> = new Set(['CustomObject', 'CustomField', 'CustomMetadata']);

/**
 * What the package has no more: what can go goes, and the rest stays as deprecated. A managed package deletes nothing.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_hard_deleted_components.htm
 */
export function leaveBehind(asking: Asking, of: Package2, now: readonly MemberName[], upgrade: UpgradeType): void {
  const { engine } = asking;
  const kept = new Set(now.map(({ type, fullName }) => `${type} ${fullName.toLowerCase()}`));
  const gone = membersOf(engine, of.subscriberPackageId)
    .filter(({ type, fullName }) => !kept.has(`${type} ${fullName.toLowerCase()}`))
    .sort((a, b) => orderOf(b.type) - orderOf(a.type));
  const deletes = of.container === 'Unlocked' && upgrade !== 'deprecate-only';
  for (const member of gone) {
    if (deletes && !holdData.has(member.type) && tryToRemove(asking, member)) continue;
    putMember(engine, { ...member, isDeprecated: true });
  }
}

function tryToRemove(asking: Asking, { type, fullName }: Member): boolean {
  try {
    return asking.engine.transaction(() => removeComponent(asking, type, fullName)) !== undefined;
  } catch (error) {
    if (error instanceof MetadataProblem || error instanceof ApiError) return false;
    throw error;
  }
}
