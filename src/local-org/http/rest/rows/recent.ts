import { ApiError } from '../../../engine/api-error.ts';
import type { Session } from '../../../engine/types.ts';
import { type Answer, type Ask, ok, type RestRoute, restPage } from '../route.ts';

/** The rows that the user has to do with at present. */
export const recentRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'recent', page: restPage('resources_recent_items'), answer: recent },
];

/** The rows with a name that this user worked on last, newest first; 200 unless a limit is named. */
function recent({ entry, query }: Ask): Answer {
  const limit = Math.min(200, Math.max(1, Number(query['limit'] ?? 200) || 200));
  const objects = entry.engine.schema.objects().filter(({ permissionable }) => permissionable);
  return ok(
    objects
      .flatMap(({ name }) => recentOf(entry.session, name, limit, entry.apiVersion))
      .sort((a, b) => b.stamp.localeCompare(a.stamp))
      .slice(0, limit)
      .map(({ wire }) => wire),
  );
}

interface RecentRow {
  readonly stamp: string;
  readonly wire: Readonly<Record<string, unknown>>;
}

/** None for an object that this user may not read. */
export function recentOf(session: Session, object: string, limit: number, apiVersion: string): readonly RecentRow[] {
  const soql = `SELECT Id, Name, LastModifiedDate FROM ${object} WHERE LastModifiedById = '${session.user.id}' ORDER BY LastModifiedDate DESC LIMIT ${limit}`;
  try {
    return session
      .query(soql, { apiVersion })
      .records.map(({ LastModifiedDate, ...wire }) => ({ stamp: String(LastModifiedDate), wire }));
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
}
