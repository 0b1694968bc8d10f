import type { ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { RowRule } from '../rules/row-rules.ts';
import type { WriteColumn } from './write-columns.ts';

/** Lookups that make a tree of an object's own rows. */
const trees: Readonly<Record<string, string>> = { Account: 'ParentId', Contact: 'ReportsToId', User: 'ManagerId' };

/** Far more than any tree of people or firms is deep. */
const deepest = 500;

/** A row can be below itself neither at once nor by way of others. Not documented; believed. */
export function hierarchyRule(
  { store }: RecordContext,
  object: ObjectDef,
  columns: readonly WriteColumn[],
): RowRule | undefined {
  const field = trees[object.name];
  if (field === undefined || !object.fields.has(field.toLowerCase())) return undefined;
  if (!columns.some((column) => column.field.name === field)) return undefined;
  return (row) => {
    if (row.id === undefined) return undefined;
    let above = row.given(field);
    for (let steps = 0; typeof above === 'string' && steps < deepest; steps++) {
      if (above === row.id) {
        return [{ code: 'CIRCULAR_DEPENDENCY', message: 'attempt to violate hierarchy constraints', fields: [field] }];
      }
      above = store.prepare(`SELECT "${field}" FROM "${object.name}" WHERE Id = ?`).row(above)?.[0];
    }
    return undefined;
  };
}
