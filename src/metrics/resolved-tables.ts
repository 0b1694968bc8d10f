/**
 * From the tables of a Heap export, as they were loaded, to what Heap itself would show: merged identities followed,
 * rows that were sent twice counted once.
 *
 * Load each table of the export into the warehouse under `rawTableName(table.name)` (`heap_raw_users`, …), then run the
 * `sql` of each entry that `resolvedTables` returns, in order. They leave:
 *
 * - `heap_migrations(from_user_id BIGINT, to_user_id BIGINT)`: a table, one row per user id that has become another,
 *   straight to its last one. In a loop, and for all that leads into it, that is the loop's smallest id.
 * - `heap_users`: a table, one row per user:
 *   `user_id BIGINT, identity VARCHAR, handle VARCHAR, email VARCHAR, joindate TIMESTAMP, last_modified TIMESTAMP`,
 *   then each user property under its own name and type.
 * - `heap_sessions`: a view, one row per (session_id, user_id):
 *   `user_id BIGINT, session_id BIGINT, event_id BIGINT, time TIMESTAMP`, then the other columns.
 * - `heap_pageviews`: a view, one row per (event_id, user_id):
 *   `user_id BIGINT, event_id BIGINT, session_id BIGINT, time TIMESTAMP`, then the other columns.
 * - `heap_event_<table>`, as `heap_event_report_exported`: a view for each event table, columns as `heap_pageviews`.
 *
 * Those names and columns are always there for `heap_migrations`, `heap_users`, `heap_sessions` and `heap_pageviews`,
 * empty when the export lacks the table. `time` and its like are in UTC, without a zone. An event may belong to a user
 * that `heap_users` does not know. A table without `event_id` (or `session_id`) is taken to be free of repeats.
 *
 * https://help.heap.io/heap-connect/heap-connect-guide/data-schema
 */
import type { Column, ColumnType } from '../base/table.ts';
import { sqlName } from '../warehouse/sql.ts';

/** A table of an export: its role in Heap, and its columns as they were loaded. */
export interface RawTable {
  readonly name: string;
  readonly role: 'users' | 'sessions' | 'pageviews' | 'user_migrations' | 'event';
  readonly columns: readonly Column[];
}

/** `sql` is the whole statement that makes the table or view `name`. */
export interface ResolvedTable {
  readonly name: string;
  readonly sql: string;
}

/** Where a table of the export is loaded, apart from everything else in the warehouse. */
export function rawTableName(table: string): string {
  return `heap_raw_${table}`;
}

/** The view of an event table. */
export function eventViewName(table: string): string {
  return `heap_event_${table}`;
}

/** The statements that make the tables and views above, in the order in which they are to be run. */
export function resolvedTables(tables: readonly RawTable[]): readonly ResolvedTable[] {
  const ofRole = (role: RawTable['role']): RawTable => tables.find((table) => table.role === role) ?? absent(role);
  return [
    { name: 'heap_migrations', sql: migrationsSql(ofRole('user_migrations')) },
    { name: 'heap_users', sql: usersSql(ofRole('users')) },
    { name: 'heap_sessions', sql: eventsSql('heap_sessions', ofRole('sessions'), sessionColumns, 'session_id') },
    { name: 'heap_pageviews', sql: eventsSql('heap_pageviews', ofRole('pageviews'), eventColumns, 'event_id') },
    ...tables
      .filter((table) => table.role === 'event')
      .map((table) => ({ table, name: eventViewName(table.name) }))
      .map(({ table, name }) => ({ name, sql: eventsSql(name, table, eventColumns, 'event_id') })),
  ];
}

type Kind = 'id' | 'time' | 'text';
type Leading = readonly (readonly [name: string, kind: Kind])[];

