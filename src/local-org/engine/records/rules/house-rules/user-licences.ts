import type { RecordContext } from '../../context.ts';
import type { Store, Stored } from '../../store/store.ts';

const used = `SELECT count(*) FROM User u JOIN Profile p ON p.Id = u.ProfileId WHERE u.IsActive = 1 AND p.UserLicenseId = l.Id`;

/**
 * Whether a licence of the profile's kind is left for a user, besides the one that this user may have already.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userlicense.htm
 */
export function licenceFree(store: Store, profileId: Stored, userId: string | undefined): boolean {
  const row = store
    .prepare(
      `SELECT l.TotalLicenses, (${used} AND u.Id IS NOT ?2) FROM UserLicense l JOIN Profile q ON q.UserLicenseId = l.Id WHERE q.Id = ?1`,
    )
    .row(profileId, userId ?? null);
  return row === undefined || Number(row[1]) < Number(row[0]);
}

/** Brings the count of licences in use up to date. */
export function countLicences({ store }: RecordContext): void {
  store.prepare(`UPDATE UserLicense AS l SET UsedLicenses = (${used})`).run();
}
