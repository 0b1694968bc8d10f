import { type ObjectFlags, objectRights, objectTroubles } from '../../../access/dependencies.ts';
import type { ApiErrorEntry } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import type { Stored } from '../../store/store.ts';
import { duplicateRow, type HouseRule, hasTwin, integrity, notListed } from './house-rule.ts';
import { managedTrouble, objectFlagsOf } from './permission-parent.ts';
import { rowNote } from './permission-tracking.ts';

/**
 * A row gives something, on an object that has permissions, once in each set, with all that it depends on.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm
 * The words for a row that gives nothing, and for a second row, are not documented; believed.
 */
export const objectPermissions: HouseRule = {
  check(write) {
    const { context, row } = write;
    const target = context.schema.object(String(row('SobjectType')));
    if (!target?.permissionable || target.name !== row('SobjectType')) {
      return notListed('SObject Type Name', row('SobjectType'), 'SobjectType');
    }
    const on = new Set(Object.keys(objectRights).filter((flag) => row(flag) === 1));
    if (on.size === 0) return integrity('At least one permission must be enabled; delete the record instead.');
    if (hasTwin(write, 'ParentId', 'SobjectType')) return duplicateRow();
    return (
      managedTrouble(context, row('ParentId'), 'ObjectPermissions') ??
      newTrouble(context, row('ParentId'), (held) => new Map([...held, [target.name, on]]))
    );
  },
  saved: (context, id) => rowNote(context, 'ObjectPermissions', id)('changed'),
  going(context, id) {
    const note = rowNote(context, 'ObjectPermissions', id);
    return () => note('changed');
  },
  mayGo(context, id) {
    const kept = context.store.prepare('SELECT ParentId, SobjectType FROM ObjectPermissions WHERE Id = ?').row(id);
    if (kept === undefined) return undefined;
    const [parentId = null, name = null] = kept;
    return (
      managedTrouble(context, parentId, 'ObjectPermissions') ??
      newTrouble(context, parentId, (held) => new Map([...held].filter(([object]) => object !== name)))
    );
  },
};

/** What the set would lack after the change and did not lack before. The platform itself looks at the set as a whole. */
function newTrouble(
  context: RecordContext,
  parentId: Stored,
  change: (held: ObjectFlags) => ObjectFlags,
): ApiErrorEntry | undefined {
  if (context.platform) return undefined;
  const held = objectFlagsOf(context.store, parentId);
  const before = new Set(objectTroubles(context.schema, held));
  const said = objectTroubles(context.schema, change(held)).filter((trouble) => !before.has(trouble));
  return said.length === 0 ? undefined : integrity(said.join('; '));
}
