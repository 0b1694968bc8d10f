import type { ApiErrorEntry, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Unlinked } from './bin.ts';
import { childrenOf, isSoft, type Link } from './links.ts';
import { markDeleted, setLookup } from './mark-deleted.ts';

/** All that the deletion of one row brings with it. */
interface Fall {
  readonly rows: { readonly object: ObjectDef; readonly id: string }[];
  readonly unlinked: Unlinked[];
}

type LinksTo = (object: ObjectDef) => readonly Link[];

/**
 * Deletes a row with what its children's lookups ask for: taken along, emptied, or nothing at all when one forbids it.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/relationships_among_objects.htm
 */
export function takeDown(
  context: RecordContext,
  linksTo: LinksTo,
  object: ObjectDef,
  id: string,
  forGood: boolean,
): ApiErrorEntry | undefined {
  const fall: Fall = { rows: [], unlinked: [] };
  const forbidden = collect(context, linksTo, fall, new Set(), { object, id }, forGood);
  if (forbidden !== undefined) return forbidden;
  const falling = new Set(fall.rows.map((row) => row.id));
  for (const link of fall.unlinked) {
    if (falling.has(link.id)) continue;
    setLookup(context, link, null);
    if (!forGood) context.bin.addUnlinked(link, id);
  }
  for (const row of fall.rows) {
    const soft = isSoft(row.object);
    if (forGood || !soft) deleteRow(context, row.object.name, row.id);
    else markDeleted(context, row.object, row.id, true);
    if (soft) context.bin.add({ object: row.object.name, id: row.id }, id, context.stamp(), forGood);
  }
  return undefined;
}

function collect(
  context: RecordContext,
  linksTo: LinksTo,
  fall: Fall,
  seen: Set<string>,
  row: { readonly object: ObjectDef; readonly id: string },
  forGood: boolean,
): ApiErrorEntry | undefined {
  if (seen.has(row.id)) return undefined;
  seen.add(row.id);
  fall.rows.push(row);
  for (const link of linksTo(row.object)) {
    const { child, field } = link;
    const children = childrenOf(context, link, row.id, forGood);
    if (children.length === 0) continue;
    if (field.deleteConstraint === 'Restrict') return restricted(row.object, child, children);
    if (field.deleteConstraint === 'Cascade') {
      for (const id of children) {
        const forbidden = collect(context, linksTo, fall, seen, { object: child, id }, forGood);
        if (forbidden !== undefined) return forbidden;
      }
    } else {
      for (const id of children) fall.unlinked.push({ object: child.name, field: field.name, id, target: row.id });
    }
  }
  return undefined;
}

const restricted = (object: ObjectDef, child: ObjectDef, children: readonly string[]): ApiErrorEntry => ({
  code: 'DELETE_FAILED',
  message: `Your attempt to delete ${object.label} could not be completed because it is associated with the following records in ${child.labelPlural}: ${children.slice(0, 5).join(', ')}`,
  fields: [],
});

/** Takes the rows of one deletion out of the database, so that they cannot come back. */
export function dropForGood(context: RecordContext, root: string): void {
  for (const { object, id } of context.bin.rowsOf(root)) {
    if (context.schema.object(object) !== undefined) deleteRow(context, object, id);
  }
  context.bin.emptied(root);
}

function deleteRow({ store, touched }: RecordContext, object: string, id: string): void {
  store.prepare(`DELETE FROM "${object}" WHERE Id = ?`).run(id);
  touched(object);
}
