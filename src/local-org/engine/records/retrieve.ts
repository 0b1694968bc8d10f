import { ApiError } from '../api-error.ts';
import { isId, to18 } from '../ids.ts';
import { compile } from '../soql/plan/compile.ts';
import type { QueryContext } from '../soql/plan/scope.ts';
import { openReader, type WireRecord } from '../soql/run/read-rows.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import type { Store, Stored } from './store/store.ts';
import { collation } from './store/tables.ts';
import { asText, Bad, converter } from './values/values.ts';

const notFound = (value: string) =>
  new ApiError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${value}`);

function keyValue(field: FieldDef, value: string): Stored {
  if (field.type === 'id') {
    if (!isId(value)) throw notFound(value);
    return value.length === 15 ? to18(value) : value;
  }
  const read = converter(field, asText)(value);
  if (read instanceof Bad || read === null) throw notFound(value);
  return read;
}

function selected(context: QueryContext, object: ObjectDef, fields: readonly string[] | undefined): string[] {
  if (fields === undefined) {
    return [...object.fields.values()].filter((field) => context.rights.canRead(object, field)).map(({ name }) => name);
  }
  for (const name of fields) {
    const field = object.fields.get(name.toLowerCase());
    if (name.includes('.') || (field && context.rights.canRead(object, field))) continue;
    throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
  }
  return [...new Set(fields)];
}

/** One row by its Id or by an external id, as REST gives it. */
export function retrieve(
  store: Store,
  context: QueryContext,
  objectName: string,
  key: { readonly field: string; readonly value: string },
  fields: readonly string[] | undefined,
  apiVersion: string,
): WireRecord {
  const object = context.schema.object(objectName);
  if (!object || !context.rights.object(object).read) {
    throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  const field = object.fields.get(key.field.toLowerCase());
  if (!field || !context.rights.canRead(object, field)) throw notFound(key.field);
  const value = keyValue(field, key.value);
  const names = selected(context, object, fields).map((name) => ({ type: 'Field' as const, field: name }));
  const plan = compile(context, { fields: names, sObject: object.name });
  if (plan.kind !== 'rows') throw notFound(key.value);
  const from = `FROM ${plan.from} WHERE ${plan.where} AND ${plan.root}."${field.name}" = ? COLLATE ${collation(field)}`;
  const rows = store.prepare(`SELECT ${plan.select} ${from} LIMIT 2`).rows(...plan.values, value);
  if (rows.length > 1) {
    const ids = store.prepare(`SELECT ${plan.root}.Id ${from}`).rows(...plan.values, value);
    throw new ApiError(300, 'MULTIPLE_CHOICES', ids.map(([id]) => id).join(','));
  }
  if (rows[0]) return openReader(store, plan, apiVersion).record(rows[0]);
  const gone =
    field.type === 'id' &&
    object.fields.has('isdeleted') &&
    store.prepare(`SELECT 1 FROM "${object.name}" WHERE Id = ? AND IsDeleted = 1`).row(value);
  throw gone ? new ApiError(404, 'ENTITY_IS_DELETED', 'entity is deleted', []) : notFound(key.value);
}
