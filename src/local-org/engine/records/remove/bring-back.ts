import type { FieldDef, ObjectDef, RowOutcome } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { refused } from '../refused.ts';
import { uniqueTrouble } from '../save/unique-trouble.ts';
import type { Unlinked } from './bin.ts';
import { isSoft } from './links.ts';
import { markDeleted, setLookup } from './mark-deleted.ts';

class Taken extends Error {
  readonly outcome: RowOutcome;

  constructor(outcome: RowOutcome) {
    super('A value is taken by now');
    this.outcome = outcome;
  }
}

/** Whoever went with another row comes back with it only. Not documented; believed. */
export const notInBin = (id: string) => refused('UNDELETE_FAILED', 'Entity is not in the recycle bin', [], id);

/**
 * Brings a deleted row back, the children that went with it, and the lookups to it that nobody filled meanwhile.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm
 */
export function bringBack(context: RecordContext, object: ObjectDef, id: string): RowOutcome {
  const { store, bin, schema } = context;
  const root = bin.rootOf(id);
  if (root !== undefined && root !== id) return notInBin(id);
  // A row that came into the org deleted was never put into the bin.
  const rows = root === undefined ? [{ object: object.name, id }] : bin.rowsOf(id);
  try {
    store.transaction(() => {
      for (const row of rows) {
        const of = schema.object(row.object);
        if (of !== undefined) restore(context, of, row.id);
      }
      for (const row of rows) leaveTheDead(context, row.object, row.id);
      for (const link of bin.unlinkedOf(id)) {
        const free = schema.field(link.object, link.field) !== undefined && isFree(context, link);
        if (free) setLookup(context, link, link.target);
      }
      bin.forget(id);
    });
  } catch (error) {
    if (error instanceof Taken) return error.outcome;
    throw error;
  }
  return { status: 'done', id, created: false };
}

function restore(context: RecordContext, object: ObjectDef, id: string): void {
  const { store } = context;
  try {
    markDeleted(context, object, id, false);
  } catch (error) {
    const kept = (name: string) =>
      store.prepare(`SELECT "${name}" FROM "${object.name}" WHERE Id = ?`).row(id)?.[0] ?? null;
    throw new Taken(uniqueTrouble(store, object, error, kept, id));
  }
}

/**
 * Lookups to rows that were deleted after this one lead nowhere any more; a detail does not come back without its master.
 * Not documented; believed.
 */
function leaveTheDead(context: RecordContext, objectName: string, id: string): void {
  const { schema, store } = context;
  const object = schema.object(objectName);
  for (const field of object?.fields.values() ?? []) {
    if (field.type !== 'reference' || !(field.updatable || field.deleteConstraint)) continue;
    const target = store.prepare(`SELECT "${field.name}" FROM "${objectName}" WHERE Id = ?`).row(id)?.[0];
    if (typeof target !== 'string' || lives(context, field, target)) continue;
    if (field.required || field.masterDetail) throw new Taken(notInBin(id));
    setLookup(context, { object: objectName, field: field.name, id }, null);
  }
}

function lives({ schema, store }: RecordContext, { referenceTo = [] }: FieldDef, id: string): boolean {
  const parent = referenceTo.map((name) => schema.object(name)).find((each) => each && id.startsWith(each.keyPrefix));
  if (parent === undefined) return true;
  const living = isSoft(parent) ? ' AND IsDeleted = 0' : '';
  return store.prepare(`SELECT 1 FROM "${parent.name}" WHERE Id = ?${living}`).row(id) !== undefined;
}

function isFree({ store }: RecordContext, { object, field, id }: Unlinked): boolean {
  return store.prepare(`SELECT "${field}" FROM "${object}" WHERE Id = ?`).row(id)?.[0] === null;
}
