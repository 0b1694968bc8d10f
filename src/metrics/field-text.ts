import type { Lookback, WindowSettings } from '../config/settings.ts';
import { MEASURES, propertyOf } from './measure-sql.ts';
import { type CombinedMetric, type CountedMetric, isCounted, type Metric, type MetricCondition } from './metric.ts';

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
  if (!('event' in metric)) return shortened(combinedText(metric, window), longest);
  const { measure, event, where, level } = metric;
  const change = measure.kind === 'change' ? measure : undefined;
  const of = measure.kind === 'change' ? measure.of : measure;
  const words = MEASURES[of.kind].words(propertyOf(of)?.name ?? '');
  const events = event.repeats ? 'events of any kind' : `"${event.title}"`;
  const who = level === 'account' ? 'by all users of the account' : 'by the contact';
  const conditions = where.length > 0 ? `, where ${where.map(conditionText).join(' and ')}` : '';
  const against = change && `Change${change.as === 'percent' ? ' in percent' : ''} against the window before: `;
  const tail = `. ${lookbackText(metric.lookback, window)}`;
  return `${shortened(`${against ?? ''}${words} ${events} in Heap ${who}${conditions}`, longest - tail.length)}${tail}`;
}

/** The formula first, then what each of its metrics is. */
function combinedText({ measure }: Omit<CombinedMetric, 'field'>, window: WindowSettings): string {
  if (measure.kind === 'ratio') {
    const { of, to } = measure;
    const percent = measure.as === 'percent' ? ', in percent' : '';
    return `"${of.name}" divided by "${to.name}"${percent}. ${[of, to].map((one) => inputText(one, window)).join(' ')}`;
  }
  const inputs = measure.inputs.map(
    ({ metric, weight, cap }) => `"${metric.name}" (weight ${weight}, whole from ${cap} on)`,
  );
  const all = measure.inputs.map(({ metric }) => inputText(metric, window)).join(' ');
  return `Score from 0 to 100 out of ${inputs.join(', ')}. ${all}`;
}

function inputText(metric: Metric, window: WindowSettings): string {
  const text = isCounted(metric) ? told(metric, window, LONGEST_HELP) : combinedText(metric, window);
  return `"${metric.name}": ${text}`;
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

function lookbackText(lookback: Lookback, { zone, mode }: WindowSettings): string {
  const words = lookbackWords(lookback);
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return mode === 'whole-days'
    ? `${sentence}, up to the last midnight in ${zone}.`
    : `${sentence}, up to the moment of the run; days begin at midnight in ${zone}.`;
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
