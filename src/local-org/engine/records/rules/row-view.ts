import { computedSql } from '../../formula/computed-sql.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { WriteColumn } from '../save/write-columns.ts';
import type { Stored } from '../store/store.ts';
import { isStored } from '../store/tables.ts';

/** One row on its way in, as the rules of its object see it. Fields by their own names. */
export interface RowView {
  /** Nothing for a row that is new. */
  readonly id: string | undefined;
  given(field: string): Stored | undefined;
  /** What is kept; nothing of a new row. */
  before(field: string): Stored;
  /** What will be kept: what is given, over what is kept or what a new row starts with. */
  after(field: string): Stored;
}

export type Values = readonly (Stored | undefined)[];

/** The SQL of a field at an alias, worked out where it is a formula; nothing for what has no single value. */
export function fieldSql({ schema }: RecordContext, object: ObjectDef, field: FieldDef, alias: string) {
  const computed = computedSql(schema, object, field, alias);
  return computed ?? (isStored(field) ? `${alias}."${field.name}"` : undefined);
}

/** Makes views of rows that come in these columns; what is kept of a row is read when somebody asks. */
export function rowViews(
  context: RecordContext,
  object: ObjectDef,
  columns: readonly WriteColumn[],
  initial: (field: string) => Stored,
): (id: string | undefined, values: Values) => RowView {
  const places = new Map(columns.map(({ field }, place) => [field.name, place]));
  const kept = [...object.fields.values()].flatMap((field) => {
    const sql = fieldSql(context, object, field, 'r');
    return sql === undefined ? [] : [{ name: field.name, sql }];
  });
  const keptPlaces = new Map(kept.map(({ name }, place) => [name, place]));
  const select = `SELECT ${kept.map(({ sql }) => sql).join(', ')} FROM "${object.name}" r WHERE r.Id = ?`;

  return (id, values) => {
    let row: readonly Stored[] | undefined;
    const given = (field: string) => {
      const place = places.get(field);
      return place === undefined ? undefined : values[place];
    };
    const before = (field: string): Stored => {
      if (id === undefined) return null;
      row ??= context.store.prepare(select).row(id) ?? [];
      return row[keptPlaces.get(field) ?? -1] ?? null;
    };
    return {
      id,
      given,
      before,
      after(field) {
        const value = given(field);
        if (value !== undefined) return value;
        return id === undefined ? initial(field) : before(field);
      },
    };
  };
}
