import type { RecordContext } from '../../context.ts';
import { entry, type HouseRule, hasTwin } from './house-rule.ts';

/**
 * A profile has a permission set of its own that holds what it gives. The standard profiles stay, and so does one that
 * users have.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_profile.htm
 * The words are not documented; believed.
 */
export const profile: HouseRule = {
  check(write) {
    return hasTwin(write, 'Name')
      ? entry('DUPLICATE_VALUE', 'duplicate value found: Name duplicates value on record with id: <unknown>', 'Name')
      : undefined;
  },
  mayGo({ store }, id) {
    const [custom, users] = store
      .prepare(
        `SELECT (SELECT IsCustom FROM PermissionSet WHERE ProfileId = ?1 AND IsOwnedByProfile = 1),
           (SELECT group_concat(Id, ', ') FROM (SELECT Id FROM User WHERE ProfileId = ?1 LIMIT 5))`,
      )
      .row(id) ?? [0, null];
    if (custom !== 1) return entry('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
    return users === null
      ? undefined
      : entry(
          'DELETE_FAILED',
          `Your attempt to delete Profile could not be completed because it is associated with the following records in Users: ${users}`,
        );
  },
  saved: ownSet,
};

/** Gives the profile its permission set, unless it has it. */
function ownSet(context: RecordContext, id: string): void {
  const { store, schema, serials, platform } = context;
  const owned = store.prepare('SELECT 1 FROM PermissionSet WHERE ProfileId = ? AND IsOwnedByProfile = 1').row(id);
  // The platform makes the set by itself, with the Id that it shall have.
  if (platform || owned !== undefined) return;
  const [label, licence] = store.prepare('SELECT Name, UserLicenseId FROM Profile WHERE Id = ?').row(id) ?? [
    null,
    null,
  ];
  const now = context.stamp();
  store
    .prepare(
      `INSERT INTO PermissionSet (Id, Name, Label, ProfileId, LicenseId, IsOwnedByProfile, IsCustom, Type, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById, SystemModstamp)
       VALUES (?, ?, ?, ?, ?, 1, 1, 'Profile', ?, ?, ?, ?, ?)`,
    )
    .run(
      serials.nextId(schema.object('PermissionSet')!),
      `X${id.slice(0, 15)}`,
      label ?? null,
      id,
      licence ?? null,
      now,
      context.rights.userId,
      now,
      context.rights.userId,
      now,
    );
  context.touched('PermissionSet');
}
