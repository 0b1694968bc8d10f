import type { TroubleFacts } from '../../base/errors.ts';
import type { MetricSettings } from '../../config/metric-settings.ts';
import { USAGE_OBJECTS } from '../usage-objects.ts';

/** Salesforce's limits on a custom field, the `__c` at the name's end not counted. */
const LONGEST_NAME = 40;
const LONGEST_LABEL = 40;

/**
 * The API name that a metric's name becomes: letters, digits and single underscores, a letter first, as Salesforce
 * itself makes one from a label: `Sessions Past 7 Days` → `Sessions_Past_7_Days__c`, `7 Day Sessions` →
 * `X7_Day_Sessions__c`. Empty when nothing of the name can be written so.
 */
export function fieldName(metricName: string): string {
  const words = metricName
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  if (words === '') return '';
  return `${/^[A-Za-z]/.test(words) ? '' : 'X'}${words}__c`;
}

/** The API name of a metric's field: the one that the configuration remembers, or else the one that its name becomes. */
export function fieldNameOf({ name, field }: Pick<MetricSettings, 'name' | 'field'>): string {
  return field ?? fieldName(name);
}

/** What Salesforce would hold against the field of a metric; undefined when nothing. */
export function fieldNameTrouble(metric: Pick<MetricSettings, 'name' | 'field' | 'level'>): TroubleFacts | undefined {
  const { name: metricName, level } = metric;
  const name = fieldNameOf(metric);
  const facts = { metric: metricName, field: name };
  if (name === '') {
    return {
      trouble: 'definition',
      message: 'its name has no letter or digit that a Salesforce field name can hold.',
      actions: ['Name it in Latin letters and digits.'],
      facts,
    };
  }
  if (/\p{Cc}/u.test(metricName)) {
    return {
      trouble: 'definition',
      message: 'its name holds a line break, a tab or the like, and a label is one line.',
      actions: ['Write the name on one line.'],
      facts,
    };
  }
  const length = Math.max(metricName.length, name.length - '__c'.length);
  if (length > Math.min(LONGEST_NAME, LONGEST_LABEL)) {
    return {
      trouble: 'definition',
      message: `its name has ${length} characters; a Salesforce field takes ${LONGEST_NAME}.`,
      actions: [`Shorten it by ${length - LONGEST_NAME}.`],
      facts: { ...facts, length },
    };
  }
  const { externalId, lookup } = USAGE_OBJECTS[level];
  if ([externalId, lookup].some((taken) => taken.toLowerCase() === name.toLowerCase())) {
    return {
      trouble: 'definition',
      message: `its name becomes ${name}, which the usage object needs for itself.`,
      actions: ['Give it another name.'],
      facts,
    };
  }
  return undefined;
}
