import type { Store, Stored } from './records/store/store.ts';
import type { Schema } from './types.ts';

export type FoundRow = Readonly<Record<string, string | number | boolean | null>>;

/** Values that a row has to have; texts are equal in any case, Ids have 18 characters, `null` is an empty field. */
export type Equal = Readonly<Record<string, string | boolean | null>>;

/**
 * Rows of an object as they are kept, past all access and without SOQL: what the org looks up for itself, often,
 * and before it is known that anybody will query.
 */
export function findRows(
  store: Store,
  schema: Schema,
  object: string,
  columns: readonly string[],
  equal: Equal,
): readonly FoundRow[] {
  const column = (name: string): string => {
    if (schema.field(object, name) === undefined) throw new Error(`${object} has no field ${name}.`);
    return `"${name}"`;
  };
  // Lookups are indexed as they are written; other texts are looked for in any case.
  const conditions = Object.keys(equal).map((name) => {
    const isText = schema.field(object, name)?.type === 'string';
    return `${column(name)} IS ?${isText ? ' COLLATE NOCASE' : ''}`;
  });
  const values = Object.values(equal).map((value): Stored => (typeof value === 'boolean' ? Number(value) : value));
  const flags = columns.map((name) => schema.field(object, name)?.type === 'boolean');
  return store
    .prepare(`SELECT ${columns.map(column).join(', ')} FROM "${object}" WHERE ${conditions.join(' AND ')}`)
    .rows(...values)
    .map((cells) =>
      Object.fromEntries(
        columns.map((name, place) => [name, flags[place] ? cells[place] === 1 : (cells[place] ?? null)]),
      ),
    );
}
