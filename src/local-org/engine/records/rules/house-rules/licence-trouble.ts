import { userLicences } from '../../../access/user-licences.ts';
import type { ApiErrorEntry } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import type { Stored } from '../../store/store.ts';
import { integrity } from './house-rule.ts';

/**
 * A user's licence limits what permission sets can give: a set made for one licence is for its users alone, and
 * integration users reach standard objects only with a permission set license.
 * https://help.salesforce.com/s/articleView?id=platform.perm_sets_licenses.htm
 * https://help.salesforce.com/s/articleView?id=platform.integration_user.htm
 * Observed: answers quoted in public repositories. The words for a set of another licence are not documented; believed.
 */
export function licenceTrouble(context: RecordContext, userId: Stored, setId: Stored): ApiErrorEntry | undefined {
  const { store, schema } = context;
  const [name = null, licence = null, licenceId = null] =
    store
      .prepare(
        `SELECT u.Name, l.Name, l.Id FROM User u JOIN Profile p ON p.Id = u.ProfileId
         JOIN UserLicense l ON l.Id = p.UserLicenseId WHERE u.Id = ?`,
      )
      .row(userId) ?? [];
  const [label = null, meant = null] =
    store.prepare('SELECT Label, LicenseId FROM PermissionSet WHERE Id = ?').row(setId) ?? [];
  const refused = `Can't assign permission set "${label}" to user "${name}".`;
  if (meant !== null && meant !== licenceId) {
    return integrity(`${refused} The user license doesn't match the license of the permission set.`);
  }
  const needed = userLicences.find((each) => each.name === licence)?.standardObjectsWith;
  if (needed === undefined || holds(context, userId, needed)) return undefined;
  const object = store
    .prepare('SELECT SobjectType FROM ObjectPermissions WHERE ParentId = ? ORDER BY SobjectType')
    .rows(setId)
    .map(([type]) => schema.object(String(type)))
    .find((each) => each !== undefined && !each.custom);
  return object === undefined
    ? undefined
    : integrity(`${refused} The user license doesn't allow the permission: Read ${object.labelPlural}`);
}

function holds({ store }: RecordContext, userId: Stored, licence: string): boolean {
  const row = store
    .prepare(
      `SELECT 1 FROM PermissionSetLicenseAssign a JOIN PermissionSetLicense l ON l.Id = a.PermissionSetLicenseId
       WHERE a.AssigneeId = ? AND l.DeveloperName = ?`,
    )
    .row(userId, licence);
  return row !== undefined;
}