const userColumns: Leading = [
  ['user_id', 'id'],
  ['identity', 'text'],
  ['handle', 'text'],
  ['email', 'text'],
  ['joindate', 'time'],
  ['last_modified', 'time'],
];
const migrationColumns: Leading = [
  ['from_user_id', 'id'],
  ['to_user_id', 'id'],
  ['time', 'time'],
];
const eventColumns: Leading = [
  ['user_id', 'id'],
  ['event_id', 'id'],
  ['session_id', 'id'],
  ['time', 'time'],
];
const sessionColumns: Leading = [
  ['user_id', 'id'],
  ['session_id', 'id'],
  ['event_id', 'id'],
  ['time', 'time'],
];

const sqlTypes: Readonly<Record<Kind, string>> = { id: 'BIGINT', time: 'TIMESTAMP', text: 'VARCHAR' };

/** Where a row was found in the export; not part of what Heap shows. */
const hiddenColumns = ['_dump', '_part'] as const;

interface Selected {
  readonly name: string;
  readonly sql: string;
}

function absent(role: RawTable['role']): RawTable {
  return { name: '', role, columns: [] };
}

function source(table: RawTable): string {
  return table.name === '' ? '(SELECT 1 WHERE false)' : sqlName(rawTableName(table.name));
}

/**
 * The leading columns in their fixed types, NULL where the export lacks them, then the table's own columns.
 * Case does not count: an unload of Snowflake writes USER_ID.
 */
