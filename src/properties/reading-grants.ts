import type { ChosenField } from '../config/settings.ts';
import type { FieldDescription } from '../salesforce/describe.ts';
import type { FieldGrant } from '../salesforce/field-access.ts';
import { findField, lookupOf } from './find-field.ts';
import type { HiddenField } from './hidden-fields.ts';
import { LEVEL_OBJECTS } from './level-object.ts';
import type { LevelFields } from './read-level-fields.ts';

/** The permission set that shows the connecting user what the pull reads. */
export const READING_SET = 'Heap_Connecting_User';

/**
 * What must be granted to the connecting user so that it may read these fields, of those that an admin sees, or that are known
 * to be hidden. A part is seen with its compound, as `BillingCity` with `BillingAddress`; a parent's field needs a grant of its own
 * and one of the lookup that leads to it.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 */
export function readingGrants(
  fields: readonly Pick<ChosenField, 'field'>[],
  { level, seen, parents }: LevelFields,
  hidden: readonly HiddenField[] = [],
): readonly FieldGrant[] {
  const grants = fields.flatMap(({ field }): FieldGrant[] => {
    const [first = '', parent] = field.split('.');
    const own = parent === undefined ? seen.fields.get(first.toLowerCase()) : lookupOf(seen, first);
    const unseen = own ? undefined : hidden.find(({ name }) => name.toLowerCase() === field.toLowerCase());
    const above = parent === undefined ? undefined : findField(field, seen, parents);
    return [
      ...grantOf(LEVEL_OBJECTS[level], own ?? unseen),
      ...(above?.status === 'found' ? grantOf(above.object.name, above.field) : []),
    ];
  });
  return [...new Map(grants.map((grant) => [`${grant.object}.${grant.field}`, grant])).values()];
}

/** Fields that everybody sees who sees the object have no grant. */
function grantOf(object: string, field: FieldDescription | HiddenField | undefined): FieldGrant[] {
  if (field === undefined || ('permissionable' in field && !field.permissionable)) return [];
  const compound = 'compoundFieldName' in field ? field.compoundFieldName : undefined;
  return [{ object, field: compound ?? field.name, edit: false }];
}
