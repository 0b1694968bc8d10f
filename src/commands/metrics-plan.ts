import type { Context } from '../context.ts';
import { readCatalogue } from '../metrics/catalogue.ts';
import { defineMetrics } from '../metrics/define-metrics.ts';
import type { Metric } from '../metrics/metric.ts';
import { readOrgFields } from '../metrics/org-fields.ts';
import { type MetricPlan, planMetrics } from '../metrics/plan.ts';
import { defineCommand } from './command.ts';
import type { Look } from './look.ts';

/** The metrics of the configuration, each name found in the export. */
export async function readMetrics(context: Context): Promise<readonly Metric[]> {
  return defineMetrics(context.settings, await readCatalogue(await context.export(), context.warehouse));
}

/** The metrics held against the org. An admin sees who was granted what; the connecting user may not. */
export async function readPlan(
  context: Context,
  metrics: readonly Metric[],
  adminOrg: string | undefined,
): Promise<MetricPlan> {
  const seen = await readOrgFields(await context.org(), metrics, await context.adminOrg(adminOrg));
  return planMetrics({ metrics, org: seen });
}

export const metricsPlan = defineCommand({
  words: ['metrics', 'plan'],
  summary: 'Say what the org lacks for the metrics of the configuration, and change nothing',
  examples: [{ line: 'metrics plan', does: 'Compare with the local org' }],
  options: {
    'admin-org': { type: 'string', describe: 'Org alias of an admin, who can see what permission sets grant' },
  },
  run: async (context, { adminOrg }) => readPlan(context, await readMetrics(context), adminOrg),
  show: showPlan,
});

function showPlan(plan: MetricPlan, look: Look): string {
  const grants = Map.groupBy(
    plan.grant,
    ({ permissionSet, edit }) => `${permissionSet} (${edit ? 'read, edit' : 'read'})`,
  );
  const lines = [
    ...section(
      'Create',
      plan.create.map(({ object, field, spec }) => `${object}.${field}  ${spec.type}, "${spec.label}"`),
    ),
    ...section(
      'Grant',
      [...grants].map(
        ([set, fields]) => `${set}: ${fields.length === 1 ? fields[0]!.field : `${fields.length} fields`}`,
      ),
    ),
    ...section(
      'Change',
      plan.relabel.flatMap(({ object, field, changes }) =>
        changes.map(({ what, from, to }) => `${object}.${field} ${what}: "${from}" to "${to}"`),
      ),
    ),
    ...section(
      look.paint('bad', 'In the way'),
      plan.clash.map(({ metric, object, field, why, has, wanted }) =>
        why === 'not-ours'
          ? `"${metric.name}": ${object}.${field} (${has}) exists and is not ours. Rename the metric.`
          : `"${metric.name}": ${object}.${field} is ${has}, not ${wanted}. Rename the metric, or delete the field.`,
      ),
    ),
    ...section(
      'No longer in the configuration, kept',
      plan.orphaned.map(({ object, field, metricName }) => `${object}.${field} ("${metricName}")`),
    ),
    ...plan.room.map(({ object, used, toCreate, most }) =>
      most === undefined
        ? `${object} has ${used} custom fields.`
        : `${object} has ${used} custom fields of ${most}; ${most - used - toCreate} free after this.`,
    ),
  ];
  const todo = plan.create.length + plan.grant.length + plan.relabel.length;
  const verdict =
    todo > 0
      ? 'Do it with: heap-sf metrics apply'
      : plan.clash.length > 0
        ? 'Nothing to do but for what is in the way.'
        : look.paint('good', `All ${plan.keep.length} metrics have their field and access. Nothing to do.`);
  return [...lines, verdict].join('\n');
}

function section(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`${title}:`, ...entries.map((entry) => `  ${entry}`)];
}
