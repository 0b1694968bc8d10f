import type { Lookback, WindowSettings } from '../config/settings.ts';
import { MEASURES } from './measure-sql.ts';
import type { Metric, MetricCondition } from './metric.ts';

/** Salesforce's limits on what a field says of itself. */
const LONGEST_HELP = 510;
const LONGEST_DESCRIPTION = 1000;

type Told = Omit<Metric, 'field'>;

/** What a seller reads beside the field: event, conditions, measure, lookback and zone. */
export function helpText(metric: Told, window: WindowSettings): string {
  const { measure, event, where, level } = metric;
  const who = level === 'account' ? 'by all users of the account' : 'by the contact';
  const conditions = where.length > 0 ? `, where ${where.map(conditionText).join(' and ')}` : '';
  const head = `${MEASURES[measure.kind].words(measure)} "${event.title}" in Heap ${who}`;
  const tail = `. ${lookbackText(metric.lookback, window)}`;
  return `${shortened(head + conditions, LONGEST_HELP - tail.length)}${tail}`;
}

/** What an admin reads in Setup. Its first sentence is how we know the field as ours, so it stays as it is. */
export function description(metric: Told, window: WindowSettings): string {
  return fieldDescription(metric.name, helpText(metric, window));
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
function lookbackWords(lookback: Lookback): string {
  if (lookback.kind === 'all') return 'all time';
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
