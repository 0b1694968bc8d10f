import type { Progress } from '../../base/progress.ts';
import { describeObject, type ObjectDescription } from '../../salesforce/describe.ts';
import type { Org } from '../../salesforce/org.ts';
import { createCustomFields, type FieldOutcome, updateCustomFields } from '../../salesforce/save-custom-fields.ts';
import type { AboutField, AppliedField, AppliedMetrics, FieldDeed, MissingTracking } from './applied-metrics.ts';
import { aboutField, fieldKey } from './field-key.ts';
import { grantActions } from './grant-actions.ts';
import { grantAll, missingGrants } from './grant-all.ts';
import type { MetricPlan } from './metric-plan.ts';
import { MOST_TRACKED } from './plan-tracking.ts';

export type { AppliedMetrics } from './applied-metrics.ts';

export interface ApplyGround {
  /** Signed in as the connecting user, whose view of the fields is the one that counts. */
  readonly org: Org;
  /** Who grants access, when that is somebody else: the connecting user seldom may. */
  readonly granter?: Org;
  readonly progress: Progress;
}

/**
 * Does what the plan says: creates the fields, grants access to them, switches their history, and looks whether the
 * connecting user can use them. A field for which one of these is refused stays as far as it came, since a deleted one
 * would take up its place for 15 days; the next apply goes on from there.
 */
export async function applyMetrics(plan: MetricPlan, ground: ApplyGround): Promise<AppliedMetrics> {
  const { org, granter = org, progress } = ground;
  const specs = (planned: readonly { readonly spec: MetricPlan['create'][number]['spec'] }[]) =>
    planned.map(({ spec }) => spec);
  progress.step('Create fields');
  const created = await createCustomFields(org, specs(plan.create));
  const notCreated = refusals(created);

  progress.step('Change labels and help texts');
  const relabelled = await updateCustomFields(org, specs(plan.relabel));

  progress.step('Grant access');
  const grants = plan.grant.filter((one) => !notCreated.has(fieldKey(one)));
  const granted = await grantAll(granter, grants);

  progress.step('Switch field history tracking');
  const tracking = plan.track.filter((one) => !notCreated.has(fieldKey(one)));
  const tracked = await updateCustomFields(org, specs(tracking));

  progress.step('Check as the connecting user');
  const there = [...plan.create, ...plan.relabel, ...plan.keep];
  const usable = await usableFields(org, there);
  progress.done();

  const on = new Set(tracking.filter((one) => one.on).map(fieldKey));
  const did = {
    created: done(created),
    relabelled: done(relabelled),
    granted: new Set(granted.filter(({ status }) => status === 'granted').map(fieldKey)),
    tracked: new Set([...done(tracked)].filter((field) => on.has(field))),
    untracked: new Set([...done(tracked)].filter((field) => !on.has(field))),
  } satisfies Readonly<Record<FieldDeed, ReadonlySet<string>>>;
  const deedsOf = (field: string) => (Object.keys(did) as FieldDeed[]).filter((deed) => did[deed].has(field));
  const refused = new Map([...notCreated, ...refusals(relabelled)]);
  const fields = there.map((planned): AppliedField => {
    const field = fieldKey(planned);
    const no = refused.get(field);
    if (no) return { ...aboutField(planned), status: 'refused', code: no.code, message: no.message };
    return { ...aboutField(planned), status: usable.has(field) ? 'ready' : 'hidden', deeds: deedsOf(field) };
  });
  const left = leftAlone(plan);
  const lackingGrants = missingGrants(grants, granted);
  const missingTracking = [...notTracked(plan), ...refusedTracking(tracking, refusals(tracked))];
  const all = [...fields, ...left];
  return {
    status: statusOf(all, lackingGrants.length + missingTracking.length),
    fields: all,
    missingGrants: lackingGrants,
    missingTracking,
    actions: [
      ...grantActions(lackingGrants, {
        username: granter.username,
        ...(org.alias !== undefined && { alias: org.alias }),
      }),
      ...hiddenActions(fields, lackingGrants, org.username),
      ...clashActions(plan),
      ...roomActions(all),
      ...trackingActions(plan),
    ],
  };
}

/** Codes of a field for which its object has no place: by the plan's own count, and as the org says it. */
const NO_ROOM = 'NO_ROOM';
const NO_MORE_FIELDS: readonly string[] = [NO_ROOM, 'LIMIT_EXCEEDED'];

type Refused = Extract<FieldOutcome, { status: 'refused' }>;

