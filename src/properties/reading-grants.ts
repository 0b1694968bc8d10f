import type { ChosenField, Level } from '../config/settings.ts';
import type { ObjectDescription } from '../salesforce/describe.ts';
import type { FieldGrant } from '../salesforce/field-access.ts';
import { lookupOf } from './find-field.ts';
import type { HiddenField } from './hidden-fields.ts';
import { LEVEL_OBJECTS } from './level-object.ts';

/** The permission set that shows the connecting user what the pull reads. */
export const READING_SET = 'Heap_Connecting_User';

/**
 * What must be granted to the connecting user so that it may read these fields, of those that `seen`, an admin, sees, or that are
 * known to be hidden. A part is seen with its compound, as `BillingCity` with `BillingAddress`; a parent's field needs the
 * lookup that leads to it.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 */
export function readingGrants(
  fields: readonly Pick<ChosenField, 'field'>[],
  level: Level,
  seen: ObjectDescription,
  hidden: readonly HiddenField[] = [],
): readonly FieldGrant[] {
  const names = fields.flatMap(({ field }) => {
    const [first = '', parent] = field.split('.');
    const found = parent === undefined ? seen.fields.get(first.toLowerCase()) : lookupOf(seen, first);
    const one =
      found?.permissionable === false
        ? undefined
        : (found ?? hidden.find(({ name }) => name.toLowerCase() === field.toLowerCase()));
    return one ? [one.compoundFieldName ?? one.name] : [];
  });
  return [...new Set(names)].map((field) => ({ object: LEVEL_OBJECTS[level], field, edit: false }));
}
