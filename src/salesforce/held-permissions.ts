import { Refusal } from '../base/errors.ts';
import { describeObject } from './describe.ts';
import type { Org } from './org.ts';
import { queryAll, soqlText } from './query.ts';

/** System permissions that our work depends on, by the names the API has for them. */
const systemPermissions = [
  'ApiEnabled',
  'CustomizeApplication',
  'ModifyMetadata',
  'ViewSetup',
  'ManageProfilesPermissionsets',
  'AssignPermissionSets',
  'ViewAllData',
  'ModifyAllData',
] as const;

export type SystemPermission = (typeof systemPermissions)[number];

export type Held = 'held' | 'not-held' | 'unknown';

/**
 * Which system permissions the connected user holds, through the profile or permission sets. A user who may not look at
 * permission sets learns little: then only what a request has proved, that the API is enabled, is known.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm
 */
export async function heldPermissions(org: Org): Promise<ReadonlyMap<SystemPermission, Held>> {
  const known = new Map<SystemPermission, Held>(systemPermissions.map((name) => [name, 'unknown']));
  known.set('ApiEnabled', 'held');
  const description = await describeObject(org, 'PermissionSet');
  // Editions differ in which permissions exist, and a column that does not would fail the whole query.
  const asked = systemPermissions.filter((name) => description?.fields.has(column(name).toLowerCase()));
  if (asked.length === 0) return known;
  const sets = await setsOf(org, asked);
  if (sets.length === 0) return known;
  for (const name of asked) {
    const held = sets.some((set) => set[column(name)] === true);
    if (name !== 'ApiEnabled') known.set(name, held ? 'held' : 'not-held');
  }
  return known;
}

type SetRow = Readonly<Record<string, unknown>>;

/** The permission sets of the connected user, the hidden one that holds the profile's rights included; none when they may not be seen. */
async function setsOf(org: Org, permissions: readonly SystemPermission[]): Promise<readonly SetRow[]> {
  const columns = ['IsOwnedByProfile', ...permissions.map(column)].join(', ');
  const user = soqlText(org.userId);
  const from = `SELECT ${columns} FROM PermissionSet`;
  try {
    const assigned = await queryAll<SetRow>(
      org,
      `${from} WHERE Id IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${user})`,
    );
    if (assigned.some((set) => set['IsOwnedByProfile'] === true)) return assigned;
    const ofProfile = `${from} WHERE ProfileId IN (SELECT ProfileId FROM User WHERE Id = ${user})`;
    return [...assigned, ...(await queryAll<SetRow>(org, ofProfile))];
  } catch (error) {
    if (error instanceof Refusal && (error.trouble === 'permission' || error.trouble === 'refused')) return [];
    throw error;
  }
}

function column(permission: SystemPermission): string {
  return `Permissions${permission}`;
}
