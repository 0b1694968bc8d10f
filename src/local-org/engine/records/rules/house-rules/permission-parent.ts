import type { ObjectFlags } from '../../../access/dependencies.ts';
import { objectRights } from '../../../access/dependencies.ts';
import { memberNamed } from '../../../packages/members.ts';
import type { ApiErrorEntry } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import type { Store, Stored } from '../../store/store.ts';
import { entry } from './house-rule.ts';

const flags = Object.keys(objectRights);

/** All that one permission set gives on objects. */
export function objectFlagsOf(store: Store, parentId: Stored): ObjectFlags {
  const rows = store
    .prepare(`SELECT SobjectType, ${flags.join(', ')} FROM ObjectPermissions WHERE ParentId = ?`)
    .rows(parentId);
  return new Map(rows.map(([name, ...on]) => [String(name), new Set(flags.filter((_, place) => on[place] === 1))]));
}

/**
 * What came with a managed package is not for the subscriber to change.
 * https://developer.salesforce.com/docs/atlas.en-us.pkg2_dev.meta/pkg2_dev/dev2gp_package_id_permission_sets.htm
 * The words are Observed: answers quoted in public issues.
 */
export function managedTrouble(context: RecordContext, setId: Stored, entity: string): ApiErrorEntry | undefined {
  if (context.platform) return undefined;
  const [name, prefix] =
    context.store.prepare('SELECT Name, NamespacePrefix FROM PermissionSet WHERE Id = ?').row(setId) ?? [];
  if (typeof prefix !== 'string') return undefined;
  const member = memberNamed(context, 'PermissionSet', `${prefix}__${name}`);
  if (member?.container === 'Unlocked') return undefined;
  return entry(
    'CANNOT_MODIFY_MANAGED_OBJECT',
    `cannot modify managed object: entity=${entity}, component=${setId}, state=installed`,
  );
}
