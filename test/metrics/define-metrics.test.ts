import { expect, test } from 'vitest';
import { Mistake } from '../../src/base/errors.ts';
import type { MetricSettings } from '../../src/config/settings.ts';
import { defineMetrics } from '../../src/metrics/define-metrics.ts';
import { catalogue, metric, pacific } from './synthetic.ts';

const define = (...metrics: readonly MetricSettings[]) => defineMetrics({ metrics, window: pacific }, catalogue);

function mistake(...metrics: readonly MetricSettings[]): Mistake {
  try {
    define(...metrics);
  } catch (error) {
    if (error instanceof Mistake) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

test.each([
  ['session', 'heap_sessions', 'session'],
  ['Session', 'heap_sessions', 'session'],
  ['sessions', 'heap_sessions', 'session'],
  ['pageview', 'heap_pageviews', 'pageview'],
  ['report_exported', 'heap_event_report_exported', 'Report - Exported'],
  ['Report - Exported', 'heap_event_report_exported', 'Report - Exported'],
  ['report exported', 'heap_event_report_exported', 'Report - Exported'],
])('the event "%s" is found', (event, view, title) => {
  expect(define(metric({ name: 'N', event }))[0]).toMatchObject({ event: { view, title } });
});

test.each([
  ['Sessions Past 7 Days', 'Sessions_Past_7_Days__c'],
  ['Sessions (7d) — all', 'Sessions_7d_all__c'],
  ['7 Day Sessions', 'X7_Day_Sessions__c'],
  ['__Übergroße__Zahl__', 'Ubergro_e_Zahl__c'],
  ['Exports % of "all"', 'Exports_of_all__c'],
])('the name "%s" becomes the field %s', (name, field) => {
  expect(define(metric({ name }))[0]?.field).toMatchObject({ name: field, label: name });
});

test.each([
  [{ kind: 'count' }, { kind: 'Number', precision: 18, scale: 0 }],
  [{ kind: 'distinct-users' }, { kind: 'Number', precision: 18, scale: 0 }],
  [{ kind: 'active-days' }, { kind: 'Number', precision: 18, scale: 0 }],
  [
    { kind: 'sum', property: 'amount' },
    { kind: 'Number', precision: 18, scale: 2 },
  ],
  [{ kind: 'first-seen' }, { kind: 'DateTime' }],
  [{ kind: 'last-seen' }, { kind: 'DateTime' }],
] as const)('the measure %j fills a field %j', (measure, type) => {
  expect(define(metric({ name: 'N', event: 'report_exported', measure }))[0]?.field.type).toEqual(type);
});

test('the help text says what is counted, for whom, on which conditions, how far back and in which zone', () => {
  const [one] = define(
    metric({
      name: 'Pdf Amount',
      event: 'report_exported',
      measure: { kind: 'sum', property: 'amount' },
      where: [
        { property: 'format', test: 'one-of', value: ['pdf', 'ps'] },
        { property: 'user.plan', test: 'is-not', value: 'free' },
      ],
    }),
  );
  expect(one?.field.helpText).toBe(
    'Sum of amount over "Report - Exported" in Heap by all users of the account, where format is one of "pdf", "ps" and the user\'s plan is not "free". Past 7 days, up to the last midnight in America/Los_Angeles.',
  );
  expect(one?.field.description).toMatch(/^Made by heap-salesforce for its metric "Pdf Amount"\. Sum of amount/);
});

test('texts stay within what Salesforce takes, and the lookback is not what is cut', () => {
  const value = Array.from({ length: 200 }, (_, n) => `format ${n}`);
  const [one] = define(
    metric({ name: 'N', event: 'report_exported', where: [{ property: 'format', test: 'one-of', value }] }),
  );
  expect(one?.field.helpText.length).toBeLessThanOrEqual(510);
  expect(one?.field.description.length).toBeLessThanOrEqual(1000);
  expect(one?.field.helpText).toMatch(/Past 7 days, up to the last midnight in America\/Los_Angeles\.$/);
});

test('an unknown event is named, with its line and the nearest ones', () => {
  const said = mistake(metric({ name: 'N', event: 'Report Exportd', at: { line: 12, column: 5 } }));
  expect(said.trouble).toBe('unknown-name');
  expect(said.message).toBe('Metric "N" (line 12): the data has no event "Report Exportd".');
  expect(said.actions).toEqual(['Did you mean "Report - Exported"?']);
});

test.each([
  ['fromat', 'Did you mean "format"?'],
  ['plan', 'Did you mean "user.plan"?'],
  ['user.plam', 'Did you mean "user.plan"?'],
])('the unknown property "%s" is named, with the nearest', (property, action) => {
  const said = mistake(metric({ name: 'N', event: 'report_exported', where: [{ property, test: 'is', value: 'x' }] }));
  expect(said.trouble).toBe('unknown-name');
  expect(said.message).toContain(`"${property}"`);
  expect(said.actions).toEqual([action]);
});

test('a property to sum must be there and hold numbers', () => {
  const sum = (property: string) => metric({ name: 'N', event: 'report_exported', measure: { kind: 'sum', property } });
  expect(mistake(sum('amout')).trouble).toBe('unknown-name');
  expect(mistake(sum('scheduled')).message).toContain('which cannot be added up');
});

test.each([
  ['rows', 'above', 'many'],
  ['rows', 'is', true],
  ['scheduled', 'above', true],
  ['scheduled', 'is', 'perhaps'],
  ['time', 'below', 'soon'],
  ['format', 'is', Number.NaN],
] as const)('%s %s %j is refused', (property, test, value) => {
  const said = mistake(metric({ name: 'N', event: 'report_exported', where: [{ property, test, value }] }));
  expect(said.trouble).toBe('definition');
});

test('a name that is too long is refused with its length', () => {
  const name = 'Sessions of Everybody in the Past 7 Days!';
  const said = mistake(metric({ name }));
  expect(said.trouble).toBe('definition');
  expect(said.message).toContain('41 characters');
  expect(define(metric({ name: name.slice(0, 40) }))).toHaveLength(1);
});

test.each(['', '!!!', '会议'])('the name "%s", of which no field name can be made, is refused', (name) => {
  expect(mistake(metric({ name })).trouble).toBe('definition');
});

test.each(['Account Id', 'ACCOUNT'])('the name "%s", which the account object needs for itself, is refused', (name) => {
  expect(mistake(metric({ name })).message).toContain('needs for itself');
  expect(define(metric({ name, level: 'contact' }))).toHaveLength(1);
});

test('two metrics that become the same field are both named', () => {
  const first = metric({ name: 'Sessions (7d)', at: { line: 3, column: 5 } });
  const said = mistake(first, metric({ name: 'sessions 7D' }));
  expect(said.trouble).toBe('clash');
  expect(said.message).toBe(
    'Metric "sessions 7D": "Sessions (7d)" (line 3) and it both become the field sessions_7D__c.',
  );
  expect(define(first, metric({ name: 'sessions 7D', level: 'contact' }))).toHaveLength(2);
});

test('all that is wrong is said at once', () => {
  const said = mistake(
    metric({ name: 'A', event: 'nothing like it' }),
    metric({ name: 'B', event: 'report_exported', where: [{ property: 'fromat', test: 'is', value: 'x' }] }),
    metric({ name: 'B' }),
  );
  expect(said.message.split('\n')).toHaveLength(4);
  expect(said.facts['mistakes']).toHaveLength(3);
});
