import { Mistake } from '../base/errors.ts';
import type { Level } from '../config/settings.ts';
import type { MadeFieldRecord } from '../ledger/types/field.ts';
import { foreignFields } from '../metrics/fields/foreign-fields.ts';
import { describeUsageObject } from '../metrics/fields/org-fields.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Org } from '../salesforce/org.ts';
import type { PushGround } from './push-ground.ts';
import { type UsageTarget, usageTarget } from './usage-object.ts';

/** The usage objects that the metrics need, as the connecting user sees them. */
export async function findTargets(
  { org, ledger }: Pick<PushGround, 'org' | 'ledger'>,
  metrics: readonly Metric[],
): Promise<readonly UsageTarget[]> {
  const made = ledger.madeFields(org.organizationId);
  const levels = (['account', 'contact'] as const).filter((level) => metrics.some((metric) => metric.level === level));
  const targets: UsageTarget[] = [];
  for (const level of levels) targets.push(await findTarget(org, level, { metrics, made }));
  if (targets.every((target) => target.metrics.length === 0)) throw noFields(targets, org);
  return targets.filter((target) => target.metrics.length > 0 || target.dropped.length > 0);
}

interface Wanted {
  readonly metrics: readonly Metric[];
  /** How we left the fields of this org. */
  readonly made: readonly MadeFieldRecord[];
}

async function findTarget(org: Org, level: Level, { metrics, made }: Wanted): Promise<UsageTarget> {
  const description = await describeUsageObject(org, level);
  if (description.createable && description.updateable) {
    const own = metrics.filter((metric) => metric.level === level);
    const foreign = await foreignFields(org, description, { metrics: own, made });
    return usageTarget(level, metrics, { object: description, foreign });
  }
  throw new Mistake({
    trouble: 'permission',
    message: `${org.username} may see ${description.name}, but not create and edit its records.`,
    actions: [`An admin assigns the permission set Heap_Usage_Sync to ${org.username}, or runs: heap-sf setup`],
    facts: { object: description.name, user: org.username, permissionSet: 'Heap_Usage_Sync' },
  });
}

function noFields(targets: readonly UsageTarget[], org: Org): Mistake {
  const dropped = targets.flatMap((target) => target.dropped);
  if (dropped.length === 0) {
    return new Mistake({
      trouble: 'config',
      message: 'heap.config.yaml names no metric, so there is nothing to push.',
      actions: ['Add a metric under "metrics" in heap.config.yaml.'],
    });
  }
  if (dropped.every(({ why }) => why === 'retyped')) return noneFits(dropped);
  return new Mistake({
    trouble: 'permission',
    message: `None of the ${dropped.length} metrics has a field that ${org.username} can write.`,
    actions: [
      'Make the fields and grant access to them: heap-sf metrics apply',
      'If they are there: an admin assigns the permission set Heap_Metric_Access to the connecting user.',
    ],
    facts: { fields: dropped.map(({ metric }) => metric.field.name) },
  });
}

function noneFits(dropped: UsageTarget['dropped']): Mistake {
  const fields = dropped.map(({ metric }) => metric.field.name);
  return new Mistake({
    trouble: 'definition',
    message: `No metric fits its field: ${fields.join(', ')} ${fields.length === 1 ? 'is' : 'are'} of another type.`,
    actions: ['See which type each has and needs, and the way out: heap-sf metrics plan'],
    facts: { fields },
  });
}
