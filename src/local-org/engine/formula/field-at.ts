import { relationshipOf } from '../schema/relationships.ts';
import type { FieldDef, ObjectDef, Schema } from '../types.ts';
import { parseFormula } from './formula.ts';

/** Where a path of a formula leads: the field, and the reference fields on the way to it. */
export interface FieldAt {
  readonly object: ObjectDef;
  readonly field: FieldDef;
  readonly through: readonly { readonly object: ObjectDef; readonly field: FieldDef; readonly parent: ObjectDef }[];
}

/** Parents that a formula may go up to from its own object. https://help.salesforce.com/s/articleView?id=platform.customize_cross_object.htm */
const mostParents = 10;

/** Names are found in any case; `undefined` for a path that leads nowhere, or through a lookup of several objects that does not say which, as `Owner:User.Email`. */
export function fieldAt(schema: Pick<Schema, 'object'>, start: ObjectDef, path: string): FieldAt | undefined {
  const parts = path.split('.');
  const name = parts.pop()!;
  if (parts.length > mostParents) return undefined;
  const through: FieldAt['through'][number][] = [];
  let object = start;
  for (const part of parts) {
    const [name, kind] = part.toLowerCase().split(':');
    const field = [...object.fields.values()].find(
      (each) => each.type === 'reference' && relationshipOf(each).toLowerCase() === name,
    );
    const targets = (field?.referenceTo ?? []).filter((target) => kind === undefined || target.toLowerCase() === kind);
    const parent = targets.length === 1 ? schema.object(targets[0]!) : undefined;
    if (!field || !parent) return undefined;
    through.push({ object, field, parent });
    object = parent;
  }
  const field = object.fields.get(name.toLowerCase());
  return field && { object, field, through };
}

/** Whether a formula of an object names a field, on its way to another one too. */
export function formulaNames(
  schema: Pick<Schema, 'object'>,
  start: ObjectDef,
  text: string,
  of: ObjectDef,
  field: FieldDef,
): boolean {
  return parseFormula(text).paths.some((path) => {
    const at = fieldAt(schema, start, path);
    const steps = at === undefined ? [] : [...at.through, at];
    return steps.some((step) => step.object.name === of.name && step.field.name === field.name);
  });
}
