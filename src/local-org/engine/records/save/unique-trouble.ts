import type { ObjectDef, RowOutcome } from '../../types.ts';
import { refused } from '../refused.ts';
import type { Store, Stored } from '../store/store.ts';
import { collation } from '../store/tables.ts';

/** Turns a broken uniqueness of the database into Salesforce's words; any other error goes on as it is. */
export function uniqueTrouble(
  store: Store,
  object: ObjectDef,
  error: unknown,
  storedIn: (field: string) => Stored,
  id?: string,
): RowOutcome {
  const column =
    error instanceof Error ? /^UNIQUE constraint failed: .*\.([^.]+)$/.exec(error.message)?.[1] : undefined;
  const field = column === undefined ? undefined : object.fields.get(column.toLowerCase());
  if (!field) throw error;
  const alive = object.fields.has('isdeleted') && field.type !== 'id' ? ' AND IsDeleted = 0' : '';
  const holder = store
    .prepare(`SELECT Id FROM "${object.name}" WHERE "${field.name}" = ? COLLATE ${collation(field)}${alive}`)
    .row(storedIn(field.name))?.[0];
  if (object.name === 'User') {
    return refused(
      'DUPLICATE_USERNAME',
      'Duplicate Username. The username already exists in this or another Salesforce organization.',
      [field.name],
      id,
    );
  }
  return refused(
    'DUPLICATE_VALUE',
    `duplicate value found: ${field.name} duplicates value on record with id: ${holder ?? '<unknown>'}`,
    [],
    id,
  );
}
