import type { FieldDef, ObjectDef } from '../types.ts';
import type { RecordContext } from './context.ts';
import { autoNumberText } from './serials.ts';
import type { Stored } from './store.ts';
import { isStored } from './tables.ts';
import { Bad, converter } from './values.ts';
import type { WriteColumn } from './write-columns.ts';

export interface InsertPlan {
  /** Names of required fields that the row leaves empty. */
  missing(values: readonly (Stored | undefined)[]): string[];
  /** Writes the row and gives its Id. */
  run(values: readonly (Stored | undefined)[]): string;
}

/** What a field holds in a new row that does not fill it: a fixed value, or one made for each row. */
type Start = Stored | ((now: number) => Stored);

const nothingMissing: string[] = [];

function startOf(context: RecordContext, object: ObjectDef, field: FieldDef): Start {
  const { userId } = context.rights;
  if (field.autoNumber) {
    const text = autoNumberText(field.autoNumber.format);
    return (now) => text(context.serials.nextNumber(object, field), now);
  }
  switch (field.name) {
    case 'CreatedDate':
    case 'LastModifiedDate':
    case 'SystemModstamp':
      return (now) => now;
    case 'CreatedById':
    case 'LastModifiedById':
    case 'OwnerId':
      return userId;
  }
  if (field.defaultValue !== undefined && field.defaultValue !== null) {
    const value = converter(field, 'text')(String(field.defaultValue));
    return value instanceof Bad ? null : value;
  }
  return field.type === 'boolean' ? 0 : null;
}

/** Works out once what a new row needs beside the cells that are given. */
export function insertPlan(context: RecordContext, object: ObjectDef, columns: readonly WriteColumn[]): InsertPlan {
  const given = new Map(columns.map(({ field }, place) => [field.name, place]));
  const fields = [...object.fields.values()].filter((field) => isStored(field) && !field.joins && field.type !== 'id');
  const starts = fields.map((field) => startOf(context, object, field));
  // Fields that would be null anyway need no place in the statement.
  const used = fields
    .map((field, place) => ({ field, start: starts[place]!, place: given.get(field.name) ?? -1 }))
    .filter(({ place, start }) => place >= 0 || start !== null);
  const names = used.map(({ field }) => `"${field.name}"`);
  const statement = context.store.prepare(
    `INSERT INTO "${object.name}" (${['Id', ...names].join(', ')}) VALUES (?${', ?'.repeat(names.length)})`,
  );
  const idPlace = given.get('Id') ?? -1;
  const bound: Stored[] = [null, ...used.map(() => null)];
  const needed = fields.filter((field, place) => field.required && field.type !== 'boolean' && starts[place] === null);
  const absent = needed.filter((field) => !given.has(field.name)).map(({ name }) => name);
  const watched = needed.flatMap((field) => {
    const place = given.get(field.name);
    return place === undefined ? [] : [{ name: field.name, place }];
  });

  return {
    missing(values) {
      let missing = absent.length > 0 ? absent : nothingMissing;
      for (const { name, place } of watched) {
        if (values[place] === undefined || values[place] === null) missing = [...missing, name];
      }
      return missing;
    },
    run(values) {
      const now = Math.floor(context.clock.now().getTime() / 1000) * 1000;
      const id = (idPlace < 0 ? undefined : (values[idPlace] as string | null)) ?? context.serials.nextId(object);
      for (let place = 0; place < used.length; place++) {
        const { place: from, start } = used[place]!;
        const value = from < 0 ? undefined : values[from];
        bound[place + 1] = value !== undefined ? value : typeof start === 'function' ? start(now) : start;
      }
      bound[0] = id;
      statement.run(...bound);
      return id;
    },
  };
}
