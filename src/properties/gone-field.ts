import { nearest } from '../base/nearest.ts';
import type { FieldDescription, ObjectDescription } from '../salesforce/describe.ts';
import type { FoundField } from './find-field.ts';
import type { GoneField } from './property.ts';

/** Why a chosen field is not read, and what to do about it. */
export function goneField(chosen: string, seen: ObjectDescription, found: FoundField): GoneField {
  switch (found.status) {
    case 'found':
      return { ...unsendable(found.path, seen.name, found.field, found.object.fields.values()), field: chosen };
    case 'no-lookup':
      return {
        field: chosen,
        because: 'absent-or-hidden',
        message: `${seen.name} has no lookup named ${found.name}, or the connecting user may not see it.`,
        actions: [
          ...hints(found.name, relationships(seen)),
          /__r$/i.test(found.name)
            ? `If it is there: an admin shows the lookup to the connecting user: heap-sf fields select ${found.name.replace(/__r$/i, '__c')} --admin-org ALIAS`
            : 'If it is there: an admin gives the connecting user Read on the lookup, in a permission set.',
        ],
      };
    case 'none': {
      const where = found.object?.name ?? `the object that ${chosen} leads to`;
      return {
        field: chosen,
        because: 'absent-or-hidden',
        message: found.object
          ? `${where} has no field ${found.name}, or the connecting user may not see it.`
          : `The connecting user may not see ${where}.`,
        actions: [
          ...hints(
            found.name,
            [...(found.object?.fields.values() ?? [])].map(({ name }) => name),
          ),
          `If ${chosen} is there: an admin gives the connecting user Read on it, in a permission set.`,
        ],
      };
    }
  }
}

type Kind = Pick<FieldDescription, 'name' | 'type' | 'compoundFieldName'>;

/** A field of a type that cannot be sent; where it is made of parts, those can. `path` is the field's own. */
export function unsendable(path: string, object: string, { name, type }: Kind, fields: Iterable<Kind>): GoneField {
  const before = path.slice(0, path.length - name.length);
  const parts = [...fields].filter(({ compoundFieldName }) => compoundFieldName === name);
  return {
    field: path,
    because: 'cannot-be-sent',
    message: `${object}.${path} is of type ${type}, which Heap cannot take: it takes texts and numbers.`,
    actions: [
      parts.length > 0
        ? `Choose its parts: ${parts.map((part) => `${before}${part.name}`).join(', ')}`
        : 'Choose another field.',
    ],
  };
}

function hints(wanted: string, known: readonly string[]): string[] {
  const near = nearest(wanted, known);
  return near.length === 0 ? [] : [`Did you mean ${near.join(' or ')}?`];
}

function relationships({ fields }: ObjectDescription): string[] {
  return [...fields.values()].flatMap(({ relationshipName }) => relationshipName ?? []);
}
