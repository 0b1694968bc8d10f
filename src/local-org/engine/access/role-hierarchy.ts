import type { Store } from '../records/store/store.ts';

/**
 * The user, and all those whose roles are below the user's: their rows are open to who stands above them.
 * https://help.salesforce.com/s/articleView?id=platform.security_sharing_role_hierarchy.htm
 * And the queues that any of these is a member of, by himself or in a group: members use the rows of their queue as
 * its owner does.
 * https://help.salesforce.com/s/articleView?id=platform.queues_overview.htm
 */
export function ownersOf(store: Store, userId: string): readonly string[] {
  const others = store
    .prepare(
      `WITH RECURSIVE below (Id) AS (
         SELECT r.Id FROM UserRole r JOIN User me ON r.ParentRoleId = me.UserRoleId WHERE me.Id = ?1
         UNION SELECT r.Id FROM UserRole r JOIN below ON r.ParentRoleId = below.Id),
       people (Id) AS (
         SELECT ?1 UNION SELECT u.Id FROM User u WHERE u.UserRoleId IN (SELECT Id FROM below)),
       groups (Id) AS (
         SELECT m.GroupId FROM GroupMember m JOIN people ON m.UserOrGroupId = people.Id
         UNION SELECT m.GroupId FROM GroupMember m JOIN groups ON m.UserOrGroupId = groups.Id)
       SELECT Id FROM people WHERE Id <> ?1
       UNION ALL SELECT g.Id FROM "Group" g WHERE g.Type = 'Queue' AND g.Id IN (SELECT Id FROM groups)`,
    )
    .rows(userId);
  return [userId, ...others.map(([id]) => String(id))];
}
