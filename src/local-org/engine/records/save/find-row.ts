import { isId, to18 } from '../../ids.ts';
import type { FieldDef, ObjectDef, RowOutcome } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { notOpen, refused } from '../refused.ts';
import type { Stored } from '../store/store.ts';
import { collation } from '../store/tables.ts';

/** A row that may be changed, and where the database keeps it: the shortest way back to it. */
export interface Found {
  readonly id: string;
  readonly place: Stored;
}

export interface RowFinder {
  byId(id: string): Found | RowOutcome;
  /** Nothing when no row has the key. */
  byKey(value: Stored): Found | RowOutcome | undefined;
}

export const isOutcome = (found: Found | RowOutcome): found is RowOutcome => 'status' in found;

/**
 * An Id that is none, or that is of another object.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
const wrongId = ({ fields }: ObjectDef, given: string): RowOutcome =>
  refused('MALFORMED_ID', `${fields.get('id')?.label}: id value of incorrect type: ${given}`, ['Id']);

/** Finds the rows that an update or upsert names; what the user may not change is refused. */
export function rowFinder({ store, rights }: RecordContext, object: ObjectDef, key: FieldDef): RowFinder {
  const soft = object.fields.has('isdeleted');
  const seen = rights.rows(object, 'see') ?? '1';
  // 2 when the row may be changed, 1 when it may be seen.
  const open = `CASE WHEN ${rights.rows(object, 'edit') ?? '1'} THEN 2 WHEN ${seen} THEN 1 ELSE 0 END`;
  const findById = store.prepare(
    `SELECT Id, rowid, ${open}, ${soft ? 'IsDeleted' : '0'} FROM "${object.name}" WHERE Id = ?`,
  );
  const findByKey = store.prepare(
    `SELECT Id, rowid, ${open} FROM "${object.name}" WHERE "${key.name}" = ? COLLATE ${collation(key)}${soft ? ' AND IsDeleted = 0' : ''} LIMIT 2`,
  );
  const allByKey = store.prepare(
    `SELECT Id FROM "${object.name}" WHERE "${key.name}" = ? COLLATE ${collation(key)}${soft ? ' AND IsDeleted = 0' : ''} LIMIT 20`,
  );

  const changeable = ([id, place, use]: readonly Stored[]): Found | RowOutcome =>
    use === 2 ? { id: String(id), place: place ?? null } : notOpen(String(id), use === 1);

  return {
    byId(given) {
      if (!isId(given) || !given.startsWith(object.keyPrefix)) return wrongId(object, given);
      const id = to18(given.slice(0, 15));
      const row = findById.row(id);
      if (!row) return refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [], id);
      if (row[3] === 1) return refused('ENTITY_IS_DELETED', 'entity is deleted', [], id);
      return changeable(row);
    },
    byKey(value) {
      if (key.unique) {
        const row = findByKey.row(value);
        return row && changeable(row);
      }
      const rows = findByKey.rows(value);
      if (rows.length < 2) return rows[0] && changeable(rows[0]);
      const ids = allByKey.rows(value).map(([id]) => id);
      return refused(
        'DUPLICATE_EXTERNAL_ID',
        `${key.name}: more than one record found for external id field: [${ids.join(', ')}]`,
        [key.name],
      );
    },
  };
}
