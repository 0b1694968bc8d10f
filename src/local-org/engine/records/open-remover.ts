import { ApiError } from '../api-error.ts';
import { isId } from '../ids.ts';
import type { FieldDef, ObjectDef, RowOutcome, RowWriter, RowWriterOptions } from '../types.ts';
import type { RecordContext } from './context.ts';
import { refused } from './refused.ts';
import type { Stored } from './store.ts';
import { uniqueTrouble } from './unique-trouble.ts';
import { Bad, converter } from './values.ts';

type RemoveOperation = 'delete' | 'hardDelete' | 'undelete';

interface Link {
  readonly child: ObjectDef;
  readonly field: FieldDef;
}

/** The reference fields of other objects that lead here. */
function links(context: RecordContext, object: ObjectDef): Link[] {
  return context.schema
    .objects()
    .flatMap((child) => [...child.fields.values()].map((field) => ({ child, field })))
    .filter(({ field }) => field.referenceTo?.includes(object.name) && (field.updatable || field.deleteConstraint));
}

/** The links of each object are looked for once. */
function linkCache(context: RecordContext): (object: ObjectDef) => readonly Link[] {
  const known = new Map<string, readonly Link[]>();
  return (object) => {
    const found = known.get(object.name) ?? links(context, object);
    known.set(object.name, found);
    return found;
  };
}

/** Deletes to the bin, for good, or brings back; with what a lookup asks for its children. */
export function openRemover(
  context: RecordContext,
  object: ObjectDef,
  options: RowWriterOptions,
  operation: RemoveOperation,
): RowWriter {
  const { store, rights } = context;
  const idPlace = options.columns.findIndex((name) => name.toLowerCase() === 'id');
  const other = options.columns.find((_, place) => place !== idPlace);
  if (idPlace < 0 || other !== undefined) {
    throw options.dialect === 'bulk'
      ? new ApiError(
          400,
          'InvalidBatch',
          `InvalidBatch : ${idPlace < 0 ? 'Missing required Id column' : `Field name not found : ${other}`}`,
        )
      : new ApiError(400, 'MISSING_ARGUMENT', 'Id not specified', ['Id']);
  }
  const linksTo = linkCache(context);
  const readId = converter(object.fields.get('id')!, options.cells);

  function remove(of: ObjectDef, id: string, seen: Set<string>): RowOutcome | undefined {
    if (seen.has(id)) return undefined;
    seen.add(id);
    for (const { child, field } of linksTo(of)) {
      const soft = child.fields.has('isdeleted');
      const children = store
        .prepare(`SELECT Id FROM "${child.name}" WHERE "${field.name}" = ?${soft ? ' AND IsDeleted = 0' : ''}`)
        .rows(id);
      if (children.length === 0) continue;
      if (field.deleteConstraint === 'Restrict') {
        return refused(
          'DELETE_FAILED',
          `Your attempt to delete ${of.label} could not be completed because it is associated with the following records in ${child.labelPlural}: ${children
            .slice(0, 5)
            .map(([row]) => row)
            .join(', ')}`,
          [],
          id,
        );
      }
      if (field.deleteConstraint === 'Cascade') {
        for (const [row] of children) {
          const wrong = remove(child, String(row), seen);
          if (wrong) return wrong;
        }
      } else if (!soft || operation === 'hardDelete') {
        store.prepare(`UPDATE "${child.name}" SET "${field.name}" = NULL WHERE "${field.name}" = ?`).run(id);
      } else {
        const now = Math.floor(context.clock.now().getTime() / 1000) * 1000;
        store
          .prepare(`UPDATE "${child.name}" SET "${field.name}" = NULL, SystemModstamp = ? WHERE "${field.name}" = ?`)
          .run(now, id);
      }
      context.touched(child.name);
    }
    if (operation === 'hardDelete' || !of.fields.has('isdeleted')) {
      store.prepare(`DELETE FROM "${of.name}" WHERE Id = ?`).run(id);
    } else {
      mark(of, id, 1);
    }
    context.touched(of.name);
    return undefined;
  }

  function mark(of: ObjectDef, id: string, deleted: Stored): void {
    const now = Math.floor(context.clock.now().getTime() / 1000) * 1000;
    store
      .prepare(
        `UPDATE "${of.name}" SET IsDeleted = ?, LastModifiedDate = ?, LastModifiedById = ?, SystemModstamp = ? WHERE Id = ?`,
      )
      .run(deleted, now, rights.userId, now, id);
  }

  const soft = object.fields.has('isdeleted');
  const owner = rights.rowsBy(object) ?? rights.changesBy(object, 'delete');
  const find = store.prepare(
    `SELECT ${soft ? 'IsDeleted' : '0'}, ${owner === undefined ? 'NULL' : `"${owner}"`} FROM "${object.name}" WHERE Id = ?`,
  );

  return {
    write(cells) {
      const id = readId(cells[idPlace] ?? null);
      if (id instanceof Bad) return { status: 'refused', errors: [id.entry] };
      if (typeof id !== 'string') return refused('MISSING_ARGUMENT', 'Id not specified', ['Id']);
      if (!isId(id)) return refused('MALFORMED_ID', `malformed id ${id}`, ['Id']);
      const row = id.startsWith(object.keyPrefix) ? find.row(id) : undefined;
      if (!row) return refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [], id);
      if (owner !== undefined && row[1] !== rights.userId) {
        return refused('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [], id);
      }
      if (operation === 'undelete') {
        if (!soft || row[0] !== 1) return refused('UNDELETE_FAILED', 'Entity is not in the recycle bin', [], id);
        try {
          mark(object, id, 0);
        } catch (error) {
          return uniqueTrouble(
            store,
            object,
            error,
            (name) => store.prepare(`SELECT "${name}" FROM "${object.name}" WHERE Id = ?`).row(id)?.[0] ?? null,
            id,
          );
        }
        context.touched(object.name);
        return { status: 'done', id, created: false };
      }
      if (operation === 'delete' && row[0] === 1) return refused('ENTITY_IS_DELETED', 'entity is deleted', [], id);
      const wrong = remove(object, id, new Set());
      return wrong ?? { status: 'done', id, created: false };
    },
    keyOf: () => undefined,
  };
}
