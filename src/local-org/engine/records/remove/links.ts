import type { FieldDef, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';

/** A reference field of some object that leads to another. */
export interface Link {
  readonly child: ObjectDef;
  readonly field: FieldDef;
}

export const isSoft = (object: ObjectDef): boolean => object.fields.has('isdeleted');

/** The reference fields that follow a row: those that people fill, and those that say what becomes of the child. */
export function linksTo(context: RecordContext, object: ObjectDef): readonly Link[] {
  return context.schema
    .objects()
    .flatMap((child) => [...child.fields.values()].map((field) => ({ child, field })))
    .filter(({ field }) => field.referenceTo?.includes(object.name) && (field.updatable || field.deleteConstraint));
}

/** The same, looked for once for each object. */
export function linkCache(context: RecordContext): (object: ObjectDef) => readonly Link[] {
  const known = new Map<string, readonly Link[]>();
  return (object) => {
    const found = known.get(object.name) ?? linksTo(context, object);
    known.set(object.name, found);
    return found;
  };
}

/** Ids of the rows of a child that lead to this row; deleted ones too when asked for. */
export function childrenOf(
  { store }: RecordContext,
  { child, field }: Link,
  id: string,
  deletedToo: boolean,
): readonly string[] {
  const living = isSoft(child) && !deletedToo ? ' AND IsDeleted = 0' : '';
  return store
    .prepare(`SELECT Id FROM "${child.name}" WHERE "${field.name}" = ?${living}`)
    .rows(id)
    .map(([row]) => String(row));
}
