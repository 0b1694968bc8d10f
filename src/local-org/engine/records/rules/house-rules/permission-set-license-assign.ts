import type { RecordContext } from '../../context.ts';
import { duplicateRow, entry, type HouseRule, hasTwin } from './house-rule.ts';

/**
 * A permission set license is given to a user once, and only while one is left.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionsetlicenseassign.htm
 * The words are not documented; believed.
 */
export const permissionSetLicenseAssign: HouseRule = {
  check(write) {
    const { context, id, row } = write;
    if (hasTwin(write, 'AssigneeId', 'PermissionSetLicenseId')) return duplicateRow();
    const [used, total] = context.store
      .prepare('SELECT UsedLicenses, TotalLicenses FROM PermissionSetLicense WHERE Id = ?')
      .row(row('PermissionSetLicenseId')) ?? [0, 0];
    return id === undefined && Number(used) >= Number(total)
      ? entry('LICENSE_LIMIT_EXCEEDED', 'License Limit Exceeded')
      : undefined;
  },
  saved: count,
  gone: count,
};

function count({ store }: RecordContext): void {
  store
    .prepare(
      `UPDATE PermissionSetLicense AS l SET UsedLicenses =
         (SELECT count(*) FROM PermissionSetLicenseAssign a WHERE a.PermissionSetLicenseId = l.Id)`,
    )
    .run();
}
