import { Mistake, Refusal } from '../base/errors.ts';
import type { Level } from '../config/settings.ts';
import { describeObject, type ObjectDescription, resolveObject } from '../salesforce/describe.ts';
import { type FieldAccess, readFieldAccess } from '../salesforce/field-access.ts';
import { type CustomFieldMetadata, readCustomFields } from '../salesforce/metadata.ts';
import type { Org } from '../salesforce/org.ts';
import { queryAll } from '../salesforce/query.ts';
import type { Metric } from './metric.ts';
import { METRIC_SETS, USAGE_OBJECTS } from './usage-objects.ts';

/** One usage object of an org, as far as metrics are concerned. */
export interface UsageObjectFields {
  readonly level: Level;
  /** As the connecting user sees it. */
  readonly description: ObjectDescription;
  /** Its custom fields, hidden ones included as far as a metric or a permission set of ours names them. */
  readonly fields: readonly CustomFieldMetadata[];
  /** What our permission sets grant on it; undefined when the connecting user may not know. */
  readonly access: readonly FieldAccess[] | undefined;
}

/** What an org has of metric fields. */
export interface OrgFields {
  readonly objects: readonly UsageObjectFields[];
  /** As Salesforce names it: `Enterprise Edition`. */
  readonly edition: string | undefined;
}

/**
 * Reads the usage objects and their custom fields as the connecting user, and who may see them as `admin`, since the
 * connecting user may seldom know.
 */
export async function readOrgFields(org: Org, metrics: readonly Metric[], admin = org): Promise<OrgFields> {
  const objects: UsageObjectFields[] = [];
  for (const level of ['account', 'contact'] as const) {
    objects.push(
      await readUsageObject(
        org,
        admin,
        level,
        metrics.filter((metric) => metric.level === level),
      ),
    );
  }
  const [company] = await queryAll<{ OrganizationType: string }>(org, 'SELECT OrganizationType FROM Organization');
  return { objects, edition: company?.OrganizationType };
}

async function readUsageObject(
  org: Org,
  admin: Org,
  level: Level,
  metrics: readonly Metric[],
): Promise<UsageObjectFields> {
  const description = await describeUsageObject(org, level);
  const object = description.name;
  const access = await readAccess(admin, object);
  const { externalId, lookup } = USAGE_OBJECTS[level];
  const ofPackage = new RegExp(`^(\\w+__)?(${externalId}|${lookup})$`, 'i');
  const names = new Map(
    [
      ...metrics.map(({ field }) => field.name),
      ...[...description.fields.values()].filter(({ custom }) => custom).map(({ name }) => name),
      ...(access ?? []).map(({ field }) => field),
    ]
      .filter((name) => !ofPackage.test(name))
      .map((name) => [name.toLowerCase(), name]),
  );
  const fields = await readCustomFields(
    org,
    [...names.values()].map((name) => ({ object, name })),
  );
  return { level, description, fields, access };
}

/** A usage object as the connecting user sees it. */
export async function describeUsageObject(org: Org, level: Level): Promise<ObjectDescription> {
  const { object } = USAGE_OBJECTS[level];
  const name = await resolveObject(org, object);
  const description = name === undefined ? undefined : await describeObject(org, name);
  if (description) return description;
  throw new Mistake({
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
async function readAccess(org: Org, object: string): Promise<readonly FieldAccess[] | undefined> {
  try {
    const sets = METRIC_SETS.map(({ permissionSet }) => permissionSet);
    return await readFieldAccess(org, sets, [object]);
  } catch (error) {
    if (error instanceof Refusal && ['permission', 'refused', 'unknown-name'].includes(error.trouble)) return undefined;
    throw error;
  }
}
