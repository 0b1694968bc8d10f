import type { CustomFieldSpec } from '../salesforce/custom-field.ts';
import type { CustomFieldMetadata } from '../salesforce/metadata.ts';
import { customFieldOf } from './custom-field.ts';
import { type FieldRoom, fieldRoom } from './field-room.ts';
import { metricNamed } from './field-text.ts';
import type { Metric } from './metric.ts';
import type { OrgFields, UsageObjectFields } from './org-fields.ts';
import { METRIC_SETS } from './usage-objects.ts';

/** A metric and the field that is its own in this org. */
interface Planned {
  readonly metric: Metric;
  readonly object: string;
  readonly field: string;
}

export interface PlannedGrant extends Planned {
  readonly permissionSet: string;
  readonly edit: boolean;
}

interface PlannedRelabel extends Planned {
  readonly spec: CustomFieldSpec;
  readonly changes: readonly {
    readonly what: 'label' | 'help text' | 'description';
    readonly from: string;
    readonly to: string;
  }[];
}

/** A field of that name is in the way, and nothing is done for the metric. */
interface PlannedClash extends Planned {
  readonly why: 'not-ours' | 'other-type';
  /** The type that the field has: `Text(80)`. */
  readonly has: string;
  readonly wanted: string;
}

/** A field of ours whose metric is no longer in the configuration. It is left alone. */
interface OrphanedField {
  readonly object: string;
  readonly field: string;
  readonly label: string;
  readonly metricName: string;
}

/** What has to be done so that every metric has a field that can be filled and read. */
export interface MetricPlan {
  readonly create: readonly (Planned & { readonly spec: CustomFieldSpec })[];
  readonly grant: readonly PlannedGrant[];
  readonly relabel: readonly PlannedRelabel[];
  /** Metrics whose field is there and stays as it is. */
  readonly keep: readonly Planned[];
  readonly clash: readonly PlannedClash[];
  readonly orphaned: readonly OrphanedField[];
  readonly room: readonly FieldRoom[];
}

/** Compares the metrics with the fields of the org. */
export function planMetrics({
  metrics,
  org,
}: {
  readonly metrics: readonly Metric[];
  readonly org: OrgFields;
}): MetricPlan {
  const parts = org.objects.map((object) =>
    planObject(
      metrics.filter(({ level }) => level === object.level),
      object,
      org.edition,
    ),
  );
  return {
    create: parts.flatMap(({ create }) => create),
    grant: parts.flatMap(({ grant }) => grant),
    relabel: parts.flatMap(({ relabel }) => relabel),
    keep: parts.flatMap(({ keep }) => keep),
    clash: parts.flatMap(({ clash }) => clash),
    orphaned: parts.flatMap(({ orphaned }) => orphaned),
    room: parts.flatMap(({ room }) => room),
  };
}

function planObject(metrics: readonly Metric[], org: UsageObjectFields, edition: string | undefined): MetricPlan {
  const object = org.description.name;
  const verdicts = metrics.map((metric) => judge(metric, object, org.fields));
  const wanted = new Set(metrics.map(({ field }) => field.name.toLowerCase()));
  const create = verdicts.filter((verdict) => verdict.kind === 'create');
  return {
    create: create.map(({ planned, spec }) => ({ ...planned, spec })),
    grant: verdicts.flatMap((verdict) => (verdict.kind === 'clash' ? [] : missingGrants(verdict, org))),
    relabel: verdicts
      .filter((verdict) => verdict.kind === 'relabel')
      .map(({ planned, spec, changes }) => ({ ...planned, spec, changes })),
    keep: verdicts.filter((verdict) => verdict.kind === 'keep').map(({ planned }) => planned),
    clash: verdicts.filter((verdict) => verdict.kind === 'clash').map(({ clash }) => clash),
    orphaned: org.fields.flatMap((field) => {
      const metricName = metricNamed(field.description);
      if (metricName === undefined || wanted.has(field.name.toLowerCase())) return [];
      return [{ object, field: field.name, label: field.label, metricName }];
    }),
    room: [fieldRoom(org, create.length, edition)],
  };
}

type Verdict =
  | { readonly kind: 'create'; readonly planned: Planned; readonly spec: CustomFieldSpec }
  | { readonly kind: 'keep'; readonly planned: Planned }
  | {
      readonly kind: 'relabel';
      readonly planned: Planned;
      readonly spec: CustomFieldSpec;
      readonly changes: PlannedRelabel['changes'];
    }
  | { readonly kind: 'clash'; readonly clash: PlannedClash };

function judge(metric: Metric, object: string, fields: readonly CustomFieldMetadata[]): Verdict {
  const spec = customFieldOf(metric, object);
  const found = fields.find(({ name }) => name.toLowerCase() === spec.name.toLowerCase());
  const planned = { metric, object, field: found?.name ?? spec.name };
  if (!found) return { kind: 'create', planned, spec };
  const [has, wanted] = [typeName(found), typeName(spec)];
  if (metricNamed(found.description) === undefined) {
    return { kind: 'clash', clash: { ...planned, why: 'not-ours', has, wanted } };
  }
  if (has !== wanted) return { kind: 'clash', clash: { ...planned, why: 'other-type', has, wanted } };
  const changes = [
    { what: 'label', from: found.label, to: spec.label } as const,
    { what: 'help text', from: found.helpText, to: spec.helpText } as const,
    { what: 'description', from: found.description, to: spec.description } as const,
  ].filter(({ from, to }) => from !== to);
  if (changes.length === 0) return { kind: 'keep', planned };
  // An update takes what is left out as its default, so what the admin switched is sent along.
  const kept = { ...spec, name: found.name, trackHistory: found.trackHistory };
  return { kind: 'relabel', planned, spec: kept, changes };
}

/** Where our permission sets cannot be read, what the connecting user sees has to do for an answer. */
function missingGrants(
  { kind, planned }: Exclude<Verdict, { kind: 'clash' }>,
  { access, description }: UsageObjectFields,
): PlannedGrant[] {
  const name = planned.field.toLowerCase();
  const usable = kind !== 'create' && description.fields.get(name)?.updateable === true;
  return METRIC_SETS.filter(({ permissionSet, edit }) => {
    if (kind === 'create') return true;
    if (access === undefined) return !usable;
    const row = access.find((one) => one.permissionSet === permissionSet && one.field.toLowerCase() === name);
    return !(row?.read === true && (row.edit || !edit));
  }).map(({ permissionSet, edit }) => ({ ...planned, permissionSet, edit }));
}

function typeName({
  type,
  precision,
  scale,
  length,
}: Pick<CustomFieldMetadata, 'type' | 'precision' | 'scale' | 'length'>) {
  if (precision !== undefined) return `${type}(${precision}, ${scale ?? 0})`;
  return length === undefined ? type : `${type}(${length})`;
}
