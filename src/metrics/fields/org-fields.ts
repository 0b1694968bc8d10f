import { Mistake, Refusal } from '../../base/errors.ts';
import type { Level } from '../../config/settings.ts';
import { describeObject, type ObjectDescription, resolveObject } from '../../salesforce/describe.ts';
import { type FieldAccess, readFieldAccess } from '../../salesforce/field-access.ts';
import type { Org } from '../../salesforce/org.ts';
import { permissionSetHolders } from '../../salesforce/permission-sets.ts';
import { queryAll } from '../../salesforce/query.ts';
import { type ObjectFields, readObjectFields } from '../../salesforce/read-custom-fields.ts';
import { METRIC_SETS, USAGE_OBJECTS } from '../usage-objects.ts';

/** One usage object of an org, as far as metrics are concerned. */
export interface UsageObjectFields extends ObjectFields {
  readonly level: Level;
  /** As the connecting user sees it. */
  readonly description: ObjectDescription;
  /** What our permission sets grant on it; undefined when nobody signed in may know. */
  readonly access: readonly FieldAccess[] | undefined;
}

/** What an org has of metric fields. */
export interface OrgFields {
  /** As a person knows the org: its alias, or the username. */
  readonly name: string;
  /** The connecting user. */
  readonly user: string;
  readonly objects: readonly UsageObjectFields[];
  /** As Salesforce names it: `Enterprise Edition`. */
  readonly edition: string | undefined;
  /** Who has the permission sets that show the fields; undefined when nobody signed in may know. */
  readonly holders: readonly { readonly permissionSet: string; readonly username: string }[] | undefined;
}

const SETS = METRIC_SETS.map(({ permissionSet }) => permissionSet);

/**
 * Reads the usage objects and all their custom fields as the connecting user, and who may see them as `admin`, since the
 * connecting user may seldom know.
 */
export async function readOrgFields(org: Org, admin = org): Promise<OrgFields> {
  const objects: UsageObjectFields[] = [];
  for (const level of ['account', 'contact'] as const) objects.push(await readUsageObject(org, admin, level));
  const [company] = await queryAll<{ OrganizationType: string }>(org, 'SELECT OrganizationType FROM Organization');
  return {
    name: org.alias ?? org.username,
    user: org.username,
    objects,
    edition: company?.OrganizationType,
    holders: await unlessHidden(permissionSetHolders(admin, SETS)),
  };
}

async function readUsageObject(org: Org, admin: Org, level: Level): Promise<UsageObjectFields> {
  const description = await describeUsageObject(org, level);
  const object = description.name;
  const found = await readObjectFields(org, object);
  if (found === undefined) throw absent(USAGE_OBJECTS[level].object, org);
  return { level, description, ...found, access: await unlessHidden(readFieldAccess(admin, SETS, [object])) };
}

/** A usage object as the connecting user sees it. */
export async function describeUsageObject(org: Org, level: Level): Promise<ObjectDescription> {
  const { object } = USAGE_OBJECTS[level];
  const name = await resolveObject(org, object);
  const description = name === undefined ? undefined : await describeObject(org, name);
  if (description) return description;
  throw absent(object, org);
}

function absent(object: string, org: Org): Mistake {
  return new Mistake({
    trouble: 'permission',
    message: `The org has no object ${object}, or ${org.username} may not see it.`,
    actions: [
      'If the Heap package is not in the org yet: an admin runs heap-sf setup.',
      `If it is: an admin assigns the permission set Heap_Usage_Sync to ${org.username}.`,
    ],
    facts: { object, user: org.username, permissionSet: 'Heap_Usage_Sync' },
  });
}

/**
 * FieldPermissions can be read only with View Setup and Configuration, which the connecting user need not have.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
 */
async function unlessHidden<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Refusal && ['permission', 'refused', 'unknown-name'].includes(error.trouble)) return undefined;
    throw error;
  }
}
