import type { ChosenField } from '../config/settings.ts';
import type { FieldDescription, ObjectDescription } from '../salesforce/describe.ts';

/** Objects by API name in lower case, as the connected user sees them. */
export type Parents = ReadonlyMap<string, ObjectDescription>;

export type FoundField =
  | {
      readonly status: 'found';
      /** In the org's own case. */
      readonly path: string;
      readonly field: FieldDescription;
      /** The object whose field it is. */
      readonly object: ObjectDescription;
    }
  /** `object` has no field of that name, for all that the user may see; undefined when that object is not seen either. */
  | { readonly status: 'none'; readonly name: string; readonly object: ObjectDescription | undefined }
  /** The object has no lookup whose relationship is named so. */
  | { readonly status: 'no-lookup'; readonly name: string };

/** The field that a path leads to, `Title` or `Owner.Name`, in any case. */
export function findField(path: string, seen: ObjectDescription, parents: Parents): FoundField {
  const [first = '', second] = path.split('.');
  if (second === undefined) return fieldOf(seen, first, '');
  const lookup = lookupOf(seen, first);
  if (lookup?.relationshipName === undefined) return { status: 'no-lookup', name: first };
  const objects = lookup.referenceTo.flatMap((name) => parents.get(name.toLowerCase()) ?? []);
  const object = objects.find(({ fields }) => fields.has(second.toLowerCase())) ?? objects[0];
  if (object === undefined) return { status: 'none', name: second, object };
  return fieldOf(object, second, `${lookup.relationshipName}.`);
}

/** The objects to describe for the parents' fields among the chosen ones: `User` for `Owner.Name`. */
export function parentObjects(
  chosen: readonly Pick<ChosenField, 'field'>[],
  seen: ObjectDescription,
): readonly string[] {
  const names = chosen.flatMap(({ field }) => {
    const [relationship = '', name] = field.split('.');
    return name === undefined ? [] : (lookupOf(seen, relationship)?.referenceTo ?? []);
  });
  return [...new Set(names)];
}

export function lookupOf({ fields }: ObjectDescription, relationship: string): FieldDescription | undefined {
  const wanted = relationship.toLowerCase();
  return [...fields.values()].find(({ relationshipName }) => relationshipName?.toLowerCase() === wanted);
}

function fieldOf(object: ObjectDescription, name: string, before: string): FoundField {
  const field = object.fields.get(name.toLowerCase());
  return field ? { status: 'found', path: `${before}${field.name}`, field, object } : { status: 'none', name, object };
}
