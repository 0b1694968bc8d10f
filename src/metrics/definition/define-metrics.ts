import { Mistake, type TroubleFacts } from '../../base/errors.ts';
import { type CountedMetricSettings, isCounted, type MetricSettings } from '../../config/metric-settings.ts';
import type { Settings } from '../../config/settings.ts';
import { measuredField, quietRuleOf } from '../counting/measure-sql.ts';
import type { Catalogue, Metric, MetricCondition } from '../metric.ts';
import { defineCombined } from './define-combined.ts';
import { fieldNameOf, fieldNameTrouble } from './field-name.ts';
import { fieldOf, namesOf, quietTroubleOf } from './field-of.ts';
import { type KnownEvent, resolveEvent } from './resolve-event.ts';
import { resolveMeasure } from './resolve-measure.ts';
import { OF_USER, resolveProperty, valueTrouble } from './resolve-property.ts';

/** The metrics of a configuration, held against the data. All that is wrong with them is said at once. */
export function defineMetrics(settings: Pick<Settings, 'metrics' | 'window'>, catalogue: Catalogue): readonly Metric[] {
  const troubles: TroubleFacts[] = [];
  const counted = new Map<MetricSettings, Metric>();
  for (const one of settings.metrics) {
    const before = troubles.length;
    const complain = (trouble: TroubleFacts): void => {
      troubles.push(placed(one, trouble));
    };
    const nameTrouble = fieldNameTrouble(one);
    if (nameTrouble) complain(nameTrouble);
    const metric = isCounted(one) ? defineCounted(one, settings.window, catalogue, complain) : undefined;
    if (metric && troubles.length === before) counted.set(one, metric);
  }
  troubles.push(...clashes(settings.metrics));
  const combined = defineCombined(settings, counted);
  troubles.push(...combined.troubles.map(({ metric, trouble }) => placed(metric, trouble)));
  if (troubles.length > 0) throw mistakeOf(troubles);
  return settings.metrics.flatMap((one) => counted.get(one) ?? combined.metrics.get(one) ?? []);
}

type Complain = (trouble: TroubleFacts) => void;

function defineCounted(
  one: CountedMetricSettings,
  window: Settings['window'],
  catalogue: Catalogue,
  complain: Complain,
): Metric | undefined {
  const asksProperties = one.where.some(({ property }) => !property.startsWith(OF_USER));
  const resolved = resolveEvent(one.event, catalogue, asksProperties);
  if (resolved.status === 'unknown') {
    complain(resolved.trouble);
    return undefined;
  }
  const known = resolved.found;
  const where = conditionsOf(one, known, catalogue, complain);
  const measure = resolveMeasure(one.measure, known, complain);
  if (!measure) return undefined;
  const quietTrouble = quietTroubleOf(one.quiet, quietRuleOf(measure));
  if (quietTrouble) complain(quietTrouble);
  const { event } = known;
  const told = { ...namesOf(one), event, where, measure, lookback: one.lookback };
  return { ...told, field: fieldOf(one, told, { type: measuredField(measure), window }) };
}

function conditionsOf(
  { where }: CountedMetricSettings,
  known: KnownEvent,
  { userColumns }: Catalogue,
  complain: Complain,
): readonly MetricCondition[] {
  return where.flatMap((condition) => {
    const resolved = resolveProperty(condition.property, known, userColumns);
    if (resolved.status === 'unknown') {
      complain(resolved.trouble);
      return [];
    }
    const trouble = valueTrouble(condition, resolved.found.column);
    if (trouble) complain(trouble);
    return [{ ...resolved.found, test: condition.test, value: condition.value }];
  });
}

/** Salesforce does not tell field names apart by case. */
function clashes(metrics: readonly MetricSettings[]): TroubleFacts[] {
  return metrics.flatMap((one, place) => {
    const name = fieldNameOf(one);
    const earlier = metrics
      .slice(0, place)
      .find((other) => other.level === one.level && fieldNameOf(other).toLowerCase() === name.toLowerCase());
    if (!earlier || name === '') return [];
    return [
      placed(one, {
        trouble: 'clash',
        message: `"${earlier.name}"${lineOf(earlier)} and it both become the field ${name}.`,
        actions: [`Rename one of "${earlier.name}" and "${one.name}".`],
        facts: { field: name, metrics: [earlier.name, one.name] },
      }),
    ];
  });
}

function placed(metric: MetricSettings, trouble: TroubleFacts): TroubleFacts {
  return {
    ...trouble,
    message: `Metric "${metric.name}"${lineOf(metric)}: ${trouble.message}`,
    facts: { metric: metric.name, ...(metric.at ? { at: metric.at } : {}), ...trouble.facts },
  };
}

function lineOf({ at }: MetricSettings): string {
  return at ? ` (line ${at.line})` : '';
}

function mistakeOf(troubles: readonly TroubleFacts[]): Mistake {
  const [first] = troubles;
  if (first && troubles.length === 1) return new Mistake(first);
  const kinds = new Set(troubles.map(({ trouble }) => trouble));
  return new Mistake({
    trouble: kinds.size === 1 && first ? first.trouble : 'definition',
    message: [`${troubles.length} things are wrong with the metrics.`, ...troubles.map(({ message }) => message)].join(
      '\n',
    ),
    actions: [...new Set(troubles.flatMap(({ actions = [] }) => actions))],
    facts: { mistakes: troubles.map(({ trouble, message, facts }) => ({ trouble, message, ...facts })) },
  });
}
