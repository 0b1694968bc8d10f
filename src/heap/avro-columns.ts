import type { Cell, ColumnType } from '../base/table.ts';
import type { AvroSchema } from './avro-type.ts';
import { heapTime } from './heap-time.ts';

/** Columns of Heap's own that hold a moment, however a dump writes it. */
const timeColumns: ReadonlySet<string> = new Set(['time', 'joindate', 'last_modified']);

/** What Avro's own types hold. Everything else is kept as text. */
const plainTypes: Readonly<Record<string, ColumnType>> = {
  int: 'integer',
  long: 'integer',
  float: 'double',
  double: 'double',
  boolean: 'boolean',
};

/** Avro's names for moments, and how many of its units make a millisecond. */
const unitsPerMillisecond: Readonly<Record<string, number>> = {
  date: 1 / 86_400_000,
  'timestamp-millis': 1,
  'timestamp-micros': 1000,
  'timestamp-nanos': 1_000_000,
  'local-timestamp-millis': 1,
  'local-timestamp-micros': 1000,
  'local-timestamp-nanos': 1_000_000,
};

/** The type of a column, or `undefined` when its schema allows nothing but null. */
export function columnTypeOf(name: string, schema: AvroSchema): ColumnType | undefined {
  if (timeColumns.has(name)) return 'timestamp';
  return branches(schema).map(typeOfBranch).reduce(unified, undefined);
}

/** The type that holds the values of both: of one dump and the next, or of the branches of a union. */
export function unified(a: ColumnType | undefined, b: ColumnType | undefined): ColumnType | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  const pair = new Set([a, b]);
  return pair.has('integer') && pair.has('double') ? 'double' : 'text';
}

/** Turns what the Avro reader gives for a column into a cell of the column's type. Throws on a time that is none. */
export function cellReader(schema: AvroSchema, type: ColumnType): (value: unknown) => Cell {
  const units = branches(schema)
    .map(logicalType)
    .map((logical) => unitsPerMillisecond[logical ?? ''])
    .find(Boolean);
  if (units !== undefined) return momentReader(units, type);
  return (value) => (value === null || value === undefined ? null : toCell[type](value));
}

const toCell: Readonly<Record<ColumnType, (value: unknown) => Cell>> = {
  text: asText,
  integer: asInteger,
  double: (value) => Number(bare(value)),
  boolean: (value) => Boolean(bare(value)),
  timestamp: asTime,
};

function momentReader(units: number, type: ColumnType): (value: unknown) => Cell {
  return (value) => {
    const inner = bare(value);
    if (inner === null || inner === undefined) return null;
    if (typeof inner !== 'number' && typeof inner !== 'bigint') return toCell[type](inner);
    const moment = new Date(Math.floor(Number(inner) / units));
    return type === 'timestamp' ? moment : moment.toISOString();
  };
}

function asInteger(value: unknown): Cell {
  const inner = bare(value);
  return typeof inner === 'bigint' ? inner : BigInt(Number(inner));
}

function asTime(value: unknown): Cell {
  const inner = bare(value);
  if (typeof inner !== 'string' && typeof inner !== 'number' && typeof inner !== 'bigint') return null;
  if (inner === '') return null;
  const time = heapTime(inner);
  if (time === undefined) throw new Error(`"${inner}" is no time`);
  return time;
}

function asText(value: unknown): Cell {
  const inner = bare(value);
  if (typeof inner === 'string') return inner;
  if (Buffer.isBuffer(inner)) return inner.toString('utf8');
  return typeof inner === 'object' ? JSON.stringify(inner) : String(inner);
}

/** Where a union has several branches of one kind, the reader says which it was: `{ long: 5 }`. */
function bare(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  const inner = Object.entries(value);
  return inner.length === 1 && branchNames.has(inner[0]![0]) ? inner[0]![1] : value;
}

const branchNames: ReadonlySet<string> = new Set(['int', 'long', 'float', 'double', 'string', 'bytes', 'boolean']);

function branches(schema: AvroSchema): readonly AvroSchema[] {
  return (isUnion(schema) ? schema : [schema]).filter((branch) => branch !== 'null');
}

function isUnion(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}

function typeOfBranch(schema: AvroSchema): ColumnType {
  const logical = logicalType(schema);
  if (logical !== undefined && logical in unitsPerMillisecond) return 'timestamp';
  const inner = typeof schema === 'string' || isUnion(schema) ? schema : schema.type;
  return (typeof inner === 'string' ? plainTypes[inner] : undefined) ?? 'text';
}

function logicalType(schema: AvroSchema): string | undefined {
  return typeof schema === 'string' || isUnion(schema) ? undefined : schema.logicalType;
}
