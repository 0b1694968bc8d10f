import { expect, test } from 'vitest';
import { Mistake } from '../../src/base/errors.ts';
import type { CombinedMetricSettings, MetricSettings } from '../../src/config/metric-settings.ts';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
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

function combined(name: string, measure: CombinedMetricSettings['measure']): MetricSettings {
  return { name, level: 'account', measure, at: { line: 7, column: 5 } };
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

const number = (scale: number) => ({ kind: 'Number', precision: 18, scale });
const percent = { kind: 'Percent', precision: 18, scale: 2 };

test.each<[MetricSettings['measure'], object]>([
  [{ kind: 'count' }, number(0)],
  [{ kind: 'distinct-users' }, number(0)],
  [{ kind: 'active-days' }, number(0)],
  [{ kind: 'sessions' }, number(0)],
  [{ kind: 'time-on-site' }, number(1)],
  [{ kind: 'sum', property: 'amount' }, number(2)],
  [{ kind: 'min', property: 'amount' }, number(2)],
  [{ kind: 'max', property: 'rows' }, number(2)],
  [{ kind: 'average', property: 'rows' }, number(2)],
  [
    { kind: 'most-frequent', property: 'format' },
    { kind: 'Text', length: 255 },
  ],
  [{ kind: 'first-seen' }, { kind: 'DateTime' }],
  [{ kind: 'last-seen' }, { kind: 'DateTime' }],
  [{ kind: 'first-day' }, { kind: 'Date' }],
  [{ kind: 'last-day' }, { kind: 'Date' }],
  [{ kind: 'happened' }, { kind: 'Checkbox' }],
  [{ kind: 'change', of: { kind: 'count' }, as: 'percent' }, percent],
  [{ kind: 'change', of: { kind: 'count' }, as: 'number' }, number(0)],
  [{ kind: 'change', of: { kind: 'sum', property: 'amount' }, as: 'number' }, number(2)],
  [{ kind: 'ratio', of: 'Base', to: 'Base', as: 'number' }, number(4)],
  [{ kind: 'ratio', of: 'Base', to: 'Base', as: 'percent' }, percent],
  [
    { kind: 'score', inputs: [{ metric: 'Base', weight: 1, cap: 5 }] },
    { kind: 'Number', precision: 3, scale: 0 },
  ],
])('the measure %j fills a field %j', (measure, type) => {
  const asked: MetricSettings =
    measure.kind === 'ratio' || measure.kind === 'score'
      ? { name: 'N', level: 'account', measure }
      : metric({ name: 'N', event: 'report_exported', measure });
  expect(define(asked, metric({ name: 'Base' }))[0]?.field.type).toEqual(type);
});

const past = 'Past 7 days, up to the last midnight in America/Los_Angeles.';

test.each<[Parameters<typeof metric>[0]['measure'], string]>([
  [{ kind: 'sessions' }, `Number of sessions with "Report - Exported" in Heap by all users of the account. ${past}`],
  [
    { kind: 'time-on-site' },
    `Minutes, from first event to last, of the sessions with "Report - Exported" in Heap by all users of the account. ${past}`,
  ],
  [{ kind: 'last-day' }, `Day of the last "Report - Exported" in Heap by all users of the account. ${past}`],
  [{ kind: 'happened' }, `Ticked if there was any "Report - Exported" in Heap by all users of the account. ${past}`],
  [
    { kind: 'average', property: 'amount' },
    `Average amount of "Report - Exported" in Heap by all users of the account. ${past}`,
  ],
  [
    { kind: 'most-frequent', property: 'format' },
    `Most frequent format of "Report - Exported" in Heap by all users of the account. ${past}`,
  ],
  [
    { kind: 'change', of: { kind: 'sum', property: 'amount' }, as: 'percent' },
    `Change in percent against the window before: Sum of amount over "Report - Exported" in Heap by all users of the account. ${past}`,
  ],
])('the help text of %j says what it is', (measure, text) => {
  expect(define(metric({ name: 'N', event: 'report_exported', ...(measure && { measure }) }))[0]?.field.helpText).toBe(
    text,
  );
});

test('the help text of a metric that stands on others says what these are', () => {
  const [ratio, score] = define(
    { name: 'R', level: 'account', measure: { kind: 'ratio', of: 'A', to: 'B', as: 'percent' } },
    { name: 'S', level: 'account', measure: { kind: 'score', inputs: [{ metric: 'A', weight: 2, cap: 10 }] } },
    metric({ name: 'A', lookback: { kind: 'to-date', unit: 'quarter' } }),
    metric({ name: 'B', event: 'any event', lookback: { kind: 'all' } }),
  );
  expect(ratio?.field.helpText).toBe(
    '"A" divided by "B", in percent. "A": Number of "session", quarter to date. "B": Number of events of any kind, all time. All of it in Heap by all users of the account, up to the last midnight in America/Los_Angeles.',
  );
  expect(score?.field.helpText).toMatch(
    /^Score from 0 to 100 out of "A" \(weight 2, whole from 10 on\)\. "A": Number of/,
  );
  expect(score?.field.description).toMatch(/^Made by heap-salesforce for its metric "S"\. Score/);
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

test.each<[what: string, metrics: readonly MetricSettings[], message: RegExp, action: RegExp]>([
  [
    'a metric that is not there',
    [combined('N', { kind: 'ratio', of: 'Sesions', to: 'Sessions', as: 'number' })],
    /^Metric "N" \(line 7\): there is no metric "Sesions" of the level account\.$/,
    /Did you mean "Sessions"\?/,
  ],
  [
    'a metric of the other level',
    [
      combined('N', { kind: 'ratio', of: 'Reports', to: 'Sessions', as: 'number' }),
      metric({ name: 'Reports', level: 'contact' }),
    ],
    /no metric "Reports" of the level account, only one of the other level/,
    /Metrics of the level account are "N", "Sessions", "Last"/,
  ],
  [
    'a circle',
    [
      combined('N', { kind: 'ratio', of: 'M', to: 'Sessions', as: 'number' }),
      combined('M', { kind: 'score', inputs: [{ metric: 'N', weight: 1, cap: 1 }] }),
    ],
    /^Metric "M" \(line 7\): it stands on itself: "N" on "M" on "N"\.$/,
    /name metrics that do not name it/,
  ],
  [
    'a moment',
    [combined('N', { kind: 'score', inputs: [{ metric: 'Last', weight: 1, cap: 1 }] })],
    /"Last" is a DateTime, which is no number/,
    /a number or a checkbox/,
  ],
  [
    'a number without a cap',
    [combined('N', { kind: 'score', inputs: [{ metric: 'Sessions', weight: 1 }] })],
    /"Sessions" has no cap/,
    /Give "Sessions" a cap/,
  ],
  [
    'a checkbox with a cap',
    [
      combined('N', { kind: 'score', inputs: [{ metric: 'Paid', weight: 1, cap: 3 }] }),
      metric({ name: 'Paid', measure: { kind: 'happened' } }),
    ],
    /"Paid" is a checkbox/,
    /Leave out the cap/,
  ],
])('a metric that stands on %s is refused', (_what, metrics, message, action) => {
  const said = mistake(
    ...metrics,
    metric({ name: 'Sessions' }),
    metric({ name: 'Last', measure: { kind: 'last-seen' } }),
  );
  expect(said.message).toMatch(message);
  expect(said.actions.join(' ')).toMatch(action);
});

test('a metric that stands on a wrong one says nothing of its own', () => {
  const said = mistake(
    combined('N', { kind: 'ratio', of: 'Bad', to: 'Bad', as: 'number' }),
    metric({ name: 'Bad', event: 'nothing like it' }),
  );
  expect(said.message).toMatch(/^Metric "Bad": the data has no event/);
});

test.each([
  ['min', 'scheduled', 'true or false'],
  ['average', 'time', 'moments'],
  ['most-frequent', 'time', 'moments'],
] as const)('the %s of %s, which holds %s, is refused', (kind, property, holds) => {
  const said = mistake(metric({ name: 'N', event: 'report_exported', measure: { kind, property } }));
  expect(said.trouble).toBe('definition');
  expect(said.message).toContain(holds);
});

test('a property of any event cannot be measured, but asked about', () => {
  expect(
    mistake(metric({ name: 'N', event: 'any event', measure: { kind: 'sum', property: 'amount' } })).message,
  ).toContain('an event may stand in several tables');
  const where = [{ property: 'path', test: 'starts-with', value: '/a' }] as const;
  expect(define(metric({ name: 'N', event: 'any event', where }))[0]).toMatchObject({
    event: { view: 'heap_any_event', tables: ['pageviews', 'report_exported'] },
  });
});

test('sessions cannot be counted where the data does not tell of them', () => {
  const events = [{ table: 'signed_up', columns: [{ name: 'time', type: 'timestamp' }] }] as const;
  const metrics = [metric({ name: 'N', event: 'signed_up', measure: { kind: 'time-on-site' } })];
  expect(() => defineMetrics({ metrics, window: pacific }, { ...catalogue, events })).toThrow(/no column session_id/);
});

test('any event of a data without events is unknown', () => {
  const metrics = [metric({ name: 'N', event: 'any event' })];
  const events = catalogue.events.filter(({ table }) => table === 'sessions');
  expect(() => defineMetrics({ metrics, window: pacific }, { ...catalogue, events })).toThrow(
    /has no event "any event"/,
  );
});

test('any event is looked for in the table of all events, where there is one and no property is asked for', () => {
  const events = [
    ...catalogue.events,
    { table: 'all_events', columns: [{ name: 'event_id', type: 'integer' }] },
  ] as const;
  const where = [{ property: 'path', test: 'is', value: '/a' }] as const;
  const defined = defineMetrics(
    {
      metrics: [metric({ name: 'A', event: 'any event' }), metric({ name: 'B', event: 'any event', where })],
      window: pacific,
    },
    { ...catalogue, events },
  );
  expect(defined).toMatchObject([
    { event: { view: 'heap_event_all_events', tables: ['all_events'] } },
    { event: { view: 'heap_any_event', tables: ['pageviews', 'report_exported'] } },
  ]);
});

test.each([
  [metric({ name: 'N', measure: { kind: 'last-seen' }, quiet: 'zero' }), 'no zero of its kind'],
  [metric({ name: 'N', measure: { kind: 'happened' }, quiet: 'null' }), 'a checkbox cannot be empty'],
])('a quiet that the measure cannot show is refused', (asked, message) => {
  expect(mistake(asked).message).toContain(message);
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
