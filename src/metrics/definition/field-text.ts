import type { Lookback } from '../../config/metric-settings.ts';
import type { WindowSettings } from '../../config/settings.ts';
import { MEASURES, propertyOf } from '../counting/measure-sql.ts';
import { type CombinedMetric, type CountedMetric, isCounted, type Metric, type MetricCondition } from '../metric.ts';

/** Salesforce's limits on what a field says of itself. */
const LONGEST_HELP = 510;
const LONGEST_DESCRIPTION = 1000;

type Told = Omit<CountedMetric, 'field'> | Omit<CombinedMetric, 'field'>;

/** What a seller reads beside the field: event, conditions, measure, lookback and zone; or the metrics it stands on. */
export function helpText(metric: Told, window: WindowSettings): string {
  return told(metric, window, LONGEST_HELP);
}

/** What an admin reads in Setup. Its first sentence is how we know the field as ours, so it stays as it is. */
export function description(metric: Told, window: WindowSettings): string {
  return fieldDescription(metric.name, helpText(metric, window));
}

function told(metric: Told, window: WindowSettings, longest: number): string {
  const who = metric.level === 'account' ? 'by all users of the account' : 'by the contact';
  if (!('event' in metric)) {
    const tail = ` All of it in Heap ${who}, ${untilText(window)}.`;
    return `${shortened(combinedText(metric), longest - tail.length)}${tail}`;
  }
  const words = lookbackWords(metric.lookback);
  const tail = `. ${words.charAt(0).toUpperCase()}${words.slice(1)}, ${untilText(window)}.`;
  const head = `${measureText(metric)} in Heap ${who}${conditionsText(metric)}`;
  return `${shortened(head, longest - tail.length)}${tail}`;
}

type ToldOfEvents = Omit<CountedMetric, 'field'>;

function measureText({ measure, event }: ToldOfEvents): string {
  const change = measure.kind === 'change' ? measure : undefined;
  const of = measure.kind === 'change' ? measure.of : measure;
  const words = MEASURES[of.kind].words(propertyOf(of)?.name ?? '');
  const events = event.repeats ? 'events of any kind' : `"${event.title}"`;
  const against = change && `Change${change.as === 'percent' ? ' in percent' : ''} against the window before: `;
  return `${against ?? ''}${words} ${events}`;
}

function conditionsText({ where }: ToldOfEvents): string {
  return where.length > 0 ? `, where ${where.map(conditionText).join(' and ')}` : '';
}

/** The formula first, then what each of its metrics is. */
function combinedText({ measure }: Omit<CombinedMetric, 'field'>): string {
  if (measure.kind === 'ratio') {
    const { of, to } = measure;
    const percent = measure.as === 'percent' ? ', in percent' : '';
    return `"${of.name}" divided by "${to.name}"${percent}. ${[of, to].map(inputText).join(' ')}`;
  }
  const inputs = measure.inputs.map(({ metric, weight, cap }) => {
    const earns = metric.field.type.kind === 'Checkbox' ? 'if ticked' : `whole from ${cap} on`;
    return `"${metric.name}" (weight ${weight}, ${earns})`;
  });
  return `Score from 0 to 100 out of ${inputs.join(', ')}. ${measure.inputs.map(({ metric }) => inputText(metric)).join(' ')}`;
}

function inputText(metric: Metric): string {
  if (!isCounted(metric)) return `"${metric.name}": ${combinedText(metric)}`;
  return `"${metric.name}": ${measureText(metric)}${conditionsText(metric)}, ${lookbackWords(metric.lookback)}.`;
}

/** The description of a field by the name of its metric and its help text. */
export function fieldDescription(metricName: string, help: string): string {
  return shortened(`${mark(metricName)} ${help}`, LONGEST_DESCRIPTION);
}

/** The help text that a field of ours was made with, which its description repeats; undefined when it is not ours. */
export function describedHelpText(text: string): string | undefined {
  return MARK.exec(text)?.[2];
}

const MARK = /^Made by heap-salesforce for its metric "(.*?)"\.(?:\s(.*))?$/s;

/** The metric that a field was made for; undefined when the field is not ours. */
export function metricNamed(text: string): string | undefined {
  return MARK.exec(text)?.[1];
}

/** `past 7 days`, `all time`: the lookback in words. */
export function lookbackWords(lookback: Lookback): string {
  if (lookback.kind === 'all') return 'all time';
  if (lookback.kind === 'to-date') return `${lookback.unit} to date`;
  const unit = lookback.count === 1 ? lookback.unit.slice(0, -1) : lookback.unit;
  return `past ${lookback.count} ${unit}`;
}

function mark(name: string): string {
  return `Made by heap-salesforce for its metric "${name}".`;
}

function untilText({ zone, mode }: WindowSettings): string {
  return mode === 'whole-days'
    ? `up to the last midnight in ${zone}`
    : `up to the moment of the run; days begin at midnight in ${zone}`;
}

const TEST_WORDS: Readonly<Record<MetricCondition['test'], string>> = {
  is: 'is',
  'is-not': 'is not',
  contains: 'contains',
  'starts-with': 'starts with',
  'one-of': 'is one of',
  above: 'is above',
  below: 'is below',
  exists: 'is set',
};

function conditionText({ of, column, test, value }: MetricCondition): string {
  const property = of === 'user' ? `the user's ${column.name}` : column.name;
  if (test === 'exists') return `${property} is ${value === false ? 'not ' : ''}set`;
  return `${property} ${TEST_WORDS[test]} ${typeof value === 'object' ? value.map(quoted).join(', ') : quoted(value)}`;
}

function quoted(value: string | number | boolean): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
