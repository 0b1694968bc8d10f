import { computedSql } from '../../formula/computed-sql.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { viewTable } from '../run/views.ts';
import type { QueryContext } from './scope.ts';

/** Fields that tell each user when that user looked at a row, by the column that keeps it. */
const viewFields: Readonly<Record<string, string>> = {
  LastViewedDate: 'Viewed',
  LastReferencedDate: 'Referenced',
};

/** The value of a field of the row at an alias, in SQL. */
export function fieldSql(
  { schema, rights }: Pick<QueryContext, 'schema' | 'rights'>,
  object: ObjectDef,
  field: FieldDef,
  alias: string,
): string {
  const seen = field.custom ? undefined : viewFields[field.name];
  if (seen !== undefined) {
    return `(SELECT ${seen} FROM ${viewTable} WHERE UserId = '${rights.userId}' AND RowId = ${alias}."Id")`;
  }
  return computedSql(schema, object, field, alias) ?? `${alias}."${field.name}"`;
}
