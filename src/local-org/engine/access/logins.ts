import type { Store } from '../records/store/store.ts';

/**
 * Whether a user may come in: active, and with a login that is not frozen.
 * https://help.salesforce.com/s/articleView?id=platform.users_freeze.htm
 * That a frozen user's sessions end at once is not documented; believed.
 */
export function mayEnter(store: Store, userId: string): boolean {
  const row = store
    .prepare(
      'SELECT 1 FROM User u LEFT JOIN UserLogin l ON l.UserId = u.Id WHERE u.Id = ? AND u.IsActive = 1 AND l.IsFrozen IS NOT 1',
    )
    .row(userId);
  return row !== undefined;
}
