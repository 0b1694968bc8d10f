import { Mistake } from '../../base/errors.ts';
import { type GrantOutcome, grantFieldAccess } from '../../salesforce/field-access.ts';
import type { Org } from '../../salesforce/org.ts';
import type { MissingGrant } from './applied-metrics.ts';
import { aboutField, fieldKey } from './field-key.ts';
import { NO_PERMISSION_SET } from './grant-actions.ts';
import type { PlannedGrant } from './metric-plan.ts';

/** Grants access in each permission set; one that is refused does not hold up the others. */
export async function grantAll(granter: Org, grants: readonly PlannedGrant[]): Promise<readonly GrantOutcome[]> {
  const outcomes: GrantOutcome[] = [];
  for (const [permissionSet, ofSet = []] of Map.groupBy(grants, (one) => one.permissionSet)) {
    outcomes.push(...(await grantOne(granter, permissionSet, ofSet)));
  }
  return outcomes;
}

/** A permission set that is absent or hidden must not hide what has been done so far. */
async function grantOne(
  granter: Org,
  permissionSet: string,
  grants: readonly PlannedGrant[],
): Promise<readonly GrantOutcome[]> {
  try {
    return await grantFieldAccess(granter, { permissionSet, grants });
  } catch (error) {
    if (!(error instanceof Mistake) || error.trouble !== 'unknown-name') throw error;
    const { message } = error;
    return grants.map(({ object, field }) => ({
      status: 'refused',
      permissionSet,
      object,
      field,
      code: NO_PERMISSION_SET,
      message,
    }));
  }
}

/** Planned access that was refused, with why. */
export function missingGrants(grants: readonly PlannedGrant[], outcomes: readonly GrantOutcome[]): MissingGrant[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status !== 'refused') return [];
    const planned = grants.find(
      (one) => one.permissionSet === outcome.permissionSet && fieldKey(one) === fieldKey(outcome),
    );
    if (!planned) return [];
    const { permissionSet, edit } = planned;
    return [{ ...aboutField(planned), permissionSet, edit, code: outcome.code, message: outcome.message }];
  });
}
