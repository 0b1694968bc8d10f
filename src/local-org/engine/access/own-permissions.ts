import type { Clock } from '../../../base/clock.ts';
import { idOf } from '../ids.ts';
import type { Store } from '../records/store/store.ts';
import type { Rights } from './rights.ts';
import { systemPermissionNames } from './system-permissions.ts';

/**
 * Makes the one row of UserPermissionAccess be about the user who asks: what the profile and all permission sets give
 * together. Everybody may know that of himself.
 * https://developer.salesforce.com/docs/atlas.en-us.sfFieldRef.meta/sfFieldRef/salesforce_field_reference_UserPermissionAccess.htm
 */
export function showOwnPermissions(store: Store, rights: Rights, clock: Clock): void {
  const columns = systemPermissionNames.map((name) => `Permissions${name}`);
  store.transaction(() => {
    store.exec('DELETE FROM UserPermissionAccess');
    store
      .prepare(
        `INSERT INTO UserPermissionAccess (Id, LastCacheUpdate, ${columns.join(', ')}) VALUES (?, ?, ${columns.map(() => '?').join(', ')})`,
      )
      .run(
        idOf('0UP', 1),
        clock.now().getTime(),
        ...systemPermissionNames.map((permission) => (rights.can(permission) ? 1 : 0)),
      );
  });
}
