import { ApiError } from '../../api-error.ts';
import type { FieldDef, ObjectDef, RowWriterOptions } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { WriteColumn } from './write-columns.ts';

/** What rows are found by, and the column that says it; -1 when none does. */
export interface SaveKey {
  readonly field: FieldDef;
  readonly place: number;
}

/** Checks once what an upsert or update finds its rows by. */
export function saveKey(
  context: RecordContext,
  object: ObjectDef,
  options: RowWriterOptions,
  columns: readonly WriteColumn[],
): SaveKey {
  const { operation } = options;
  const field = operation === 'upsert' ? upsertField(context, object, options) : object.fields.get('id')!;
  const place = columns.findIndex((column) => column.field.name === field.name);
  if (operation === 'upsert' && place < 0 && field.type !== 'id') {
    throw new ApiError(400, 'MISSING_ARGUMENT', `${field.name} not specified`, [field.name]);
  }
  if (operation === 'insert' && place >= 0 && !context.platform) {
    throw new ApiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  }
  return { field, place };
}

function upsertField(context: RecordContext, object: ObjectDef, options: RowWriterOptions): FieldDef {
  const name = options.externalId ?? 'Id';
  const field = object.fields.get(name.toLowerCase());
  if (!field || !context.rights.canRead(object, field)) {
    throw options.dialect === 'bulk'
      ? new ApiError(400, 'InvalidBatch', `InvalidBatch : Field name not found : ${name}`)
      : new ApiError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`);
  }
  if (field.type === 'id' || field.externalId || field.idLookup) return field;
  throw new ApiError(
    400,
    'INVALID_FIELD',
    `Field name provided, ${field.name} is not an External ID or indexed field for ${object.name}`,
    [field.name],
  );
}
