import type { Cell, Column, ColumnType, Portion, RowTable } from '../base/table.ts';
import { cellReader, columnTypeOf, unified } from './avro-columns.ts';
import { avroHeader } from './avro-file.ts';
import { avroRecords } from './avro-records.ts';
import type { AvroField } from './avro-type.ts';
import { badPart, type PartFile } from './part-file.ts';
import type { TableParts } from './table-parts.ts';

/** Where a row was found: the number of its dump, and its part's place among all parts of the table. */
const orderColumns: readonly ReadColumn[] = [
  { name: '_dump', type: 'integer', field: '' },
  { name: '_part', type: 'integer', field: '' },
];

/** A column, and the field of the parts that it is read from. */
interface ReadColumn extends Column {
  readonly field: string;
}

/** A table of Heap Connect's Avro parts, all dumps together. */
export interface AvroTable {
  readonly columns: readonly Column[];
  table(columns?: readonly string[]): RowTable;
}

/**
 * Reads the schemas of all parts. A column that came later, or that only the manifest still names because its
 * property was archived, is empty in the others.
 */
export async function avroTable({ name, parts, columns }: TableParts): Promise<AvroTable> {
  const fields: (readonly AvroField[])[] = [];
  // One after another: a year of nightly dumps has more parts than a process may hold open.
  for (const part of parts) fields.push((await avroHeader(part)).fields);
  const all = [...allColumns(fields, columns), ...orderColumns];
  return {
    columns: all,
    table(wanted) {
      const chosen =
        wanted === undefined ? all : all.filter((column) => wanted.includes(column.name) || isOrder(column));
      return { kind: 'rows', name, columns: chosen, portions: () => portions(parts, chosen, wanted !== undefined) };
    },
  };
}

function allColumns(parts: readonly (readonly AvroField[])[], named: readonly string[]): ReadColumn[] {
  const types = new Map<string, ColumnType | undefined>();
  for (const field of parts.flat()) {
    types.set(field.name, unified(types.get(field.name), columnTypeOf(field.name, field.type)));
  }
  for (const name of named) if (!types.has(name)) types.set(name, columnTypeOf(name, 'null'));
  const taken = new Set<string>(orderColumns.map(({ name }) => name));
  return [...types].map(([field, type]) => ({ field, name: freeName(field, taken), type: type ?? 'text' }));
}

/** SQL knows no case, but `Email` and `email` are two properties of Heap: the later one is `Email_2`. */
function freeName(field: string, taken: Set<string>): string {
  let name = field;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${field}_${number}`;
  taken.add(name.toLowerCase());
  return name;
}

function isOrder({ name }: Column): boolean {
  return orderColumns.some((column) => column.name === name);
}

/** Enough rows to be worth a hand-over, few enough to be forgotten soon. */
const rowsPerPortion = 8192;

async function* portions(
  parts: readonly PartFile[],
  columns: readonly ReadColumn[],
  projected: boolean,
): AsyncGenerator<Portion> {
  const names = projected ? new Set(columns.map(({ field }) => field)) : undefined;
  for (const [place, part] of parts.entries()) {
    const readers = await readersOf(part, columns);
    const order: readonly Cell[] = [part.dump, place];
    let cells: Cell[][] = columns.map(() => []);
    let rows = 0;
    for await (const records of avroRecords(part, names)) {
      for (const [at, { field, read }] of readers.entries()) {
        if (read !== undefined) fill(part, cells[at]!, field, records, read);
      }
      rows += records.length;
      if (rows >= rowsPerPortion) {
        yield { rows, columns: whole(cells, readers, rows, order) };
        cells = columns.map(() => []);
        rows = 0;
      }
    }
    if (rows > 0) yield { rows, columns: whole(cells, readers, rows, order) };
  }
}

interface ColumnReader {
  readonly field: string;
  /** `undefined` for what the part does not have. */
  readonly read: ((value: unknown) => Cell) | undefined;
}

async function readersOf(part: PartFile, columns: readonly ReadColumn[]): Promise<readonly ColumnReader[]> {
  const { fields } = await avroHeader(part);
  const schemas = new Map(fields.map((field) => [field.name, field.type]));
  return columns.map(({ field, type }) => {
    const schema = schemas.get(field);
    return { field, read: schema === undefined ? undefined : cellReader(schema, type) };
  });
}

function fill(
  part: PartFile,
  cells: Cell[],
  field: string,
  records: readonly Readonly<Record<string, unknown>>[],
  read: (value: unknown) => Cell,
): void {
  try {
    for (const record of records) cells.push(read(record[field]));
  } catch (cause) {
    throw badPart(part, `column ${field}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

/** The columns that were read; those that the part lacks are empty, and the last two say where the rows were found. */
function whole(
  cells: readonly Cell[][],
  readers: readonly ColumnReader[],
  rows: number,
  order: readonly Cell[],
): readonly (readonly Cell[])[] {
  const firstOrder = cells.length - order.length;
  return cells.map((column, at) => {
    if (at >= firstOrder) return new Array<Cell>(rows).fill(order[at - firstOrder]!);
    return readers[at]!.read === undefined ? new Array<Cell>(rows).fill(null) : column;
  });
}
