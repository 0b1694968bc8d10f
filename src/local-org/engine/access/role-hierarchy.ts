import type { Store } from '../records/store/store.ts';

/**
 * The user, and all those whose roles are below the user's: their rows are open to who stands above them.
 * https://help.salesforce.com/s/articleView?id=platform.security_sharing_role_hierarchy.htm
 */
export function ownersOf(store: Store, userId: string): readonly string[] {
  const below = store
    .prepare(
      `WITH RECURSIVE below (Id) AS (
         SELECT r.Id FROM UserRole r JOIN User me ON r.ParentRoleId = me.UserRoleId WHERE me.Id = ?1
         UNION SELECT r.Id FROM UserRole r JOIN below ON r.ParentRoleId = below.Id)
       SELECT u.Id FROM User u WHERE u.UserRoleId IN (SELECT Id FROM below) AND u.Id <> ?1`,
    )
    .rows(userId);
  return [userId, ...below.map(([id]) => String(id))];
}