function selected(table: RawTable, leading: Leading): Selected[] {
  const typeOf = new Map(table.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const first = leading.map(([name, kind]) => ({ name, sql: cast(name, kind, typeOf.get(name)) }));
  const taken = new Set<string>([...leading.map(([name]) => name), ...hiddenColumns]);
  const rest = table.columns.filter(({ name }) => !taken.has(name.toLowerCase()));
  return [...first, ...rest.map(({ name }) => ({ name, sql: sqlName(name) }))];
}

function cast(name: string, kind: Kind, type: ColumnType | undefined): string {
  if (type === undefined) return `CAST(NULL AS ${sqlTypes[kind]})`;
  return kind === 'time' ? asTime(sqlName(name), type) : `CAST(${sqlName(name)} AS ${sqlTypes[kind]})`;
}

/** Numbers are seconds, milli-, micro- or nanoseconds since 1970: three digits between one and the next tell which. */
function asTime(column: string, type: ColumnType): string {
  if (type === 'timestamp') return `CAST(${column} AS TIMESTAMP)`;
  if (type === 'text') return `CAST(CAST(${column} AS TIMESTAMPTZ) AS TIMESTAMP)`;
  return `CASE WHEN abs(${column}) < 1e11 THEN make_timestamp(CAST(${column} * 1000000 AS BIGINT))
    WHEN abs(${column}) < 1e14 THEN make_timestamp(CAST(${column} * 1000 AS BIGINT))
    WHEN abs(${column}) < 1e17 THEN make_timestamp(CAST(${column} AS BIGINT))
    ELSE make_timestamp(CAST(${column} / 1000 AS BIGINT)) END`;
}

/**
 * Every id that can be reached from a merged one. UNION drops what was reached before, so a loop ends; the id that
 * leads nowhere is the last, and where there is none, all that reaches itself is the loop.
 */
function migrationsSql(table: RawTable): string {
  return `CREATE OR REPLACE TABLE heap_migrations AS
WITH RECURSIVE hop AS (
  SELECT from_user_id, to_user_id FROM (SELECT ${list(selected(table, migrationColumns))} FROM ${source(table)})
  WHERE from_user_id IS NOT NULL AND to_user_id IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY from_user_id ORDER BY "time" DESC NULLS LAST, to_user_id) = 1
), reached AS (
  SELECT from_user_id, to_user_id FROM hop
  UNION
  SELECT reached.from_user_id, hop.to_user_id FROM reached JOIN hop ON hop.from_user_id = reached.to_user_id
), reachable AS (
  SELECT from_user_id, to_user_id,
    to_user_id NOT IN (SELECT from_user_id FROM hop) AS is_last,
    to_user_id IN (SELECT from_user_id FROM reached WHERE from_user_id = to_user_id) AS in_loop
  FROM reached
), resolved AS (
  SELECT from_user_id,
    coalesce(min(to_user_id) FILTER (WHERE is_last), min(to_user_id) FILTER (WHERE in_loop)) AS to_user_id
  FROM reachable GROUP BY from_user_id
)
SELECT from_user_id, to_user_id FROM resolved WHERE from_user_id <> to_user_id ORDER BY from_user_id`;
}

/**
 * A user's newest row replaces the earlier ones. Of users that became one, each property is the newest value that is
 * there; joindate is the earliest.
 * https://help.heap.io/data-management/data-management-features/identity-resolution
 */
function usersSql(table: RawTable): string {
  const columns = selected(table, userColumns);
  // Heap's column names have no spaces, so this one is free.
  const age = sqlName('newest first');
  const newest = [...byDump(table), 'last_modified DESC NULLS LAST', ...byPart(table)].join(', ');
  const merged = columns.slice(1).map(({ name }) => {
    const column = sqlName(name);
    if (name === 'joindate') return `min(${column}) AS ${column}`;
    if (name === 'last_modified') return `max(${column}) AS ${column}`;
    return `arg_min(${column}, ${age}) FILTER (WHERE ${column} IS NOT NULL) AS ${column}`;
  });
  return `CREATE OR REPLACE TABLE heap_users AS
WITH newest AS (
  SELECT ${list([...columns, ...hidden(table)])} FROM ${source(table)}
  QUALIFY row_number() OVER (PARTITION BY user_id ORDER BY ${newest}) = 1
), placed AS (
  SELECT newest.* REPLACE (${survivor('newest')} AS user_id),
    row_number() OVER (PARTITION BY ${survivor('newest')}
      ORDER BY ${newest}, newest.user_id = ${survivor('newest')} DESC, newest.user_id) AS ${age}
  FROM newest LEFT JOIN heap_migrations ON heap_migrations.from_user_id = newest.user_id
)
SELECT user_id, ${merged.join(', ')} FROM placed WHERE user_id IS NOT NULL GROUP BY user_id ORDER BY user_id`;
}

/** The events of merged users moved to the user they became; an event that came in two dumps is its newest row. */
function eventsSql(name: string, table: RawTable, leading: Leading, key: 'event_id' | 'session_id'): string {
  const columns = selected(table, leading);
  const moved = columns.slice(1).map((column) => `raw.${sqlName(column.name)}`);
  const once = `QUALIFY raw.${key} IS NULL OR row_number() OVER (
  PARTITION BY raw.${key}, ${survivor('raw')} ORDER BY ${[...byDump(table), ...byPart(table), '"time"'].join(', ')}) = 1`;
  return `CREATE OR REPLACE VIEW ${sqlName(name)} AS
SELECT ${survivor('raw')} AS user_id, ${moved.join(', ')}
FROM (SELECT ${list([...columns, ...hidden(table)])} FROM ${source(table)}) AS raw
LEFT JOIN heap_migrations ON heap_migrations.from_user_id = raw.user_id
${has(table, key) ? once : ''}`.trimEnd();
}

function survivor(rows: string): string {
  return `coalesce(heap_migrations.to_user_id, ${rows}.user_id)`;
}

function byDump(table: RawTable): string[] {
  return has(table, '_dump') ? ['"_dump" DESC'] : [];
}

function byPart(table: RawTable): string[] {
  return has(table, '_part') ? ['"_part" DESC'] : [];
}

function hidden(table: RawTable): Selected[] {
  return hiddenColumns.filter((name) => has(table, name)).map((name) => ({ name, sql: sqlName(name) }));
}

function has(table: RawTable, column: string): boolean {
  return table.columns.some(({ name }) => name.toLowerCase() === column);
}

function list(columns: readonly Selected[]): string {
  return columns.map(({ name, sql }) => `${sql} AS ${sqlName(name)}`).join(', ');
}
