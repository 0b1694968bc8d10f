import { Mistake, type TroubleFacts } from '../base/errors.ts';
import type { MetricSettings, Settings } from '../config/settings.ts';
import { fieldNameOf, fieldNameTrouble } from './field-name.ts';
import { description, helpText } from './field-text.ts';
import { MEASURES } from './measure-sql.ts';
import type { Catalogue, Metric, MetricCondition, MetricMeasure } from './metric.ts';
import { type KnownEvent, resolveEvent } from './resolve-event.ts';
import { resolveProperty, valueTrouble } from './resolve-property.ts';

/** The metrics of a configuration, held against the data. All that is wrong with them is said at once. */
export function defineMetrics(settings: Pick<Settings, 'metrics' | 'window'>, catalogue: Catalogue): readonly Metric[] {
  const metrics: Metric[] = [];
  const troubles: TroubleFacts[] = [];
  for (const one of settings.metrics) {
    const before = troubles.length;
    const complain = (trouble: TroubleFacts): void => {
      troubles.push(placed(one, trouble));
    };
    const metric = defineMetric(one, settings.window, catalogue, complain);
    if (metric && troubles.length === before) metrics.push(metric);
  }
  troubles.push(...clashes(settings.metrics));
  if (troubles.length > 0) throw mistakeOf(troubles);
  return metrics;
}

type Complain = (trouble: TroubleFacts) => void;

function defineMetric(
  one: MetricSettings,
  window: Settings['window'],
  catalogue: Catalogue,
  complain: Complain,
): Metric | undefined {
  const nameTrouble = fieldNameTrouble(one);
  if (nameTrouble) complain(nameTrouble);
  const resolved = resolveEvent(one.event, catalogue);
  if (resolved.status === 'unknown') {
    complain(resolved.trouble);
    return undefined;
  }
  const known = resolved.found;
  const where = conditionsOf(one, known, catalogue, complain);
  const measure = measureOf(one, known, complain);
  if (!measure) return undefined;
  const { name, level, lookback } = one;
  const told = { name, level, event: known.event, where, measure, lookback, ...(one.at ? { at: one.at } : {}) };
  return {
    ...told,
    field: {
      name: fieldNameOf(one),
      label: name,
      helpText: helpText(told, window),
      description: description(told, window),
      type: MEASURES[measure.kind].field,
      ...(one.history !== undefined && { history: one.history }),
    },
  };
}

function conditionsOf(
  { where }: MetricSettings,
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

function measureOf({ measure }: MetricSettings, known: KnownEvent, complain: Complain): MetricMeasure | undefined {
  if (measure.kind !== 'sum') return measure;
  const resolved = resolveProperty(measure.property, known, []);
  if (resolved.status === 'unknown') {
    complain(resolved.trouble);
    return undefined;
  }
  const { name, type } = resolved.found.column;
  if (type === 'boolean' || type === 'timestamp') {
    complain({
      trouble: 'definition',
      message: `"${name}" holds ${type === 'boolean' ? 'true or false' : 'moments'}, which cannot be added up.`,
      actions: ['Sum a property that holds numbers, or count the events.'],
      facts: { property: name, type },
    });
  }
  return { kind: 'sum', property: name, type };
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
