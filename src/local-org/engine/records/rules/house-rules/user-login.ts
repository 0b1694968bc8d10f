import type { RecordContext } from '../../context.ts';

/**
 * Every user has one row that tells whether the login is frozen.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userlogin.htm
 */
export function keepUserLogin(context: RecordContext, userId: string): void {
  const { store, schema, serials } = context;
  if (store.prepare('SELECT 1 FROM UserLogin WHERE UserId = ?').row(userId) !== undefined) return;
  const now = context.stamp();
  store
    .prepare(
      'INSERT INTO UserLogin (Id, UserId, IsFrozen, IsPasswordLocked, LastModifiedDate, LastModifiedById) VALUES (?, ?, 0, 0, ?, ?)',
    )
    .run(serials.nextId(schema.object('UserLogin')!), userId, now, context.rights.userId);
  context.touched('UserLogin');
}
