import { Mistake, Refusal } from '../base/errors.ts';
import { insertRows, type Row, type RowOutcome, updateRows } from './collections.ts';
import type { Org } from './org.ts';
import { findPermissionSets } from './permission-sets.ts';
import { queryAll, soqlList, soqlText } from './query.ts';

/** Access to one field. Names are API names: `Heap_Contact_Usage__c`, `Sessions_Past_7_Days__c`. */
export interface FieldGrant {
  readonly object: string;
  readonly field: string;
  /** Read and edit; else read alone. */
  readonly edit: boolean;
}

interface Granted {
  readonly permissionSet: string;
  readonly object: string;
  readonly field: string;
}

export type GrantOutcome =
  | (Granted & { readonly status: 'granted' | 'unchanged' })
  | (Granted & { readonly status: 'refused'; readonly code: string; readonly message: string });

export interface FieldAccess {
  readonly permissionSet: string;
  readonly object: string;
  readonly field: string;
  readonly read: boolean;
  readonly edit: boolean;
}

interface FieldPermissionsRow {
  readonly Id: string;
  readonly Parent: { readonly Name: string };
  readonly SobjectType: string;
  readonly Field: string;
  readonly PermissionsRead: boolean;
  readonly PermissionsEdit: boolean;
}

/**
 * Adds or widens FieldPermissions rows of one permission set. Nothing else of the set is touched: deploying a permission
 * set would replace it whole. What was wider already stays. When the user may not grant at all, each grant says so.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 */
export async function grantFieldAccess(
  org: Org,
  request: { readonly permissionSet: string; readonly grants: readonly FieldGrant[] },
): Promise<readonly GrantOutcome[]> {
  if (request.grants.length === 0) return [];
  try {
    return await grant(org, request.permissionSet, request.grants);
  } catch (error) {
    if (!(error instanceof Refusal) || (error.trouble !== 'permission' && error.trouble !== 'refused')) throw error;
    const { code, message } = error;
    return request.grants.map((one) => ({ ...named(request.permissionSet, one), status: 'refused', code, message }));
  }
}

/** The FieldPermissions rows of these permission sets for these objects. */
export async function readFieldAccess(
  org: Org,
  permissionSets: readonly string[],
  objects: readonly string[],
): Promise<readonly FieldAccess[]> {
  const rows = await rowsOf(org, permissionSets, objects);
  return rows.map((row) => ({
    permissionSet: row.Parent.Name,
    object: row.SobjectType,
    field: fieldOf(row),
    read: row.PermissionsRead,
    edit: row.PermissionsEdit,
  }));
}

/** Labels of the permission sets, and names of the profiles, that show fields of an object, by field in lower case. */
export async function fieldGrantees(
  org: Org,
  object: string,
  fields: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (fields.length === 0) return new Map();
  const names = fields.map((field) => `${object}.${field}`);
  const rows = await queryAll<{
    Field: string;
    Parent: { Label: string; IsOwnedByProfile: boolean; Profile: { Name: string } | null };
  }>(
    org,
    `SELECT Field, Parent.Label, Parent.IsOwnedByProfile, Parent.Profile.Name FROM FieldPermissions WHERE SobjectType = ${soqlText(object)} AND Field IN ${soqlList(names)} AND PermissionsRead = true`,
  );
  const byField = Map.groupBy(rows, (row) => row.Field.slice(object.length + 1).toLowerCase());
  return new Map(
    [...byField].map(([field, ofField]) => [
      field,
      ofField
        .map(({ Parent }) => (Parent.IsOwnedByProfile ? `profile ${Parent.Profile?.Name ?? ''}` : Parent.Label))
        .sort(),
    ]),
  );
}

async function grant(org: Org, permissionSet: string, grants: readonly FieldGrant[]): Promise<readonly GrantOutcome[]> {
  const [set] = await findPermissionSets(org, [permissionSet]);
  if (!set) throw noSuchSet(permissionSet);
  const present = await rowsOf(org, [permissionSet], [...new Set(grants.map(({ object }) => object))]);
  const byField = new Map(present.map((row) => [key(row.SobjectType, fieldOf(row)), row]));

  const outcomes = new Map<FieldGrant, GrantOutcome>();
  const added: FieldGrant[] = [];
  const widened: { readonly grant: FieldGrant; readonly id: string }[] = [];
  for (const one of grants) {
    const row = byField.get(key(one.object, one.field));
    if (!row) added.push(one);
    else if (row.PermissionsEdit || (row.PermissionsRead && !one.edit)) {
      outcomes.set(one, { ...named(permissionSet, one), status: 'unchanged' });
    } else widened.push({ grant: one, id: row.Id });
  }

  const fresh = added.map((one): Row => ({ ParentId: set.id, ...namesOf(one), ...flagsOf(one) }));
  const wider = widened.map(({ grant: one, id }): Row => ({ Id: id, ...flagsOf(one) }));
  for (const outcome of await insertRows(org, 'FieldPermissions', fresh)) {
    outcomes.set(added[outcome.index]!, outcomeOf(permissionSet, added[outcome.index]!, outcome));
  }
  for (const outcome of await updateRows(org, 'FieldPermissions', wider)) {
    const one = widened[outcome.index]!.grant;
    outcomes.set(one, outcomeOf(permissionSet, one, outcome));
  }
  return grants.map((one) => outcomes.get(one)!);
}

async function rowsOf(
  org: Org,
  permissionSets: readonly string[],
  objects: readonly string[],
): Promise<readonly FieldPermissionsRow[]> {
  if (permissionSets.length === 0 || objects.length === 0) return [];
  return queryAll<FieldPermissionsRow>(
    org,
    `SELECT Id, Parent.Name, SobjectType, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE Parent.Name IN ${soqlList(permissionSets)} AND SobjectType IN ${soqlList(objects)}`,
  );
}

function outcomeOf(permissionSet: string, one: FieldGrant, outcome: RowOutcome): GrantOutcome {
  if (outcome.status === 'accepted') return { ...named(permissionSet, one), status: 'granted' };
  const problem = outcome.problems[0];
  // Somebody else added the same row since we looked.
  if (problem?.code === 'DUPLICATE_VALUE') return { ...named(permissionSet, one), status: 'unchanged' };
  const message = outcome.problems.map((each) => each.message).join(' ');
  return { ...named(permissionSet, one), status: 'refused', code: problem?.code ?? 'UNKNOWN_EXCEPTION', message };
}

function named(permissionSet: string, { object, field }: FieldGrant): Granted {
  return { permissionSet, object, field };
}

function namesOf({ object, field }: FieldGrant) {
  return { SobjectType: object, Field: `${object}.${field}` };
}

function flagsOf({ edit }: FieldGrant) {
  return { PermissionsRead: true, PermissionsEdit: edit };
}

/** `Heap_Contact_Usage__c.Sessions__c` → `Sessions__c`. */
function fieldOf(row: FieldPermissionsRow): string {
  return row.Field.slice(row.Field.indexOf('.') + 1);
}

function key(object: string, field: string): string {
  return `${object}.${field}`.toLowerCase();
}

function noSuchSet(permissionSet: string): Mistake {
  return new Mistake({
    trouble: 'unknown-name',
    message: `The org has no permission set ${permissionSet}, or the connected user may not see it.`,
    actions: ['Deploy it: heap-sf setup', 'Or have an admin give the connecting user View Setup and Configuration.'],
    facts: { permissionSet },
  });
}
