/** What a table of an export holds. Each event that Heap sends has a table of its own. */
export type TableRole = 'users' | 'sessions' | 'pageviews' | 'user_migrations' | 'event';

const named: Readonly<Record<string, TableRole>> = {
  users: 'users',
  sessions: 'sessions',
  pageviews: 'pageviews',
  user_migrations: 'user_migrations',
};

/** The role that a table's name tells: https://help.heap.io/heap-connect/heap-connect-guide/data-schema */
export function roleOf(table: string): TableRole {
  return named[table] ?? 'event';
}

/** Tables of Heap's own, as `_event_metadata`, hold no activity. */
export function isInternal(table: string): boolean {
  return table.startsWith('_');
}

const order: readonly TableRole[] = ['users', 'user_migrations', 'sessions', 'pageviews', 'event'];

/** People first, then sessions, pageviews and events by name. */
export function byRole(
  a: { readonly name: string; readonly role: TableRole },
  b: { readonly name: string; readonly role: TableRole },
): number {
  return order.indexOf(a.role) - order.indexOf(b.role) || (a.name < b.name ? -1 : 1);
}
