import { systemTroubles } from '../../../access/dependencies.ts';
import { systemPermissionNames } from '../../../access/system-permissions.ts';
import { developerNameTrouble } from './developer-name.ts';
import { entry, type HouseRule, type HouseWrite, integrity } from './house-rule.ts';
import { managedTrouble } from './permission-parent.ts';
import { permissionSetNote } from './permission-tracking.ts';

/**
 * A set has a developer name, and every permission with all that it depends on; it goes when nobody has it any more.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm
 * That a set in use is kept is Observed: uninstalling a package fails for it in public issues. The words for it are not
 * documented; believed.
 */
export const permissionSet: HouseRule = {
  check(write) {
    const { context, id, given, row } = write;
    const managed = id === undefined ? undefined : managedTrouble(context, id, 'PermissionSet');
    if (managed !== undefined) return managed;
    const misnamed =
      given('Name') === undefined ? undefined : developerNameTrouble('Permission Set', row('Name'), 'Name');
    if (misnamed !== undefined) return misnamed;
    const namesake = given('Name') === undefined ? undefined : namesakeOf(write);
    if (namesake !== undefined) {
      return entry('DUPLICATE_VALUE', `duplicate value found: Name duplicates value on record with id: ${namesake}`);
    }
    const held = new Set(systemPermissionNames.filter((name) => row(`Permissions${name}`) === 1));
    const said = systemTroubles(held);
    return said.length === 0 ? undefined : integrity(said.join('; '));
  },
  saved: (context, id) => permissionSetNote(context, id)('changed'),
  going(context, id) {
    const note = permissionSetNote(context, id);
    return () => note('deleted');
  },
  mayGo(context, id) {
    const [owned, assigned] = context.store
      .prepare(
        `SELECT IsOwnedByProfile, (SELECT count(*) FROM PermissionSetAssignment WHERE PermissionSetId = ?1)
         FROM PermissionSet WHERE Id = ?1`,
      )
      .row(id) ?? [0, 0];
    if (owned === 1) return entry('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
    const managed = managedTrouble(context, id, 'PermissionSet');
    if (managed !== undefined) return managed;
    return Number(assigned) > 0
      ? entry(
          'DELETE_FAILED',
          "You can't delete this permission set because it's assigned to users. Remove its assignments first.",
        )
      : undefined;
  },
};

/** Another set of the name: one of a package and one of the org's own may share it. */
const namesakeOf = ({ context, id, row }: HouseWrite): string | undefined => {
  const found = context.store
    .prepare('SELECT Id FROM PermissionSet WHERE Name = ? COLLATE NOCASE AND NamespacePrefix IS ? AND Id IS NOT ?')
    .row(row('Name'), row('NamespacePrefix'), id ?? null)?.[0];
  return found === undefined ? undefined : String(found);
};