function refusals(outcomes: readonly FieldOutcome[]): ReadonlyMap<string, Refused> {
  return new Map(outcomes.filter((one) => one.status === 'refused').map((one) => [fieldKey(one), one]));
}

function done(outcomes: readonly FieldOutcome[]): ReadonlySet<string> {
  return new Set(outcomes.filter(({ status }) => status === 'done').map(fieldKey));
}

/** Asked anew: only describe tells what the connecting user can do with a field. */
async function usableFields(org: Org, planned: readonly { readonly object: string; readonly field: string }[]) {
  const seen = new Map<string, ObjectDescription | undefined>();
  for (const object of new Set(planned.map((one) => one.object))) seen.set(object, await describeObject(org, object));
  return new Set(
    planned
      .filter(({ object, field }) => seen.get(object)?.fields.get(field.toLowerCase())?.updateable === true)
      .map(fieldKey),
  );
}

/** Metrics that the plan does nothing for. */
function leftAlone({ clash, noRoom }: MetricPlan): readonly AppliedField[] {
  return [
    ...clash.map((planned): AppliedField => {
      const { why, has, wanted } = planned;
      const message =
        why === 'not-ours'
          ? 'The object has a field of that name that is not ours.'
          : `The field is ${has}, not ${wanted}.`;
      return { ...aboutField(planned), status: 'clash', message };
    }),
    ...noRoom.map((planned): AppliedField => {
      const message = 'The object has as many custom fields as the edition of the org allows.';
      return { ...aboutField(planned), status: 'refused', code: NO_ROOM, message };
    }),
  ];
}

function notTracked({ untracked }: MetricPlan): readonly MissingTracking[] {
  return untracked.map((planned) => ({
    ...aboutField(planned),
    ...(planned.why === 'full'
      ? { code: 'HISTORY_FULL', message: `The object tracks the history of ${MOST_TRACKED} fields, which is the most.` }
      : { code: 'HISTORY_OFF', message: 'The object does not keep a field history.' }),
  }));
}

function refusedTracking(tracking: MetricPlan['track'], refused: ReadonlyMap<string, Refused>): MissingTracking[] {
  return tracking.flatMap((planned) => {
    const no = refused.get(fieldKey(planned));
    return no ? [{ ...aboutField(planned), code: no.code, message: no.message }] : [];
  });
}

function statusOf(fields: readonly AppliedField[], missing: number): AppliedMetrics['status'] {
  const ready = fields.filter(({ status }) => status === 'ready').length;
  if (ready === fields.length && missing === 0) return 'done';
  return ready === 0 ? 'failed' : 'partly';
}

/** What is granted in the permission set and hidden all the same is hidden because the user does not have the set. */
function hiddenActions(fields: readonly AppliedField[], lacking: readonly AboutField[], username: string) {
  const missed = new Set(lacking.map(fieldKey));
  const hidden = fields.filter((one) => one.status === 'hidden' && !missed.has(fieldKey(one)));
  if (hidden.length === 0) return [];
  return [
    `${username} cannot fill ${hidden.map(({ field }) => field).join(', ')}. Assign the permission set Heap_Metric_Access to that user, as set-up does: heap-sf setup`,
  ];
}

function clashActions({ clash }: MetricPlan): string[] {
  return clash.map(({ metric, object, field, why }) =>
    why === 'not-ours'
      ? `Rename the metric "${metric.name}", or rename or delete ${object}.${field} in the org.`
      : `Rename the metric "${metric.name}"; or delete its field with the values in it, and apply again: heap-sf metrics retire "${metric.name}" --level ${metric.level}`,
  );
}

/** Deleted fields take up their places for 15 days, and the org does not tell how many there are. */
function roomActions(fields: readonly AppliedField[]): string[] {
  const full = fields.filter((one) => one.status === 'refused' && NO_MORE_FIELDS.includes(one.code));
  return [...new Set(full.map(({ object }) => object))].map(
    (object) =>
      `Make room for fields: Setup > Object Manager > ${object} > Fields & Relationships > Deleted Fields > Erase; or retire metrics that nobody needs. Then run metrics apply again.`,
  );
}

function trackingActions({ untracked }: MetricPlan): string[] {
  const objects = (why: string) => [...new Set(untracked.filter((one) => one.why === why).map(({ object }) => object))];
  return [
    ...objects('full').map((object) => `Set history: false on metrics of ${object} whose history nobody needs.`),
    ...objects('object-off').map(
      (object) =>
        `Setup > Object Manager > ${object} > Edit: tick Track Field History. Or let setup do it: heap-sf setup`,
    ),
  ];
}
