import type { ColumnType, FileColumn } from '../base/table.ts';
import { columnTypeOf, unified } from './avro-columns.ts';
import type { AvroField } from './avro-type.ts';

/** Where a row was found: the number of its dump, and its part's place within table and dump. */
export const orderColumns: readonly FileColumn[] = [
  // No field of an export is kept under such a name.
  { name: '_dump', type: 'integer', from: ['^.dump'] },
  { name: '_part', type: 'integer', from: ['^.part'] },
];

/**
 * The columns of all parts together. One that came later, or that only the manifest still names because its property
 * was archived, is empty in the others; one whose type changed is of the type that holds both.
 */
export function tableColumns(
  parts: readonly (readonly AvroField[])[],
  named: readonly string[],
): readonly FileColumn[] {
  const types = new Map<string, Set<ColumnType>>();
  for (const { name, type } of parts.flat()) {
    const found = columnTypeOf(name, type);
    types.set(name, new Set([...(types.get(name) ?? []), ...(found === undefined ? [] : [found])]));
  }
  for (const name of named) if (!types.has(name)) types.set(name, new Set());
  const taken = new Set<string>(orderColumns.map(({ name }) => name));
  const own = [...types].map(([field, found]): FileColumn => {
    const unknown = columnTypeOf(field, 'null') ?? 'text';
    const type = [...found].reduce<ColumnType | undefined>(unified, undefined) ?? unknown;
    return { name: freeName(field, taken), type, from: [...found].map((one) => keptName(field, one)) };
  });
  return [...own, ...orderColumns];
}

/** SQL knows no case, but `Email` and `email` are two properties of Heap: the later one is `Email_2`. */
function freeName(field: string, taken: Set<string>): string {
  let name = field;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${field}_${number}`;
  taken.add(name.toLowerCase());
  return name;
}

/**
 * What a field is called in a kept file: `^email text` for a text `Email`. There too names are told apart without case,
 * and of two dumps that write a column in two types each keeps its own.
 */
export function keptName(field: string, type: ColumnType): string {
  return `${field.replace(/[\p{Lu}\p{Lt}^]/gu, (letter) => `^${letter.toLowerCase()}`)} ${type}`;
}
