import type { MadeFieldRecord } from '../../ledger/types/field.ts';
import type { CustomFieldSpec } from '../../salesforce/custom-field.ts';
import type { CustomFieldMetadata } from '../../salesforce/read-custom-fields.ts';
import type { Metric } from '../metric.ts';
import { METRIC_SETS } from '../usage-objects.ts';
import { customFieldOf } from './custom-field.ts';
import { deletedDrift, driftOf } from './drift.ts';
import { fieldKey } from './field-key.ts';
import { mostFields } from './field-room.ts';
import { fieldTypeName } from './field-type-name.ts';
import type {
  MetricPlan,
  OrphanedField,
  Planned,
  PlannedClash,
  PlannedCreation,
  PlannedGrant,
  PlannedRelabel,
} from './metric-plan.ts';
import type { OrgFields, UsageObjectFields } from './org-fields.ts';
import { metricOf } from './our-fields.ts';
import { planTracking } from './plan-tracking.ts';

export type { MetricPlan } from './metric-plan.ts';

export interface PlanRequest {
  readonly metrics: readonly Metric[];
  readonly org: OrgFields;
  /** How we left the fields of this org, as far as the ledger knows. */
  readonly made?: readonly MadeFieldRecord[];
}

/** Compares the metrics with the fields of the org. */
export function planMetrics({ metrics, org, made = [] }: PlanRequest): MetricPlan {
  const parts = org.objects.map((object) =>
    planObject(
      metrics.filter(({ level }) => level === object.level),
      object,
      { edition: org.edition, made: made.filter((one) => one.object === object.description.name) },
    ),
  );
  const { name, user, holders } = org;
  return {
    org: { name, user, holders, seesAccess: org.objects.every(({ access }) => access !== undefined) },
    create: parts.flatMap(({ create }) => create),
    noRoom: parts.flatMap(({ noRoom }) => noRoom),
    grant: parts.flatMap(({ grant }) => grant),
    hidden: parts.flatMap(({ hidden }) => hidden),
    track: parts.flatMap(({ track }) => track),
    tracked: parts.flatMap(({ tracked }) => tracked),
    untracked: parts.flatMap(({ untracked }) => untracked),
    relabel: parts.flatMap(({ relabel }) => relabel),
    keep: parts.flatMap(({ keep }) => keep),
    clash: parts.flatMap(({ clash }) => clash),
    orphaned: parts.flatMap(({ orphaned }) => orphaned),
    drift: parts.flatMap(({ drift }) => drift),
    room: parts.flatMap(({ room }) => room),
  };
}

type ObjectPlan = Omit<MetricPlan, 'org'>;

function planObject(
  metrics: readonly Metric[],
  org: UsageObjectFields,
  { edition, made }: { readonly edition: string | undefined; readonly made: readonly MadeFieldRecord[] },
): ObjectPlan {
  const object = org.description.name;
  const madeOf = (field: string) => made.find((one) => one.field.toLowerCase() === field.toLowerCase());
  const verdicts = metrics.map((metric) => judge(metric, org, madeOf(metric.field.name)));
  const orphaned = orphans(metrics, org, madeOf);

  const wanted = verdicts.filter((verdict) => verdict.kind === 'create');
  const most = mostFields(edition);
  const room = most === undefined ? wanted.length : Math.max(0, most - org.fields.length);
  const create = wanted.slice(0, room).map(({ planned, spec }) => creation(planned, spec, orphaned, org.fields));
  const relabel = verdicts.flatMap((verdict) =>
    verdict.kind === 'there' && verdict.changes.length > 0
      ? [{ ...verdict.planned, spec: verdict.spec, changes: verdict.changes }]
      : [],
  );
  const there = verdicts.filter((verdict) => verdict.kind === 'there');
  const trackable = [...create, ...there.map(({ planned, spec }) => ({ ...planned, spec }))];
  const { track, untracked } = planTracking(inOrder(trackable, metrics), org);
  const tracked = org.fields.filter(({ trackHistory }) => trackHistory);
  const grant = [
    ...create.flatMap((planned) => missingGrants(planned, undefined)),
    ...there.flatMap(({ planned }) => missingGrants(planned, org)),
  ];
  const toGrant = new Set(grant.filter(({ edit }) => edit).map(fieldKey));
  return {
    create,
    noRoom: wanted.slice(room).map(({ planned }) => planned),
    grant,
    hidden: there.map(({ planned }) => planned).filter((one) => !toGrant.has(fieldKey(one)) && !canFill(one, org)),
    track,
    tracked: there
      .filter(({ planned }) => tracked.some(({ name }) => name === planned.field))
      .map(({ planned }) => fieldKey(planned)),
    untracked,
    relabel,
    keep: there.filter(({ changes }) => changes.length === 0).map(({ planned }) => planned),
    clash: verdicts.flatMap((verdict) => (verdict.kind === 'clash' ? [verdict.clash] : [])),
    orphaned,
    drift: [
      ...made.filter((one) => !fieldNamed(org, one.field)).map(deletedDrift),
      ...org.fields.flatMap((field) => driftOf({ field, made: madeOf(field.name), access: org.access })),
    ],
    room: [
      {
        object,
        used: org.fields.length,
        toCreate: create.length,
        most,
        tracked: track.reduce((sum, { on }) => sum + (on ? 1 : -1), tracked.length),
      },
    ],
  };
}

