import type { FieldDef } from '../types.ts';

/** The relationship that a reference field opens, as `Account` or `Parent__r`. */
export const relationshipOf = (field: FieldDef): string =>
  field.relationshipName ?? (field.custom ? field.name.replace(/__c$/i, '__r') : field.name.replace(/Id$/, ''));

/** The name of a child relationship as queries use it: with `__r` for a custom field; empty when it has none. */
export function childRelationship(field: FieldDef): string {
  const name = field.childRelationshipName ?? '';
  return field.custom && name !== '' && !name.endsWith('__r') ? `${name}__r` : name;
}
