import { Mistake } from '../base/errors.ts';
import type { Progress } from '../base/progress.ts';
import { describeObject, type ObjectDescription } from '../salesforce/describe.ts';
import { type GrantOutcome, grantFieldAccess } from '../salesforce/field-access.ts';
import { createCustomFields, type FieldOutcome, updateCustomFields } from '../salesforce/metadata.ts';
import type { Org } from '../salesforce/org.ts';
import type { AboutField, AppliedField, AppliedMetrics, FieldDeed, MissingGrant } from './applied-metrics.ts';
import { grantActions } from './grant-actions.ts';
import type { MetricPlan, PlannedGrant } from './plan.ts';

export type { AppliedMetrics } from './applied-metrics.ts';

export interface ApplyGround {
  /** Signed in as the connecting user, whose view of the fields is the one that counts. */
  readonly org: Org;
  /** Who grants access, when that is somebody else: the connecting user seldom may. */
  readonly granter?: Org;
  readonly progress: Progress;
}

/** Does what the plan says: creates the fields, grants access to them, and looks whether the connecting user can use them. */
export async function applyMetrics(plan: MetricPlan, ground: ApplyGround): Promise<AppliedMetrics> {
  const { org, granter = org, progress } = ground;
  progress.step('Create fields');
  const created = await createCustomFields(
    org,
    plan.create.map(({ spec }) => spec),
  );
  const notCreated = refusals(created);

  progress.step('Change labels and help texts');
  const relabelled = await updateCustomFields(
    org,
    plan.relabel.map(({ spec }) => spec),
  );

  progress.step('Grant access');
  const grants = plan.grant.filter((one) => !notCreated.has(key(one)));
  const outcomes = await grantAll(granter, grants);

  progress.step('Check as the connecting user');
  const usable = await usableFields(org, [...plan.create, ...plan.relabel, ...plan.keep]);
  progress.done();

  const refused = new Map([...notCreated, ...refusals(relabelled)]);
  const deedsOf = (field: string): FieldDeed[] => [
    ...(created.some((one) => key(one) === field && one.status === 'done') ? (['created'] as const) : []),
    ...(relabelled.some((one) => key(one) === field && one.status === 'done') ? (['relabelled'] as const) : []),
    ...(outcomes.some((one) => key(one) === field && one.status === 'granted') ? (['granted'] as const) : []),
  ];
  const fields = [...plan.create, ...plan.relabel, ...plan.keep].map((planned): AppliedField => {
    const field = key(planned);
    const no = refused.get(field);
    if (no) return { ...about(planned), status: 'refused', code: no.code, message: no.message };
    return { ...about(planned), status: usable.has(field) ? 'ready' : 'hidden', deeds: deedsOf(field) };
  });
  const clashes = plan.clash.map((planned): AppliedField => {
    const { why, has, wanted } = planned;
    const message =
      why === 'not-ours'
        ? 'The object has a field of that name that is not ours.'
        : `The field is ${has}, not ${wanted}.`;
    return { ...about(planned), status: 'clash', message };
  });
  const missingGrants = missing(grants, outcomes);
  const all = [...fields, ...clashes];
  return {
    status: statusOf(all, missingGrants),
    fields: all,
    missingGrants,
    actions: [
      ...grantActions(missingGrants, granter.username),
      ...hiddenActions(fields, missingGrants, org.username),
      ...clashActions(clashes),
    ],
  };
}

type Refused = Extract<FieldOutcome, { status: 'refused' }>;

function refusals(outcomes: readonly FieldOutcome[]): ReadonlyMap<string, Refused> {
  return new Map(outcomes.filter((one) => one.status === 'refused').map((one) => [key(one), one]));
}

async function grantAll(granter: Org, grants: readonly PlannedGrant[]): Promise<readonly GrantOutcome[]> {
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
      code: 'NO_PERMISSION_SET',
      message,
    }));
  }
}

/** Asked anew: only describe tells what the connecting user can do with a field. */
async function usableFields(org: Org, planned: readonly { readonly object: string; readonly field: string }[]) {
  const seen = new Map<string, ObjectDescription | undefined>();
  for (const object of new Set(planned.map((one) => one.object))) seen.set(object, await describeObject(org, object));
  return new Set(
    planned
      .filter(({ object, field }) => seen.get(object)?.fields.get(field.toLowerCase())?.updateable === true)
      .map(key),
  );
}

function missing(grants: readonly PlannedGrant[], outcomes: readonly GrantOutcome[]): MissingGrant[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status !== 'refused') return [];
    const planned = grants.find((one) => one.permissionSet === outcome.permissionSet && key(one) === key(outcome));
    if (!planned) return [];
    const { permissionSet, edit } = planned;
    return [{ ...about(planned), permissionSet, edit, code: outcome.code, message: outcome.message }];
  });
}

function statusOf(fields: readonly AppliedField[], missingGrants: readonly MissingGrant[]): AppliedMetrics['status'] {
  const ready = fields.filter(({ status }) => status === 'ready').length;
  if (ready === fields.length && missingGrants.length === 0) return 'done';
  return ready === 0 ? 'failed' : 'partly';
}

/** What is granted in the permission set and hidden all the same is hidden because the user does not have the set. */
function hiddenActions(fields: readonly AppliedField[], missingGrants: readonly MissingGrant[], username: string) {
  const missed = new Set(missingGrants.map(key));
  const hidden = fields.filter((one) => one.status === 'hidden' && !missed.has(key(one)));
  if (hidden.length === 0) return [];
  return [
    `${username} cannot fill ${hidden.map(({ field }) => field).join(', ')}. Assign the permission set Heap_Metric_Access to that user: heap-sf setup does it.`,
  ];
}

function clashActions(clashes: readonly AppliedField[]): string[] {
  return clashes.map(
    ({ metric, object, field }) => `Rename the metric "${metric}", or rename or delete ${object}.${field} in the org.`,
  );
}

function about({ metric, object, field }: PlannedGrant | MetricPlan['keep'][number]): AboutField {
  return { metric: metric.name, level: metric.level, object, field };
}

function key(
  one: { readonly object: string; readonly field: string } | { readonly object: string; readonly name: string },
) {
  return `${one.object}.${'field' in one ? one.field : one.name}`.toLowerCase();
}
