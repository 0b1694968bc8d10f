import type { Store } from '../records/store/store.ts';
import { isStored } from '../records/store/tables.ts';
import type { FieldDef, ObjectDef } from '../types.ts';
import type { RowFacts } from './rules/rule.ts';

/** What the rows of an object hold; deleted ones count, since they may come back. */
export function rowFacts(store: Store, object: ObjectDef): RowFacts {
  const some = (where: string) =>
    store.prepare(`SELECT 1 FROM "${object.name}" WHERE ${where} LIMIT 1`).row() !== undefined;
  return {
    any: () => some('1'),
    filled: (field) =>
      some(!isStored(field) ? '1' : field.type === 'boolean' ? `"${field.name}" = 1` : `"${field.name}" IS NOT NULL`),
    blank: (field) => some(`"${field.name}" IS NULL`),
    longest(field: FieldDef) {
      const number = field.precision !== undefined;
      const size = number ? `length(CAST(abs(CAST("${field.name}" AS INTEGER)) AS TEXT))` : `length("${field.name}")`;
      return Number(store.prepare(`SELECT max(${size}) FROM "${object.name}"`).row()?.[0] ?? 0);
    },
  };
}
