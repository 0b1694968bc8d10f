import type { FieldDeedRecord, MadeField, MadeFieldRecord } from '../../ledger/types/field.ts';
import type { RunRecorder } from '../../ledger/types/recorder.ts';
import { METRIC_SETS } from '../usage-objects.ts';
import type { AboutField, AppliedMetrics } from './applied-metrics.ts';
import { customFieldOf } from './custom-field.ts';
import { fieldKey } from './field-key.ts';
import { fieldTypeName } from './field-type-name.ts';
import type { MetricPlan, Planned } from './metric-plan.ts';

/** Writes down what an apply did, and how it left each field, so that a later plan tells what others changed since. */
export function recordApply(
  run: RunRecorder,
  { plan, applied, made }: ApplyFacts & { readonly made: readonly MadeFieldRecord[] },
): void {
  run.addDeeds(deedsOf(applied));
  run.dropMade(plan.drift.filter(({ what }) => what === 'deleted'));
  run.setMade(leftFields({ plan, applied, made }));
}

interface ApplyFacts {
  readonly plan: MetricPlan;
  readonly applied: AppliedMetrics;
}

function deedsOf({ fields, missingGrants, missingTracking }: AppliedMetrics): readonly FieldDeedRecord[] {
  const facts = ({ object, field, metric }: AboutField) => ({ object, field, metric });
  return [
    ...fields.flatMap((one): readonly FieldDeedRecord[] => {
      if ('deeds' in one) {
        const deeds = one.deeds.map((deed) => ({ ...facts(one), deed }));
        return one.status === 'hidden' ? [...deeds, { ...facts(one), deed: 'hidden' }] : deeds;
      }
      return [{ ...facts(one), deed: one.status, detail: one.message }];
    }),
    ...missingGrants.map((one) => ({ ...facts(one), deed: 'not granted', detail: one.permissionSet })),
    ...missingTracking.map((one) => ({ ...facts(one), deed: 'history not switched', detail: one.message })),
  ];
}

function leftFields({ plan, applied, made }: Parameters<typeof recordApply>[1]): readonly MadeField[] {
  const there = new Map(
    applied.fields
      .filter((one) => one.status === 'ready' || one.status === 'hidden')
      .map((one) => [fieldKey(one), one]),
  );
  const planned: readonly Planned[] = [...plan.create, ...plan.relabel, ...plan.keep];
  return planned.flatMap((one) => {
    const now = there.get(fieldKey(one));
    if (now === undefined || !('deeds' in now)) return [];
    const { metric, object, field } = one;
    const { label, helpText } = metric.field;
    const history =
      now.deeds.includes('tracked') || (plan.tracked.includes(fieldKey(one)) && !now.deeds.includes('untracked'));
    const type = fieldTypeName(customFieldOf(metric, object));
    const before = made.find((other) => fieldKey(other) === fieldKey(one));
    return [
      {
        object,
        field,
        metric: metric.name,
        label,
        helpText,
        type,
        history,
        access: accessOf(one, plan, applied, before),
      },
    ];
  });
}

/** Permission sets that show the field now. Where nobody may look, what we granted now and before has to do. */
function accessOf(one: Planned, plan: MetricPlan, applied: AppliedMetrics, before: MadeField | undefined) {
  const named = (
    list: readonly { readonly permissionSet: string; readonly object: string; readonly field: string }[],
  ) => new Set(list.filter((each) => fieldKey(each) === fieldKey(one)).map(({ permissionSet }) => permissionSet));
  const [wanted, missing] = [named(plan.grant), named(applied.missingGrants)];
  return METRIC_SETS.map(({ permissionSet }) => permissionSet).filter((set) => {
    if (missing.has(set)) return false;
    return wanted.has(set) || plan.org.seesAccess || before?.access.includes(set) === true;
  });
}
