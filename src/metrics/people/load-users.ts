import { join as joinPath } from 'node:path';
import type { Progress } from '../../base/progress.ts';
import type { JoinSettings } from '../../config/settings.ts';
import type { HeapExport } from '../../heap/export.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type RawTable, rawTableName, resolvedTables } from './resolved-tables.ts';

const OF_USERS = ['user_id', 'identity', 'handle', 'email', 'joindate', 'last_modified'];
const OF_MERGES = ['from_user_id', 'to_user_id', 'time'];
const OF_VISITS = ['user_id', 'session_id', 'event_id', 'time'];

export interface UsersWanted {
  readonly join: JoinSettings;
  /** User properties beside the join keys. */
  readonly properties?: readonly string[];
  readonly progress: Progress;
  /** Where they may lie in a file as long as the warehouse is open; a million takes a hundred megabytes of memory else. */
  readonly folder?: string;
}

/** The file of `heap_users`, where it was loaded into a folder. */
export const usersFile = (folder: string): string => joinPath(folder, 'heap_users.parquet');

/** Brings into the warehouse who the users are, and nothing of what they did. Leaves `heap_users`. */
export async function loadUsers(
  source: HeapExport,
  warehouse: Warehouse,
  { join, properties, progress, folder }: UsersWanted,
) {
  await load(source, warehouse, { wanted: people(join, properties), progress, folder });
}

/** The same with every property that the export has. */
export async function loadWholeUsers(source: HeapExport, warehouse: Warehouse, progress: Progress): Promise<void> {
  await load(source, warehouse, { wanted: { users: 'all', user_migrations: OF_MERGES }, progress });
}

/**
 * Who the users are, and when they were there. Leaves `heap_users` and `heap_last_seen(user_id, last_seen)`; that one is empty
 * where the export has neither sessions nor pageviews.
 */
export async function loadUsersSeen(source: HeapExport, warehouse: Warehouse, { join, progress }: UsersWanted) {
  const visits = [...source.tables.values()].some(({ role }) => role === 'sessions') ? 'sessions' : 'pageviews';
  await load(source, warehouse, { wanted: { ...people(join), [visits]: OF_VISITS }, progress });
  await warehouse.run(`CREATE OR REPLACE TABLE heap_last_seen AS
    SELECT user_id, max("time") AS last_seen FROM heap_${visits} GROUP BY user_id`);
}

/** Columns by the role of their table. */
type Wanted = Readonly<Record<string, readonly string[] | 'all'>>;

function people({ contact, account }: JoinSettings, properties: readonly string[] = []): Wanted {
  const keys = [contact.heap, ...(account.kind === 'property' ? [account.heap] : [])];
  return { users: [...OF_USERS, ...keys, ...properties], user_migrations: OF_MERGES };
}

async function load(
  source: HeapExport,
  warehouse: Warehouse,
  {
    wanted,
    progress,
    folder,
  }: { readonly wanted: Wanted; readonly progress: Progress; readonly folder?: string | undefined },
): Promise<void> {
  const raw: RawTable[] = [];
  for (const table of source.tables.values()) {
    const columns = wanted[table.role];
    if (columns === undefined) continue;
    progress.update(table.name);
    const name = rawTableName(table.name);
    const present =
      columns === 'all'
        ? undefined
        : table.columns?.map(({ name }) => name).filter((column) => columns.includes(column));
    await warehouse.load(await table.table(present), name);
    raw.push({ name: table.name, role: table.role, columns: await warehouse.columns(name) });
  }
  for (const { name, sql, query } of resolvedTables(raw)) {
    if (query === undefined || folder === undefined) {
      await warehouse.run(sql);
      continue;
    }
    const file = joinPath(folder, `${name}.parquet`);
    await warehouse.copyToParquet(query, file);
    await warehouse.load({ kind: 'files', name, format: 'parquet', files: [file] });
  }
}
