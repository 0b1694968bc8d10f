import { ApiError } from '../../api-error.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { usersOf } from './formula-rules.ts';

const inUse = (what: string, where: string) =>
  new ApiError(400, 'DELETE_FAILED', `This ${what} is referenced elsewhere in salesforce.com : ${where}`);

/** What keeps a field from being deleted: a formula or roll-up that names it. https://help.salesforce.com/s/articleView?id=platform.deleting_fields.htm */
export function fieldInUse(objects: readonly ObjectDef[], object: ObjectDef, field: FieldDef): ApiError | undefined {
  const [user] = usersOf(objects, object, field);
  return user === undefined ? undefined : inUse('custom field', `Custom Field - ${user}`);
}

/** What keeps an object from being deleted: a lookup of another to it. */
export function objectInUse(objects: readonly ObjectDef[], object: ObjectDef): ApiError | undefined {
  for (const other of objects) {
    if (other.name === object.name || other.historyOf === object.name) continue;
    for (const field of other.fields.values()) {
      if (field.referenceTo?.includes(object.name)) return inUse('custom object', `${other.name}.${field.name}`);
    }
  }
  return undefined;
}
