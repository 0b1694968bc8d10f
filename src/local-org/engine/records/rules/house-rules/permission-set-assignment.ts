import type { Store, Stored } from '../../store/store.ts';
import { entry, type HouseRule, hasTwin, integrity } from './house-rule.ts';
import { licenceTrouble } from './licence-trouble.ts';

const isOwned = (store: Store, setId: Stored): boolean =>
  store.prepare('SELECT IsOwnedByProfile FROM PermissionSet WHERE Id = ?').row(setId)?.[0] === 1;

/**
 * A set is given to a user once, if the licence allows what it gives; the one that belongs to a profile comes and goes with the profile alone.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionsetassignment.htm
 * The words, and that the set of a profile cannot be given or taken away by a row, are not documented; believed.
 */
export const permissionSetAssignment: HouseRule = {
  check(write) {
    const { context, row } = write;
    if (isOwned(context.store, row('PermissionSetId')) && !context.platform) {
      return integrity(
        "You can't create a permission set assignment for a permission set that's owned by a profile.",
        'PermissionSetId',
      );
    }
    if (!hasTwin(write, 'AssigneeId', 'PermissionSetId')) {
      return licenceTrouble(context, row('AssigneeId'), row('PermissionSetId'));
    }
    return entry(
      'DUPLICATE_VALUE',
      `Duplicate PermissionSetAssignment. Assignee: ${row('AssigneeId')}; Permission Set: ${row('PermissionSetId')}`,
      'AssigneeId',
      'PermissionSetId',
    );
  },
  mayGo({ store }, id) {
    const setId = store.prepare('SELECT PermissionSetId FROM PermissionSetAssignment WHERE Id = ?').row(id)?.[0];
    if (setId === undefined || !isOwned(store, setId)) return undefined;
    return integrity("You can't delete a permission set assignment for a permission set that's owned by a profile.");
  },
};
