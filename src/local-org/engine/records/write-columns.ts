import { ApiError } from '../api-error.ts';
import { relationshipOf } from '../schema/relationships.ts';
import type { FieldDef, ObjectDef, RowWriterOptions } from '../types.ts';
import type { RecordContext } from './context.ts';
import { type CheckReference, referenceCheck } from './references.ts';
import type { Prepared, Stored } from './store.ts';
import { collation, isStored } from './tables.ts';
import { Bad, type Convert, converter } from './values.ts';

/** One column of the input, ready to turn its cells into what is stored. */
export interface WriteColumn {
  readonly field: FieldDef;
  readonly read: Convert;
}

/** Columns as asked for, and those that the user sees but may not write. */
export interface WriteColumns {
  readonly columns: readonly WriteColumn[];
  readonly locked: readonly FieldDef[];
}

function unknownColumn(options: RowWriterOptions, object: ObjectDef, name: string): ApiError {
  return options.dialect === 'bulk'
    ? new ApiError(400, 'InvalidBatch', `InvalidBatch : Field name not found : ${name}`)
    : new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`, []);
}

function withReference(context: RecordContext, field: FieldDef, convert: Convert): Convert {
  const check: CheckReference = referenceCheck(context, field);
  return (cell) => {
    const value = convert(cell);
    if (typeof value !== 'string') return value;
    const wrong = check(value);
    return wrong === undefined ? value : new Bad(wrong.code, wrong.message, wrong.fields?.length ? field : undefined);
  };
}

/** `Account.External__c`: the parent is found by another of its fields. */
function pathColumn(context: RecordContext, options: RowWriterOptions, object: ObjectDef, path: string): WriteColumn {
  const [relationship = '', keyName = '', ...more] = path.split('.');
  const field = [...object.fields.values()].find(
    (each) => each.type === 'reference' && relationshipOf(each).toLowerCase() === relationship.toLowerCase(),
  );
  const parent = field?.referenceTo?.[0] === undefined ? undefined : context.schema.object(field.referenceTo[0]);
  const key = parent?.fields.get(keyName.toLowerCase());
  if (!field || !parent || more.length > 0 || !context.rights.canRead(object, field)) {
    throw options.dialect === 'bulk'
      ? new ApiError(400, 'InvalidBatch', `InvalidBatch : Unable to find relationship: ${relationship}`)
      : unknownColumn(options, object, relationship);
  }
  if (!key || !context.rights.canRead(parent, key) || !(key.idLookup || key.externalId)) {
    throw unknownColumn(
      options,
      options.dialect === 'bulk' ? object : parent,
      options.dialect === 'bulk' ? path : keyName,
    );
  }
  const convert = converter(key, options.cells);
  const alive = parent.fields.has('isdeleted') ? ' AND IsDeleted = 0' : '';
  const find: Prepared = context.store.prepare(
    `SELECT Id FROM "${parent.name}" WHERE "${key.name}" = ? COLLATE ${collation(key)}${alive} LIMIT 2`,
  );
  return {
    field,
    read(cell) {
      const value: Stored | Bad = convert(cell);
      if (value === null || value instanceof Bad) return value;
      const found = find.rows(value);
      if (found.length === 1) return found[0]![0]!;
      return found.length === 0
        ? new Bad(
            'INVALID_FIELD',
            `Foreign key external ID: ${String(value).toLowerCase()} not found for field ${key.name} in entity ${parent.name}`,
            undefined,
          )
        : new Bad(
            'DUPLICATE_EXTERNAL_ID',
            `Foreign key external ID: ${String(value)} is not unique for field ${key.name} in entity ${parent.name}`,
            undefined,
          );
    },
  };
}

function writable(context: RecordContext, object: ObjectDef, field: FieldDef, options: RowWriterOptions): boolean {
  if (field.joins || !isStored(field)) return false;
  if (context.platform) return true;
  const { operation } = options;
  const isKey = field.name.toLowerCase() === options.externalId?.toLowerCase();
  const platformAllows =
    operation === 'insert'
      ? field.creatable
      : operation === 'update'
        ? field.updatable
        : isKey || field.creatable || field.updatable;
  return platformAllows && context.rights.canEdit(object, field);
}

/** Finds each column's field, refusing what the user cannot see. */
export function writeColumns(context: RecordContext, object: ObjectDef, options: RowWriterOptions): WriteColumns {
  const locked: FieldDef[] = [];
  const seen = new Set<string>();
  const columns = options.columns.map((name): WriteColumn => {
    if (name.includes('.')) {
      const column = pathColumn(context, options, object, name);
      if (!writable(context, object, column.field, options)) locked.push(column.field);
      return column;
    }
    const field = object.fields.get(name.toLowerCase());
    if (!field || !context.rights.canRead(object, field)) throw unknownColumn(options, object, name);
    if (seen.has(field.name))
      throw new ApiError(
        400,
        options.dialect === 'bulk' ? 'InvalidBatch' : 'INVALID_FIELD',
        options.dialect === 'bulk'
          ? `InvalidBatch : Duplicate field name found : ${field.name}`
          : `Duplicate field name: ${field.name}`,
      );
    seen.add(field.name);
    const convert = converter(field, options.cells);
    if (field.type === 'id') return { field, read: convert };
    if (!writable(context, object, field, options)) locked.push(field);
    return { field, read: field.type === 'reference' ? withReference(context, field, convert) : convert };
  });
  return { columns, locked };
}
