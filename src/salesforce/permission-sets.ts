import { Refusal } from '../base/errors.ts';
import { insertRows } from './collections.ts';
import { to18 } from './ids.ts';
import type { Org } from './org.ts';
import { queryAll, soqlList, soqlText } from './query.ts';

export interface UserFacts {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly active: boolean;
}

/** A permission set in this org. */
export interface PermissionSetFacts {
  readonly id: string;
  readonly name: string;
  readonly label: string;
}

export type AssignOutcome =
  | { readonly status: 'assigned' | 'already-assigned'; readonly permissionSet: string }
  | { readonly status: 'no-such-permission-set'; readonly permissionSet: string }
  | { readonly status: 'refused'; readonly permissionSet: string; readonly code: string; readonly message: string };

export async function findUser(org: Org, username: string): Promise<UserFacts | undefined> {
  const [user] = await queryAll<{ Id: string; Username: string; Name: string; IsActive: boolean }>(
    org,
    `SELECT Id, Username, Name, IsActive FROM User WHERE Username = ${soqlText(username)}`,
  );
  return user && { id: to18(user.Id), username: user.Username, name: user.Name, active: user.IsActive };
}

/**
 * Permission sets by API name; those that the org does not have, or does not show, are left out. One of the org's own
 * goes before one of the same name that a managed package brought.
 */
export async function findPermissionSets(org: Org, names: readonly string[]): Promise<readonly PermissionSetFacts[]> {
  if (names.length === 0) return [];
  const rows = await queryAll<{ Id: string; Name: string; Label: string }>(
    org,
    `SELECT Id, Name, Label FROM PermissionSet WHERE Name IN ${soqlList(names)} AND IsOwnedByProfile = false ORDER BY NamespacePrefix NULLS FIRST`,
  );
  return rows.map(({ Id, Name, Label }) => ({ id: to18(Id), name: Name, label: Label }));
}

/** Names of the permission sets assigned to a user, without the one that stands for the profile. */
export async function assignedPermissionSets(org: Org, userId: string): Promise<readonly string[]> {
  const rows = await queryAll<{ PermissionSet: { Name: string } }>(
    org,
    `SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(userId)} AND PermissionSet.IsOwnedByProfile = false`,
  );
  return rows.map(({ PermissionSet }) => PermissionSet.Name);
}

/** Who has been assigned each of these permission sets, by username; users who are not active are left out. */
export async function permissionSetHolders(
  org: Org,
  names: readonly string[],
): Promise<readonly { readonly permissionSet: string; readonly username: string }[]> {
  if (names.length === 0) return [];
  const rows = await queryAll<{ PermissionSet: { Name: string }; Assignee: { Username: string } }>(
    org,
    `SELECT PermissionSet.Name, Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name IN ${soqlList(names)} AND Assignee.IsActive = true ORDER BY Assignee.Username`,
  );
  return rows.map(({ PermissionSet, Assignee }) => ({
    permissionSet: PermissionSet.Name,
    username: Assignee.Username,
  }));
}

/**
 * Assigns a permission set to a user; to have it already is well.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionsetassignment.htm
 */
export async function assignPermissionSet(org: Org, name: string, userId: string): Promise<AssignOutcome> {
  const permissionSet = name;
  try {
    const [found] = await findPermissionSets(org, [name]);
    if (!found) return { status: 'no-such-permission-set', permissionSet };
    const held = await queryAll(
      org,
      `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(userId)} AND PermissionSetId = ${soqlText(found.id)}`,
    );
    if (held.length > 0) return { status: 'already-assigned', permissionSet };
    const [outcome] = await insertRows(org, 'PermissionSetAssignment', [
      { AssigneeId: userId, PermissionSetId: found.id },
    ]);
    if (outcome?.status === 'accepted') return { status: 'assigned', permissionSet };
    const problem = outcome?.problems[0];
    // Somebody else was faster.
    if (problem?.code === 'DUPLICATE_VALUE') return { status: 'already-assigned', permissionSet };
    return {
      status: 'refused',
      permissionSet,
      code: problem?.code ?? 'UNKNOWN_EXCEPTION',
      message: problem?.message ?? '',
    };
  } catch (error) {
    if (error instanceof Refusal && (error.trouble === 'permission' || error.trouble === 'refused')) {
      return { status: 'refused', permissionSet, code: error.code, message: error.message };
    }
    throw error;
  }
}
