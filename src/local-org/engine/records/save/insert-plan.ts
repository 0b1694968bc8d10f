import { isNamedById } from '../../schema/field-of.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';
import { isStored } from '../store/tables.ts';
import { moment, type Start, startOf } from './row-starts.ts';
import type { WriteColumn } from './write-columns.ts';

export interface InsertPlan {
  /** Names of required fields that the row leaves empty. */
  missing(values: readonly (Stored | undefined)[]): string[];
  /** What a field holds in a new row that does not fill it, as far as that is known before the row is made. */
  initial(field: string): Stored;
  /** Writes the row and gives its Id. */
  run(values: readonly (Stored | undefined)[]): string;
  /** Writes the row if its references lead somewhere and all that must be unique is free; gives no Id when it did not. */
  runIfFree(): (values: readonly (Stored | undefined)[]) => string | undefined;
}

const nothingMissing: string[] = [];

/** A value that is bound for each row: the cell of a column, or the start of the field where there is none. */
interface Slot {
  readonly from: number;
  readonly start: Start;
  /** A new row has an owner even if it is told to have none. */
  readonly owner: boolean;
  /** Where it is left empty, the row's Id stands for it. */
  readonly byId: boolean;
}

interface Used {
  readonly field: FieldDef;
  readonly place: number;
  readonly start: Start;
  readonly byId: boolean;
}

const shortId = 15;

const literal = (value: Stored): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value ?? 'NULL');

/** Where the statement takes each value from: the fewer are bound, the faster it is. The first is the Id. */
function sources(used: readonly Used[]) {
  const slots: Slot[] = [];
  const usesNow = used.some(({ place, start }) => place < 0 && start === moment);
  const expressions = used.map(({ field, place, start, byId }) => {
    if (place < 0 && start === moment) return '?2';
    if (place < 0 && typeof start !== 'function' && !byId) return literal(start);
    slots.push({ from: place, start, owner: field.name === 'OwnerId', byId });
    return `?${slots.length + (usesNow ? 2 : 1)}`;
  });
  return { slots, usesNow, expressions: ['?1', ...expressions] };
}

/** Works out once what a new row needs beside the cells that are given. */
export function insertPlan(context: RecordContext, object: ObjectDef, columns: readonly WriteColumn[]): InsertPlan {
  const given = new Map(columns.map(({ field }, place) => [field.name, place]));
  const fields = [...object.fields.values()].filter((field) => isStored(field) && !field.joins && field.type !== 'id');
  const starts = fields.map((field) => startOf(context, object, field));
  // Fields that would be null anyway need no place in the statement.
  const used = fields
    .map((field, place): Used => {
      return { field, start: starts[place]!, place: given.get(field.name) ?? -1, byId: isNamedById(object, field) };
    })
    .filter(({ place, start, byId }) => place >= 0 || start !== null || byId);
  const { slots, expressions, usesNow } = sources(used);
  const into = `INSERT INTO "${object.name}" (${['Id', ...used.map(({ field }) => `"${field.name}"`)].join(', ')})`;
  const statement = context.store.prepare(`${into} VALUES (${expressions.join(', ')})`);
  const numbered = used.filter(({ field }) => field.autoNumber).map(({ field }) => field);
  const idPlace = given.get('Id') ?? -1;
  const bound: Stored[] = [];
  const needed = fields.filter(
    (field, place) =>
      field.required && field.type !== 'boolean' && starts[place] === null && !isNamedById(object, field),
  );
  const absent = needed.filter((field) => !given.has(field.name)).map(({ name }) => name);
  const watched = needed.flatMap((field) => {
    const place = given.get(field.name);
    return place === undefined ? [] : [{ name: field.name, place }];
  });

  const initials = new Map(fields.map((field, place) => [field.name, starts[place] ?? null]));

  function bind(values: readonly (Stored | undefined)[]): string {
    const now = context.stamp();
    const id = (idPlace < 0 ? undefined : (values[idPlace] as string | null)) ?? context.serials.nextId(object);
    bound.length = 0;
    bound.push(id);
    if (usesNow) bound.push(now);
    for (const { from, start, owner, byId } of slots) {
      const value = from < 0 ? undefined : values[from];
      if (byId) bound.push(value ?? id.slice(0, shortId));
      else
        bound.push(
          value !== undefined && !(owner && value === null) ? value : typeof start === 'function' ? start(now) : start,
        );
    }
    return id;
  }

  return {
    initial(field) {
      const start = initials.get(field) ?? null;
      return typeof start === 'function' ? null : start;
    },
    missing(values) {
      let missing = absent.length > 0 ? absent : nothingMissing;
      for (const { name, place } of watched) {
        if (values[place] === undefined || values[place] === null) missing = [...missing, name];
      }
      return missing;
    },
    run(values) {
      const id = bind(values);
      try {
        statement.run(...bound);
      } catch (error) {
        context.serials.takeBack(object, numbered);
        throw error;
      }
      return id;
    },
    runIfFree() {
      const conditions = used.flatMap(({ place }, at) => {
        const reference = columns[place]?.reference;
        const parameter = expressions[at + 1]!;
        return reference === undefined ? [] : [`(${parameter} IS NULL OR ${reference.condition(parameter)})`];
      });
      // A row without an Id is ignored like one that is not unique. INSERT … SELECT … WHERE would keep a journal of its own.
      const id = conditions.length === 0 ? '?1' : `CASE WHEN ${conditions.join(' AND ')} THEN ?1 END`;
      const sources = [id, ...expressions.slice(1)];
      const careful = context.store.prepare(
        `${into.replace('INSERT', 'INSERT OR IGNORE')} VALUES (${sources.join(', ')})`,
      );
      return (values) => {
        const id = bind(values);
        if (careful.run(...bound).changes === 1) return id;
        context.serials.takeBack(object, numbered);
        return undefined;
      };
    },
  };
}
