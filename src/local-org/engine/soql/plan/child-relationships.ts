import { childRelationship } from '../../schema/relationships.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { noSuchChildren } from '../text/malformed.ts';
import type { QueryContext } from './scope.ts';

/** The object and field behind a name such as `Contacts` or `Heap_Usages__r`. */
export function childrenNamed(
  context: QueryContext,
  parent: ObjectDef,
  name: string,
): { readonly object: ObjectDef; readonly field: FieldDef; readonly key: string } {
  for (const object of context.schema.objects()) {
    for (const field of object.fields.values()) {
      if (!field.referenceTo?.includes(parent.name) || field.childRelationshipName === undefined) continue;
      const key = childRelationship(field);
      if (key.toLowerCase() !== name.toLowerCase()) continue;
      if (!context.rights.object(object).read || !context.rights.canRead(object, field)) continue;
      return { object, field, key };
    }
  }
  throw noSuchChildren(context.soql, name);
}
