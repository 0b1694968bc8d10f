import { ApiError } from '../api-error.ts';
import { autoNumberText } from '../records/store/serials.ts';
import type { Store } from '../records/store/store.ts';
import { addColumn, columnTypes, dropColumn, indexField, isStored } from '../records/store/tables.ts';
import type { FieldDef, ObjectDef } from '../types.ts';

/** Makes the column of a field that changed what its definition asks for. What can keep its values was decided before. */
export function changeColumn(store: Store, object: ObjectDef, before: FieldDef, field: FieldDef): void {
  if (!isStored(field)) return;
  if (columnTypes[before.type] !== columnTypes[field.type]) {
    dropColumn(store, object, before);
    addColumn(store, object, field);
    return;
  }
  try {
    indexField(store, object, field);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('UNIQUE'))) throw error;
    throw new ApiError(
      400,
      'FIELD_INTEGRITY_EXCEPTION',
      `Cannot make the field ${field.name} unique: rows of ${object.name} hold duplicate values`,
      [field.name],
    );
  }
}

/** Gives the rows that are there the first numbers of a new auto-number field, in the order in which they were made. */
export function numberRows(store: Store, object: ObjectDef, field: FieldDef): void {
  if (!field.autoNumber) return;
  const text = autoNumberText(field.autoNumber.format);
  let next = field.autoNumber.start ?? 1;
  const rows = store.prepare(`SELECT Id, CreatedDate FROM "${object.name}" ORDER BY CreatedDate, Id`).rows();
  const set = store.prepare(`UPDATE "${object.name}" SET "${field.name}" = ? WHERE Id = ?`);
  for (const [id = null, made] of rows) set.run(text(next++, Number(made)), id);
}
