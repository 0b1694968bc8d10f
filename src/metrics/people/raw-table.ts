import type { Column, ColumnType } from '../../base/table.ts';
import { sqlName } from '../../warehouse/sql.ts';

/** A table of an export: its role in Heap, and its columns as they were loaded. */
export interface RawTable {
  readonly name: string;
  readonly role: 'users' | 'sessions' | 'pageviews' | 'user_migrations' | 'event';
  readonly columns: readonly Column[];
}

/** Where a table of the export is loaded, apart from everything else in the warehouse. */
export function rawTableName(table: string): string {
  return `heap_raw_${table}`;
}

type Kind = 'id' | 'time' | 'text';
/** The columns that a table of Heap always has, and what they hold. */
export type Leading = readonly (readonly [name: string, kind: Kind])[];

export const userColumns: Leading = [
  ['user_id', 'id'],
  ['identity', 'text'],
  ['handle', 'text'],
  ['email', 'text'],
  ['joindate', 'time'],
  ['last_modified', 'time'],
];
export const migrationColumns: Leading = [
  ['from_user_id', 'id'],
  ['to_user_id', 'id'],
  ['time', 'time'],
];
export const eventColumns: Leading = [
  ['user_id', 'id'],
  ['event_id', 'id'],
  ['session_id', 'id'],
  ['time', 'time'],
];
export const sessionColumns: Leading = [
  ['user_id', 'id'],
  ['session_id', 'id'],
  ['event_id', 'id'],
  ['time', 'time'],
];

const sqlTypes: Readonly<Record<Kind, string>> = { id: 'BIGINT', time: 'TIMESTAMP', text: 'VARCHAR' };

/** Where a row was found in the export; not part of what Heap shows. */
const hiddenColumns = ['_dump', '_part'] as const;

/** An expression, and the name it is given. */
export interface Selected {
  readonly name: string;
  readonly sql: string;
}

export function absent(role: RawTable['role']): RawTable {
  return { name: '', role, columns: [] };
}

export function source(table: RawTable): string {
  return table.name === '' ? '(SELECT 1 WHERE false)' : sqlName(rawTableName(table.name));
}

/**
 * The leading columns in their fixed types, NULL where the export lacks them, then the table's own columns.
 * Case does not count: an unload of Snowflake writes USER_ID.
 */
export function selected(table: RawTable, leading: Leading): Selected[] {
  const typeOf = new Map(table.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const first = leading.map(([name, kind]) => ({ name, sql: cast(name, kind, typeOf.get(name)) }));
  const taken = new Set<string>([...leading.map(([name]) => name), ...hiddenColumns]);
  const rest = table.columns.filter(({ name }) => !taken.has(name.toLowerCase()));
  return [...first, ...rest.map(({ name }) => ({ name, sql: sqlName(name) }))];
}

function cast(name: string, kind: Kind, type: ColumnType | undefined): string {
  if (type === undefined) return `CAST(NULL AS ${sqlTypes[kind]})`;
  return kind === 'time' ? timeIn(sqlName(name), type) : `CAST(${sqlName(name)} AS ${sqlTypes[kind]})`;
}

/** Numbers are seconds, milli-, micro- or nanoseconds since 1970: three digits between one and the next tell which. */
export function timeIn(column: string, type: ColumnType): string {
  if (type === 'timestamp') return `CAST(${column} AS TIMESTAMP)`;
  if (type === 'text') return `CAST(CAST(nullif(trim(${column}), '') AS TIMESTAMPTZ) AS TIMESTAMP)`;
  return `CASE WHEN abs(${column}) < 1e11 THEN make_timestamp(CAST(${column} * 1000000 AS BIGINT))
    WHEN abs(${column}) < 1e14 THEN make_timestamp(CAST(${column} * 1000 AS BIGINT))
    WHEN abs(${column}) < 1e17 THEN make_timestamp(CAST(${column} AS BIGINT))
    ELSE make_timestamp(CAST(${column} / 1000 AS BIGINT)) END`;
}

export function byDump(table: RawTable): string[] {
  return has(table, '_dump') ? ['"_dump" DESC'] : [];
}

export function byPart(table: RawTable): string[] {
  return has(table, '_part') ? ['"_part" DESC'] : [];
}

export function hidden(table: RawTable): Selected[] {
  return hiddenColumns.filter((name) => has(table, name)).map((name) => ({ name, sql: sqlName(name) }));
}

export function has(table: RawTable, column: string): boolean {
  return table.columns.some(({ name }) => name.toLowerCase() === column);
}

export function list(columns: readonly Selected[]): string {
  return columns.map(({ name, sql }) => `${sql} AS ${sqlName(name)}`).join(', ');
}
