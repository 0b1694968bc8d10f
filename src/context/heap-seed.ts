import { silentProgress } from '../base/progress.ts';
import type { Cell } from '../base/table.ts';
import type { HeapExport } from '../heap/export.ts';
import type { Seed, SeedMigration, SeedUser } from '../local-heap/index.ts';
import { loadWholeUsers } from '../metrics/people/load-users.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { LOCAL_APP } from './local-app.ts';

/** So many users at a time. */
const pageSize = 10_000;

/**
 * The users of an export as a local Heap begins with them: those that Heap would show, under their own user_ids, with
 * their properties under the names of the export's columns, and who has become whom.
 */
export async function heapSeed(source: HeapExport, warehouse: Warehouse): Promise<Seed> {
  await loadWholeUsers(source, warehouse, silentProgress);
  return { appId: LOCAL_APP, users: users(warehouse), migrations: migrations(warehouse) };
}

type Row = Readonly<Record<string, Cell>>;

const builtIn: ReadonlySet<string> = new Set(['user_id', 'identity', 'handle', 'email', 'joindate', 'last_modified']);

async function* users(warehouse: Warehouse): AsyncGenerator<SeedUser> {
  for (let last: Cell = -1; ; ) {
    const sql = `SELECT * FROM heap_users WHERE user_id > ? ORDER BY user_id LIMIT ${pageSize}`;
    const rows: readonly Row[] = await warehouse.rows<Row>(sql, [last]);
    for (const row of rows) yield seedUser(row);
    if (rows.length < pageSize) return;
    last = rows.at(-1)?.['user_id'] ?? null;
  }
}

/** An export does not say when a user became another in one form only: the user's last change is near enough. */
async function* migrations(warehouse: Warehouse): AsyncGenerator<SeedMigration> {
  const rows = await warehouse.rows<Row>(`SELECT from_user_id, to_user_id, last_modified FROM heap_migrations
LEFT JOIN heap_users ON heap_users.user_id = heap_migrations.to_user_id ORDER BY from_user_id`);
  for (const row of rows) {
    yield {
      fromUserId: idOf(row['from_user_id']),
      toUserId: idOf(row['to_user_id']),
      time: timeOf(row['last_modified']),
    };
  }
}

function seedUser(row: Row): SeedUser {
  const properties = Object.entries(row).flatMap(([name, cell]) => {
    const value = builtIn.has(name) ? undefined : sentValue(cell);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    userId: idOf(row['user_id']),
    identity: textOf(row['identity']),
    handle: textOf(row['handle']),
    email: textOf(row['email']),
    joined: timeOf(row['joindate']),
    lastModified: timeOf(row['last_modified']),
    properties: Object.fromEntries(properties),
  };
}

/** What Heap's API would have been sent for it: a text or a number. */
function sentValue(cell: Cell): string | number | undefined {
  if (cell === null) return undefined;
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : String(cell);
}

const idOf = (cell: Cell | undefined): number | bigint => (typeof cell === 'bigint' ? cell : Number(cell));
const textOf = (cell: Cell | undefined): string | null => (typeof cell === 'string' && cell !== '' ? cell : null);
const timeOf = (cell: Cell | undefined): Date | null => (cell instanceof Date ? cell : null);
