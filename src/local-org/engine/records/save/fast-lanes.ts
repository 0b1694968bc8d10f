import type { ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';
import { collation } from '../store/tables.ts';
import type { InsertPlan } from './insert-plan.ts';
import type { SaveKey } from './save-key.ts';
import type { UpdatePlan } from './update-plan.ts';

type Lane = (values: readonly (Stored | undefined)[]) => string | undefined;

/**
 * Short ways for the rows of a big upsert by a unique key: one statement each, where the long way takes three to find
 * the row, to look for its parents, and to write it. A row that a lane does not take has to go the long way.
 */
export interface FastLanes {
  readonly insert: Lane;
  readonly update: Lane;
}

export function fastLanes(
  { rights, platform }: RecordContext,
  object: ObjectDef,
  { field, place }: SaveKey,
  inserting: InsertPlan,
  updating: UpdatePlan,
): FastLanes | undefined {
  const { create, edit } = rights.object(object);
  const allOpen = rights.rows(object, 'see') === undefined && rights.rows(object, 'edit') === undefined;
  if (place < 0 || !field.unique || field.type === 'id' || !allOpen || !((create && edit) || platform))
    return undefined;
  const soft = object.fields.has('isdeleted');
  const insert = inserting.runIfFree();
  const update = updating.byKey(`"${field.name}" = ? COLLATE ${collation(field)}${soft ? ' AND IsDeleted = 0' : ''}`);
  return {
    insert: careful((values) => (inserting.missing(values).length === 0 ? insert(values) : undefined)),
    update: careful((values) => (updating.emptied(values).length === 0 ? update(values) : undefined)),
  };
}

/** Whatever goes wrong, the long way finds the words for it. */
function careful(lane: Lane): Lane {
  return (values) => {
    try {
      return lane(values);
    } catch {
      return undefined;
    }
  };
}
