import type { TroubleFacts } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import {
  type CombinedMetricSettings,
  isCounted,
  type MetricSettings,
  type ScoreInput,
} from '../../config/metric-settings.ts';
import type { Settings } from '../../config/settings.ts';
import { combinedField, quietRuleOfCombination } from '../counting/combination-sql.ts';
import type { Metric, MetricCombination } from '../metric.ts';
import { fieldOf, namesOf, quietTroubleOf } from './field-of.ts';

export interface Combined {
  readonly metrics: ReadonlyMap<MetricSettings, Metric>;
  readonly troubles: readonly { readonly metric: MetricSettings; readonly trouble: TroubleFacts }[];
}

/**
 * The metrics that stand on other metrics. One that stands on a metric with trouble of its own is left out without a
 * further word.
 */
export function defineCombined(
  { metrics: all, window }: Pick<Settings, 'metrics' | 'window'>,
  counted: ReadonlyMap<MetricSettings, Metric>,
): Combined {
  const metrics = new Map<MetricSettings, Metric>();
  const troubles: { metric: MetricSettings; trouble: TroubleFacts }[] = [];
  const looked = new Set<MetricSettings>();

  const define = (one: CombinedMetricSettings, above: readonly MetricSettings[]): void => {
    if (looked.has(one)) return;
    const before = troubles.length;
    const complain = (trouble: TroubleFacts): void => {
      troubles.push({ metric: one, trouble });
    };
    const input = (name: string): Metric | undefined => {
      const found = all.find((other) => other.level === one.level && other.name.toLowerCase() === name.toLowerCase());
      if (found === undefined) {
        complain(unknownMetric(name, one, all));
        return undefined;
      }
      const path = [...above, one];
      if (path.includes(found)) {
        complain(circle([...path.slice(path.indexOf(found)), found]));
        return undefined;
      }
      if (!isCounted(found)) define(found, path);
      const metric = counted.get(found) ?? metrics.get(found);
      if (metric && !isNumeric(metric)) complain(noNumber(metric));
      return metric;
    };
    const measure = resolve(one, input, complain);
    looked.add(one);
    const quietTrouble = quietTroubleOf(one.quiet, quietRuleOfCombination(one.measure));
    if (quietTrouble) complain(quietTrouble);
    if (measure === undefined || troubles.length > before) return;
    const told = { ...namesOf(one), measure };
    metrics.set(one, { ...told, field: fieldOf(one, told, { type: combinedField(one.measure), window }) });
  };
  for (const one of all) if (!isCounted(one)) define(one, []);
  return { metrics, troubles };
}

function resolve(
  { measure }: CombinedMetricSettings,
  input: (name: string) => Metric | undefined,
  complain: (trouble: TroubleFacts) => void,
): MetricCombination | undefined {
  if (measure.kind === 'ratio') {
    const [of, to] = [input(measure.of), input(measure.to)];
    return of && to && { kind: 'ratio', of, to, as: measure.as };
  }
  const inputs = measure.inputs.map((one) => {
    const metric = input(one.metric);
    if (metric === undefined) return undefined;
    const trouble = capTrouble(one, metric);
    if (trouble) complain(trouble);
    return { metric, weight: one.weight, cap: one.cap ?? 1 };
  });
  const found = inputs.filter((one) => one !== undefined);
  return found.length === inputs.length ? { kind: 'score', inputs: found } : undefined;
}

function isNumeric({ field }: Metric): boolean {
  return field.type.kind === 'Number' || field.type.kind === 'Percent' || field.type.kind === 'Checkbox';
}

function unknownMetric(name: string, { level }: CombinedMetricSettings, all: readonly MetricSettings[]): TroubleFacts {
  const known = all.filter((other) => other.level === level).map((other) => other.name);
  const elsewhere = all.some((other) => other.name.toLowerCase() === name.toLowerCase());
  const near = nearest(name, known);
  return {
    trouble: 'unknown-name',
    message: `there is no metric "${name}" of the level ${level}${elsewhere ? ', only one of the other level' : ''}.`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
        : `Metrics of the level ${level} are ${known.map((one) => `"${one}"`).join(', ')}.`,
    ],
    facts: { metric: name, nearest: near },
  };
}

function circle(path: readonly MetricSettings[]): TroubleFacts {
  return {
    trouble: 'definition',
    message: `it stands on itself: ${path.map(({ name }) => `"${name}"`).join(' on ')}.`,
    actions: ['Let it name metrics that do not name it in turn.'],
    facts: { circle: path.map(({ name }) => name) },
  };
}

function noNumber({ name, field }: Metric): TroubleFacts {
  return {
    trouble: 'definition',
    message: `"${name}" is a ${field.type.kind}, which is no number.`,
    actions: ['Name a metric that gives a number or a checkbox.'],
    facts: { metric: name, type: field.type.kind },
  };
}

function capTrouble({ cap }: ScoreInput, { name, field }: Metric): TroubleFacts | undefined {
  const isCheckbox = field.type.kind === 'Checkbox';
  if (isCheckbox === (cap === undefined)) return undefined;
  return {
    trouble: 'definition',
    message: isCheckbox
      ? `"${name}" is a checkbox, which earns all or nothing.`
      : `"${name}" has no cap, so nobody knows how much of it earns the whole weight.`,
    actions: [
      isCheckbox ? `Leave out the cap of "${name}".` : `Give "${name}" a cap: the figure that is as good as any.`,
    ],
    facts: { metric: name },
  };
}
