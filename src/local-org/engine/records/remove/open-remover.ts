import { ApiError } from '../../api-error.ts';
import { isId } from '../../ids.ts';
import type { ObjectDef, RowOutcome, RowWriter, RowWriterOptions } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { refused } from '../refused.ts';
import { heldBy } from '../rules/held-by.ts';
import { houseOf } from '../rules/house-rules.ts';
import { lockedRow } from '../rules/row-locks.ts';
import { Bad, converter, readingOf } from '../values/values.ts';
import { bringBack, notInBin } from './bring-back.ts';
import { isSoft, linkCache } from './links.ts';
import { takeDown } from './take-down.ts';

type RemoveOperation = 'delete' | 'hardDelete' | 'undelete';

/** Deletes to the bin, for good, or brings back; with what a lookup asks for its children. */
export function openRemover(
  context: RecordContext,
  object: ObjectDef,
  options: RowWriterOptions,
  operation: RemoveOperation,
): RowWriter {
  const { store, rights, locks } = context;
  const idPlace = idColumn(options);
  const linksTo = linkCache(context);
  const readId = converter(object.fields.get('id')!, readingOf(options, idPlace));
  const soft = isSoft(object);
  const house = houseOf(context, object);
  const mine = rights.rows(object, 'delete') ?? '1';
  const find = store.prepare(`SELECT ${soft ? 'IsDeleted' : '0'}, ${mine} FROM "${object.name}" WHERE Id = ?`);

  function act(id: string, isDeleted: boolean): RowOutcome {
    if (operation === 'undelete') return soft && isDeleted ? bringBack(context, object, id) : notInBin(id);
    if (operation === 'delete' && isDeleted) return refused('ENTITY_IS_DELETED', 'entity is deleted', [], id);
    const gone = house?.going(id);
    const forbidden = house?.mayGo(id) ?? takeDown(context, linksTo, object, id, operation === 'hardDelete');
    if (forbidden !== undefined) return { status: 'refused', id, errors: [forbidden] };
    gone?.();
    return { status: 'done', id, created: false };
  }

  return {
    write(cells) {
      const id = readId(cells[idPlace] ?? null);
      if (id instanceof Bad) return { status: 'refused', errors: [id.entry] };
      if (typeof id !== 'string') return refused('MISSING_ARGUMENT', 'Id not specified', ['Id']);
      if (!isId(id)) return refused('MALFORMED_ID', `malformed id ${id}`, ['Id']);
      const row = id.startsWith(object.keyPrefix) ? find.row(id) : undefined;
      if (!row) return refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [], id);
      if (row[1] !== 1) {
        return refused('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', [], id);
      }
      if (locks.othersHold(options.lockOwner)) {
        const held = heldBy(context, object, id, [], options.lockOwner);
        if (held !== undefined) return { status: 'refused', id, errors: [lockedRow(held)] };
      }
      return act(id, row[0] === 1);
    },
    keyOf: () => undefined,
  };
}

function idColumn({ columns, dialect }: RowWriterOptions): number {
  const place = columns.findIndex((name) => name.toLowerCase() === 'id');
  const other = columns.find((_, at) => at !== place);
  if (place >= 0 && other === undefined) return place;
  throw dialect === 'bulk'
    ? new ApiError(
        400,
        'InvalidBatch',
        `InvalidBatch : ${place < 0 ? 'Missing required Id column' : `Field name not found : ${other}`}`,
      )
    : new ApiError(400, 'MISSING_ARGUMENT', 'Id not specified', ['Id']);
}
