import { Mistake } from '../base/errors.ts';
import type { Context } from '../context.ts';
import type { MetricPlan } from '../metrics/fields/metric-plan.ts';
import type { Metric } from '../metrics/metric.ts';
import type { TextOption } from './command-options.ts';

/** The metrics of the configuration, each name found in the export. */
export async function readMetrics(context: Context): Promise<readonly Metric[]> {
  needMetrics(context);
  const { readCatalogue } = await import('../metrics/definition/catalogue.ts');
  const { defineMetrics } = await import('../metrics/definition/define-metrics.ts');
  return defineMetrics(context.settings, await readCatalogue(await context.export(), context.warehouse));
}

/** A configuration may choose fields for Heap and have no metric for Salesforce; nothing can be counted or sent then. */
export function needMetrics({ settings }: Context): void {
  if (settings.metrics.length > 0) return;
  throw new Mistake({
    trouble: 'config',
    message: `${settings.configFile} names no metric, so there is nothing to count or to send to Salesforce.`,
    actions: ['Add one under metrics: in that file.', 'For the other way, Salesforce to Heap: heap-sf fields show'],
    facts: { file: settings.configFile },
  });
}

/** The metrics held against the org. An admin sees who was granted what; the connecting user may not. */
export async function readPlan(
  context: Context,
  metrics: readonly Metric[],
  adminOrg: string | undefined,
): Promise<MetricPlan> {
  const { readOrgFields } = await import('../metrics/fields/org-fields.ts');
  const { planMetrics } = await import('../metrics/fields/plan.ts');
  const org = await context.org();
  const seen = await readOrgFields(org, await context.adminOrg(adminOrg));
  return planMetrics({ metrics, org: seen, made: context.ledger.madeFields(org.organizationId) });
}

/** An admin beside the connecting user, for what the connecting user may not see or do. */
export function adminOption(what: string): TextOption {
  return { type: 'string', describe: `Org alias of an admin, who ${what}. Default: --target-org` };
}
