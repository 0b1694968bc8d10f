import type { Progress } from '../../base/progress.ts';
import type { JoinSettings } from '../../config/settings.ts';
import type { HeapExport } from '../../heap/export.ts';
import { type RawTable, rawTableName, resolvedTables } from '../../metrics/people/resolved-tables.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

const OF_USERS = ['user_id', 'identity', 'handle', 'email', 'joindate', 'last_modified'];
const OF_MERGES = ['from_user_id', 'to_user_id', 'time'];
const OF_VISITS = ['user_id', 'session_id', 'event_id', 'time'];

/**
 * Brings into the warehouse who the users are and when they were there, and nothing of what they did. Leaves `heap_users`
 * and `heap_last_seen(user_id, last_seen)`; empty where the export has neither sessions nor pageviews.
 */
export async function loadUsers(
  source: HeapExport,
  warehouse: Warehouse,
  { join: { contact, account }, progress }: { readonly join: JoinSettings; readonly progress: Progress },
): Promise<void> {
  const keys = [contact.heap, ...(account.kind === 'property' ? [account.heap] : [])];
  const tables = [...source.tables.values()];
  const visits = tables.some(({ role }) => role === 'sessions') ? 'sessions' : 'pageviews';
  const wanted: Readonly<Record<string, readonly string[]>> = {
    users: [...OF_USERS, ...keys],
    user_migrations: OF_MERGES,
    [visits]: OF_VISITS,
  };
  const raw: RawTable[] = [];
  for (const table of tables) {
    const columns = wanted[table.role];
    if (columns === undefined) continue;
    progress.update(table.name);
    const name = rawTableName(table.name);
    const present = table.columns?.map((column) => column.name).filter((column) => columns.includes(column));
    await warehouse.load(await table.table(present), name);
    raw.push({ name: table.name, role: table.role, columns: await warehouse.columns(name) });
  }
  for (const { sql } of resolvedTables(raw)) await warehouse.run(sql);
  await warehouse.run(`CREATE OR REPLACE TABLE heap_last_seen AS
    SELECT user_id, max("time") AS last_seen FROM heap_${visits} GROUP BY user_id`);
}
