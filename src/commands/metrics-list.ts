import { NamedError } from '../base/errors.ts';
import type { MetricSettings } from '../config/metric-settings.ts';
import type { Level } from '../config/settings.ts';
import type { Context } from '../context.ts';
import type { MetricPlan } from '../metrics/fields/metric-plan.ts';
import type { MetricState } from '../metrics/fields/metric-state.ts';
import type { Metric } from '../metrics/metric.ts';
import { defineCommand } from './command.ts';
import type { Paint } from './look.ts';
import { adminOption, readMetrics, readPlan } from './metrics-ground.ts';

interface ListedMetric {
  readonly level: Level;
  readonly name: string;
  readonly event?: string;
  readonly measure: string;
  readonly lookback?: string;
  readonly field: string;
  readonly type: string;
  /** Absent when no org was asked. */
  readonly state?: MetricState;
}

interface MetricList {
  readonly metrics: readonly ListedMetric[];
  /** The org that the states are of. */
  readonly org?: string;
  /** Why the org could not tell. */
  readonly because?: string;
}

export const metricsList = defineCommand({
  words: ['metrics', 'list'],
  summary: 'List the metrics of the configuration, the fields that they fill, and how those stand in the org',
  description:
    'Checks each metric against the export: its event, its properties, its name. Then asks the org how its field stands: ready, to be made, no access, to be changed, in the way, or no room.',
  options: {
    offline: { type: 'boolean', describe: 'Ask no org, and leave out how the fields stand' },
    'admin-org': adminOption('can see what permission sets grant'),
  },
  async run(context, { offline, adminOrg }): Promise<MetricList> {
    const { metricState } = await import('../metrics/fields/metric-state.ts');
    const metrics = await readMetrics(context);
    const asked: Asked = offline ? {} : await askOrg(context, metrics, adminOrg);
    const { plan, because } = asked;
    const listed = metrics.map(async (metric) => ({
      ...(await about(metric, context.settings.metrics)),
      ...(plan && { state: metricState(metric, plan) }),
    }));
    return {
      metrics: await Promise.all(listed),
      ...(plan && { org: plan.org.name }),
      ...(because !== undefined && { because }),
    };
  },
  warnings: ({ because }) => (because === undefined ? [] : [`How the fields stand is not known. ${because}`]),
  show({ metrics, org }, look) {
    const levels = (['account', 'contact'] as const).flatMap((level) => {
      const rows = metrics.filter((metric) => metric.level === level);
      if (rows.length === 0) return [];
      // Eight facts do not fit a line of 80 columns side by side.
      const lines = rows.flatMap(({ name, event, measure, lookback, field, type, state }) => [
        [
          { text: name, paint: 'bold' } as const,
          [measure, event].filter((word) => word !== undefined).join(', '),
          ...(state === undefined ? [] : [{ text: state, paint: PAINTS[state] }]),
        ],
        [
          field,
          [type, lookback].filter((word) => word !== undefined).join(', '),
          ...(state === undefined ? [] : [' ']),
        ],
      ]);
      const heads = [{ head: `${level} metric`, whole: true }, { head: 'Counts' }] as const;
      const table = look.table(org === undefined ? heads : [...heads, { head: 'State', whole: true }], lines);
      return [table];
    });
    return levels.join('\n\n');
  },
});

const PAINTS: Readonly<Record<MetricState, Paint>> = {
  ready: 'good',
  'to be made': 'warn',
  'no access': 'warn',
  'to be changed': 'warn',
  'in the way': 'bad',
  'no room': 'bad',
};

async function about(metric: Metric, settings: readonly MetricSettings[]): Promise<ListedMetric> {
  const { lookbackWords } = await import('../metrics/definition/field-text.ts');
  const { customFieldOf } = await import('../metrics/fields/custom-field.ts');
  const { fieldTypeName } = await import('../metrics/fields/field-type-name.ts');
  const { level, name, field } = metric;
  const written = settings.find((one) => one.level === level && one.name === name);
  return {
    level,
    name,
    ...('event' in metric && { event: metric.event.title }),
    measure: written === undefined ? metric.measure.kind : measureWords(written.measure),
    ...('lookback' in metric && { lookback: lookbackWords(metric.lookback) }),
    field: field.name,
    type: fieldTypeName(customFieldOf(metric, '')),
  };
}

/** As the configuration says it: `count`, `sum of amount`, `ratio of Sessions to Users`. */
function measureWords(measure: MetricSettings['measure']): string {
  switch (measure.kind) {
    case 'ratio':
      return `ratio of ${measure.of} to ${measure.to}`;
    case 'score':
      return `score of ${measure.inputs.map(({ metric }) => metric).join(', ')}`;
    case 'change':
      return `change of ${measureWords(measure.of)}`;
    default: {
      const words = measure.kind.replaceAll('-', ' ');
      return 'property' in measure ? `${words} of ${measure.property}` : words;
    }
  }
}

interface Asked {
  readonly plan?: MetricPlan;
  readonly because?: string;
}

/** An org that is not set up, or not to be reached, must not keep the list from being shown. */
async function askOrg(context: Context, metrics: readonly Metric[], adminOrg: string | undefined): Promise<Asked> {
  try {
    return { plan: await readPlan(context, metrics, adminOrg) };
  } catch (error) {
    if (error instanceof NamedError && ['permission', 'unreachable', 'signed-out'].includes(error.trouble)) {
      return { because: error.message };
    }
    throw error;
  }
}
