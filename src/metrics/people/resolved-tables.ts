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
 * `heap_repeated_…` tables stand behind them: the ids that occur more than once, which are few. Finding them costs
 * a pass over the ids once; after that only they are sorted, and everything else is read as it lies.
 *
 * Those names and columns are always there for `heap_migrations`, `heap_users`, `heap_sessions` and `heap_pageviews`,
 * empty when the export lacks the table. `time` and its like are in UTC, without a zone. An event may belong to a user
 * that `heap_users` does not know. A table without `event_id` (or `session_id`) is taken to be free of repeats.
 *
 * https://help.heap.io/heap-connect/heap-connect-guide/data-schema
 */
import { sqlName } from '../../warehouse/sql.ts';
import {
  absent,
  byDump,
  byPart,
  eventColumns,
  has,
  hidden,
  type Leading,
  list,
  migrationColumns,
  type RawTable,
  selected,
  sessionColumns,
  source,
  userColumns,
} from './raw-table.ts';

export { type RawTable, rawTableName } from './raw-table.ts';

/** `sql` is the whole statement that makes the table or view `name`. */
export interface ResolvedTable {
  readonly name: string;
  readonly sql: string;
  /** Of a large table: its rows, for whoever would rather have them in a file. */
  readonly query?: string;
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
    ...userStatements(ofRole('users')),
    ...eventStatements('heap_sessions', ofRole('sessions'), sessionColumns, 'session_id'),
    ...eventStatements('heap_pageviews', ofRole('pageviews'), eventColumns, 'event_id'),
    ...tables
      .filter((table) => table.role === 'event')
      .flatMap((table) => eventStatements(eventViewName(table.name), table, eventColumns, 'event_id')),
  ];
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
 * there; joindate is the earliest. Whoever has one row alone is what it says: a million of those are neither sorted nor
 * grouped.
 * https://help.heap.io/data-management/data-management-features/identity-resolution
 */
function userStatements(table: RawTable): readonly ResolvedTable[] {
  const columns = selected(table, userColumns);
  const rows = `(SELECT ${list([...columns, ...hidden(table)])} FROM ${source(table)} WHERE user_id IS NOT NULL) AS raw
LEFT JOIN heap_migrations ON heap_migrations.from_user_id = raw.user_id`;
  const repeated = '(SELECT user_id FROM heap_repeated_users)';
  // Heap's column names have no spaces, so these are free.
  const [age, became] = [sqlName('newest first'), sqlName('became whom')];
  const newest = [...byDump(table), 'last_modified DESC NULLS LAST', ...byPart(table)].join(', ');
  const own = columns.slice(1).map(({ name }) => `raw.${sqlName(name)}`);
  const merged = columns.slice(1).map(({ name }) => {
    const column = sqlName(name);
    if (name === 'joindate') return `min(${column}) AS ${column}`;
    if (name === 'last_modified') return `max(${column}) AS ${column}`;
    return `arg_min(${column}, ${age}) FILTER (WHERE ${column} IS NOT NULL) AS ${column}`;
  });
  const query = `WITH newest AS (
  SELECT raw.*, ${survivor('raw')} AS ${became} FROM ${rows} WHERE ${survivor('raw')} IN ${repeated}
  QUALIFY row_number() OVER (PARTITION BY raw.user_id ORDER BY ${newest}) = 1
), placed AS (
  SELECT newest.* EXCLUDE (${became}) REPLACE (${became} AS user_id),
    row_number() OVER (PARTITION BY ${became} ORDER BY ${newest}, newest.user_id = ${became} DESC, newest.user_id) AS ${age}
  FROM newest
)
SELECT user_id, ${merged.join(', ')} FROM placed GROUP BY user_id
UNION ALL
SELECT ${[`${survivor('raw')} AS user_id`, ...own].join(', ')} FROM ${rows} WHERE ${survivor('raw')} NOT IN ${repeated}`;
  return [
    {
      name: 'heap_repeated_users',
      sql: `CREATE OR REPLACE TABLE heap_repeated_users AS
SELECT ${survivor('raw')} AS user_id FROM ${rows} GROUP BY 1 HAVING count(*) > 1`,
    },
    { name: 'heap_users', query, sql: `CREATE OR REPLACE TABLE heap_users AS\n${query}\nORDER BY user_id` },
  ];
}

/** The events of merged users moved to the user they became; an event that came in two dumps is its newest row. */
function eventStatements(
  name: string,
  table: RawTable,
  leading: Leading,
  key: 'event_id' | 'session_id',
): readonly ResolvedTable[] {
  const columns = selected(table, leading);
  const raw = `(SELECT ${list([...columns, ...hidden(table)])} FROM ${source(table)}) AS raw`;
  const moved = columns.slice(1).map((column) => `raw.${sqlName(column.name)}`);
  const rows = `SELECT ${survivor('raw')} AS user_id, ${moved.join(', ')}
FROM ${raw} LEFT JOIN heap_migrations ON heap_migrations.from_user_id = raw.user_id`;
  if (!has(table, key)) return [{ name, sql: `CREATE OR REPLACE VIEW ${sqlName(name)} AS ${rows}` }];

  const helper = `heap_repeated_${name.replace(/^heap_/, '')}`;
  const repeated = sqlName(helper);
  const newest = [...byDump(table), ...byPart(table), '"time"'].join(', ');
  return [
    {
      name: helper,
      sql: `CREATE OR REPLACE TABLE ${repeated} AS
SELECT ${key} FROM ${raw} WHERE ${key} IS NOT NULL GROUP BY ${key} HAVING count(*) > 1`,
    },
    {
      name,
      sql: `CREATE OR REPLACE VIEW ${sqlName(name)} AS
${rows} WHERE NOT EXISTS (FROM ${repeated} AS repeated WHERE repeated.${key} = raw.${key})
UNION ALL
${rows} WHERE raw.${key} IN (SELECT ${key} FROM ${repeated})
QUALIFY row_number() OVER (PARTITION BY raw.${key}, ${survivor('raw')} ORDER BY ${newest}) = 1`,
    },
  ];
}

function survivor(rows: string): string {
  return `coalesce(heap_migrations.to_user_id, ${rows}.user_id)`;
}
