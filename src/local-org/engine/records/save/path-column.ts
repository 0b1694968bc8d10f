import { ApiError } from '../../api-error.ts';
import { relationshipOf } from '../../schema/relationships.ts';
import type { FieldDef, ObjectDef, RowWriterOptions } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';
import { collation } from '../store/tables.ts';
import { Bad, type Convert, converter, mismatch, readingOf } from '../values/values.ts';
import { unknownColumn } from './unknown-column.ts';
import type { WriteColumn } from './write-columns.ts';

/** `Account.External__c` taken apart; `User:Owner.Username` names the object among several that a lookup may lead to. */
interface Path {
  readonly type: string | undefined;
  readonly relationship: string;
  readonly key: string;
}

function pathOf(path: string): Path | undefined {
  const [relationship = '', key = '', ...more] = path.split('.');
  const [last = '', type] = relationship.split(':').reverse();
  return more.length > 0 ? undefined : { type, relationship: last, key };
}

/**
 * A column that finds the parent by another of its fields.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_csv_rel_field_header_row.htm
 */
export function pathColumn(
  context: RecordContext,
  options: RowWriterOptions,
  object: ObjectDef,
  name: string,
  place: number,
): WriteColumn {
  const path = pathOf(name);
  const field = [...object.fields.values()].find(
    (each) => each.type === 'reference' && relationshipOf(each).toLowerCase() === path?.relationship.toLowerCase(),
  );
  if (!path || !field || !context.rights.canRead(object, field)) {
    throw objectInField(context, options, object, path) ?? noRelationship(options, object, path, name);
  }
  const parent = parentOf(context, options, object, field, path);
  const key = parent.fields.get(path.key.toLowerCase());
  const inBulk = options.dialect === 'bulk';
  if (!key || !context.rights.canRead(parent, key) || !(key.idLookup || key.externalId))
    throw unknownColumn(options, inBulk ? object : parent, inBulk ? name : path.key);
  return { field, read: finder(context, parent, key, converter(key, readingOf(options, place))) };
}

/** A JSON object where a field of the row takes a plain value. */
function objectInField(
  { rights }: RecordContext,
  { cells, dialect }: RowWriterOptions,
  object: ObjectDef,
  path: Path | undefined,
): ApiError | undefined {
  const field = object.fields.get(path?.relationship.toLowerCase() ?? '');
  if (cells !== 'json' || dialect === 'bulk' || field === undefined || !rights.canRead(object, field)) return undefined;
  const { code, message } = mismatch({}, field).entry;
  return new ApiError(400, code, message, [field.name]);
}

function noRelationship(options: RowWriterOptions, object: ObjectDef, path: Path | undefined, name: string): ApiError {
  const relationship = path?.relationship ?? name.split('.')[0] ?? '';
  return options.dialect === 'bulk'
    ? new ApiError(400, 'InvalidBatch', `InvalidBatch : Unable to find relationship: ${relationship}`)
    : unknownColumn(options, object, relationship);
}

function parentOf(
  { schema }: RecordContext,
  options: RowWriterOptions,
  object: ObjectDef,
  field: FieldDef,
  { type, relationship }: Path,
): ObjectDef {
  const targets = field.referenceTo ?? [];
  if (type !== undefined && targets.length < 2) {
    throw new ApiError(
      400,
      'InvalidBatch',
      `InvalidBatch : type is not needed for non polymorphic foreign key references: ${relationship}`,
    );
  }
  const wanted = type === undefined ? targets[0] : targets.find((name) => name.toLowerCase() === type.toLowerCase());
  const parent = wanted === undefined ? undefined : schema.object(wanted);
  if (parent === undefined) throw noRelationship(options, object, { type, relationship, key: '' }, relationship);
  return parent;
}

function finder({ store }: RecordContext, parent: ObjectDef, key: FieldDef, convert: Convert): WriteColumn['read'] {
  const alive = parent.fields.has('isdeleted') ? ' AND IsDeleted = 0' : '';
  const find = store.prepare(
    `SELECT Id FROM "${parent.name}" WHERE "${key.name}" = ? COLLATE ${collation(key)}${alive} LIMIT 2`,
  );
  return (cell) => {
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
  };
}
