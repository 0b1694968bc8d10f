import type { Store } from '../../records/store/store.ts';

export const viewTable = '_views';

/** Who looked at which row, and who used one, and when. */
export function createViews(store: Store): void {
  store.exec(
    `CREATE TABLE IF NOT EXISTS ${viewTable} (UserId TEXT NOT NULL, RowId TEXT NOT NULL, Viewed INTEGER, Referenced INTEGER, PRIMARY KEY (UserId, RowId)) WITHOUT ROWID`,
  );
}

export type View = 'VIEW' | 'REFERENCE';

/**
 * Notes that a user looked at rows or used them; a row that was looked at was used, too.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_for_view.htm
 */
export function noteViews(store: Store, userId: string, ids: readonly string[], view: View, now: Date): void {
  const time = Math.floor(now.getTime() / 1000) * 1000;
  const viewed = view === 'VIEW' ? time : null;
  const note = store.prepare(
    `INSERT INTO ${viewTable} (UserId, RowId, Viewed, Referenced) VALUES (?, ?, ?, ?)
     ON CONFLICT (UserId, RowId) DO UPDATE SET Viewed = coalesce(excluded.Viewed, Viewed), Referenced = excluded.Referenced`,
  );
  store.transaction(() => {
    for (const id of ids) note.run(userId, id, viewed, time);
  });
}