type Verdict =
  | { readonly kind: 'create'; readonly planned: Planned; readonly spec: CustomFieldSpec }
  | {
      readonly kind: 'there';
      readonly planned: Planned;
      /** What an update says: what the admin switched is sent along, as an update takes what is left out as its default. */
      readonly spec: CustomFieldSpec;
      readonly changes: PlannedRelabel['changes'];
    }
  | { readonly kind: 'clash'; readonly clash: PlannedClash };

function judge(metric: Metric, org: UsageObjectFields, made: MadeFieldRecord | undefined): Verdict {
  const object = org.description.name;
  const spec = customFieldOf(metric, object);
  const found = fieldNamed(org, spec.name);
  const planned = { metric, object, field: found?.name ?? spec.name };
  if (!found) return { kind: 'create', planned, spec };
  const [has, wanted] = [fieldTypeName(found), fieldTypeName(spec)];
  if (metricOf(found, made) === undefined)
    return { kind: 'clash', clash: { ...planned, why: 'not-ours', has, wanted } };
  if (has !== wanted) return { kind: 'clash', clash: { ...planned, why: 'other-type', has, wanted } };
  const changes = [
    { what: 'label', from: found.label, to: spec.label } as const,
    { what: 'help text', from: found.helpText, to: spec.helpText } as const,
    { what: 'description', from: found.description, to: spec.description } as const,
  ].filter(({ from, to }) => from !== to);
  return { kind: 'there', planned, spec: { ...spec, name: found.name, trackHistory: found.trackHistory }, changes };
}

function orphans(
  metrics: readonly Metric[],
  org: UsageObjectFields,
  madeOf: (field: string) => MadeFieldRecord | undefined,
): readonly OrphanedField[] {
  const wanted = new Set(metrics.map(({ field }) => field.name.toLowerCase()));
  return org.fields.flatMap((field) => {
    const { object, name, label } = field;
    const metricName = metricOf(field, madeOf(name));
    if (metricName === undefined || wanted.has(name.toLowerCase())) return [];
    return [{ object, field: name, label, metricName }];
  });
}

function creation(
  planned: Planned,
  spec: CustomFieldSpec,
  orphaned: readonly OrphanedField[],
  fields: readonly CustomFieldMetadata[],
): PlannedCreation {
  const [twin, ...more] = orphaned.filter(({ field }) => {
    const found = fields.find(({ name }) => name === field);
    return found?.helpText === spec.helpText && fieldTypeName(found) === fieldTypeName(spec);
  });
  return { ...planned, spec, ...(twin && more.length === 0 && { looksLike: twin.metricName }) };
}

/** Where our permission sets cannot be read, what the connecting user sees has to do for an answer. */
function missingGrants(planned: Planned, org: UsageObjectFields | undefined): PlannedGrant[] {
  const { metric, object, field } = planned;
  const name = field.toLowerCase();
  return METRIC_SETS.filter(({ permissionSet, edit }) => {
    if (org === undefined) return true;
    if (org.access === undefined) return !canFill(planned, org);
    const row = org.access.find((one) => one.permissionSet === permissionSet && one.field.toLowerCase() === name);
    return !(row?.read === true && (row.edit || !edit));
  }).map(({ permissionSet, edit }) => ({ metric, object, field, permissionSet, edit }));
}

/** Whether the connecting user can, as describe tells. */
function canFill({ field }: Planned, { description }: UsageObjectFields): boolean {
  return description.fields.get(field.toLowerCase())?.updateable === true;
}

function inOrder<T extends Planned>(planned: readonly T[], metrics: readonly Metric[]): readonly T[] {
  return planned.toSorted((a, b) => metrics.indexOf(a.metric) - metrics.indexOf(b.metric));
}

function fieldNamed({ fields }: UsageObjectFields, wanted: string): CustomFieldMetadata | undefined {
  return fields.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
}
