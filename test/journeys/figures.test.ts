import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import { quietStage } from '../../src/commands/quiet-stage.ts';
import { setup } from '../../src/commands/setup.ts';
import { usagePush } from '../../src/commands/usage-push.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import type { MetricSettings } from '../../src/config/metric-settings.ts';
import type { Level, Settings } from '../../src/config/settings.ts';
import { type Context, openContext } from '../../src/context.ts';
import { readCatalogue } from '../../src/metrics/definition/catalogue.ts';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
import { applyMetrics } from '../../src/metrics/fields/apply.ts';
import { readOrgFields } from '../../src/metrics/fields/org-fields.ts';
import { planMetrics } from '../../src/metrics/fields/plan.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { combinations, everyMeasure } from '../metrics/every-measure.ts';
import { metric } from '../metrics/synthetic.ts';
import { type PlainExport, readPlainExport } from '../support/plain-export.ts';
import { plainMetric } from '../support/plain-metrics.ts';
import { type PlainContact, plainPeople } from '../support/plain-people.ts';

const zone = 'America/Los_Angeles';
const exportFolder = new URL('../../config/sample/export', import.meta.url).pathname;

/** What the example configuration leaves out: every kind of condition, and each measure at the other level. */
const further: readonly MetricSettings[] = [
  metric({ name: 'Users All Time', event: 'pageview', measure: { kind: 'distinct-users' }, lookback: { kind: 'all' } }),
  metric({
    name: 'Active Days',
    measure: { kind: 'active-days' },
    lookback: { kind: 'span', count: 3, unit: 'months' },
  }),
  metric({
    name: 'Paid Sessions',
    where: [{ property: 'user.plan', test: 'one-of', value: ['enterprise', 'pro', 'team'] }],
    lookback: { kind: 'span', count: 4, unit: 'weeks' },
  }),
  metric({
    name: 'Small Not Pdf',
    event: 'report_exported',
    where: [
      { property: 'format', test: 'is-not', value: 'pdf' },
      { property: 'rows', test: 'below', value: 500 },
    ],
    lookback: { kind: 'all' },
  }),
  metric({
    name: 'Amount',
    level: 'contact',
    event: 'checkout_completed',
    measure: { kind: 'sum', property: 'amount' },
    where: [{ property: 'currency', test: 'starts-with', value: 'U' }],
    lookback: { kind: 'all' },
  }),
  metric({
    name: 'Titled',
    level: 'contact',
    event: 'pageview',
    where: [
      { property: 'title', test: 'exists', value: true },
      { property: 'path', test: 'contains', value: 'e' },
    ],
    lookback: { kind: 'span', count: 1, unit: 'days' },
  }),
  metric({ name: 'People', level: 'contact', measure: { kind: 'distinct-users' } }),
  // All measures, on each kind of event and kind of lookback.
  ...everyMeasure(
    { event: 'checkout_completed', properties: { number: 'amount', word: 'currency' } },
    { kind: 'span', count: 4, unit: 'weeks' },
    1,
  ),
  ...combinations(1),
  ...everyMeasure(
    {
      event: 'report_exported',
      properties: { number: 'rows', word: 'format' },
      where: [{ property: 'rows', test: 'above', value: 40 }],
    },
    { kind: 'all' },
    2,
  ),
  ...everyMeasure(
    { event: 'any event', where: [{ property: 'path', test: 'contains', value: 'report' }] },
    { kind: 'span', count: 1, unit: 'months' },
    3,
  ),
  ...everyMeasure({ event: 'session' }, { kind: 'to-date', unit: 'quarter' }, 4),
  metric({
    name: 'Smallest With Zero',
    event: 'checkout_completed',
    measure: { kind: 'min', property: 'amount' },
    quiet: 'zero',
  }),
  metric({ name: 'Sessions Or Nothing', quiet: 'null' }),
  metric({ name: 'Sessions Or Zero', quiet: 'zero' }),
];

let folder: string;
let settings: Settings;
let contextWith: (quiet: Settings['quiet']) => Context & AsyncDisposable;
let plain: PlainExport;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heap-figures-'));
  const env = { HEAP_SF_STATE: folder };
  const example = loadSettings({ cwd: join(exportFolder, '../..'), env, flags: { targetOrg: 'local' } });
  settings = { ...example, metrics: [...example.metrics, ...further] };
  const clock = new ManualClock('2026-07-01T12:00:00Z');
  contextWith = (quiet) => {
    const opened = openContext({ settings: { ...settings, quiet }, clock, progress: silentProgress, log: silentLog });
    return { ...opened, [Symbol.asyncDispose]: () => opened.close() };
  };
  await using context = contextWith('zero');
  plain = await readPlainExport(exportFolder);
  await setup.run(context, {}, quietStage());
  const metrics = defineMetrics(settings, await readCatalogue(await context.export(), () => context.warehouse()));
  const org = await context.org();
  const applied = await applyMetrics(planMetrics({ metrics, org: await readOrgFields(org) }), {
    org,
    granter: await context.adminOrg(),
    progress: silentProgress,
  });
  expect(applied.status).toBe('done');
}, 180_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['2026-06-30', '2026-07-01', 'zero'],
  // A day of 23 hours, and one of 25.
  ['2026-03-08', '2026-03-09', 'null'],
  ['2026-11-01', '2026-11-02', 'zero'],
  // A week and a half on, many have gone quiet: what they did has left the shorter lookbacks.
  ['2026-07-10', '2026-07-11', 'null'],
] as const)(
  'as of %s the org shows for every metric and every record what a second computation finds',
  async (asOf, today, quiet) => {
    const stage = quietStage();
    await using context = contextWith(quiet);
    await usagePush.run(context, { dryRun: false, asOf, acceptStale: true }, stage);

    const org = await context.org();
    const contacts = await queryAll<PlainContact>(org, 'SELECT Id, Email, AccountId, SystemModstamp FROM Contact');
    const people = plainPeople(plain.users, contacts);
    let figures = 0;
    for (const level of ['account', 'contact'] as const) {
      const shown = await orgFigures(org, level);
      for (const one of settings.metrics.filter((each) => each.level === level)) {
        const wanted = plainMetric({ metric: one, metrics: settings.metrics, ...plain, people, today, zone, quiet });
        expect(shown.get(one.name), JSON.stringify(one)).toEqual(wanted);
        figures += wanted.size;
      }
    }
    expect(figures).toBeGreaterThan(10_000);
  },
  180_000,
);

/** What the org shows, by metric and record. */
async function orgFigures(org: Org, level: Level): Promise<ReadonlyMap<string, ReadonlyMap<string, unknown>>> {
  const metrics = settings.metrics.filter((each) => each.level === level);
  const fields = metrics.map(({ name }) => `${name.replace(/\W+/g, '_')}__c`);
  const [object, id] =
    level === 'account' ? ['Heap_Account_Usage__c', 'Account_Id__c'] : ['Heap_Contact_Usage__c', 'Contact_Id__c'];
  const rows = await queryAll<Record<string, unknown>>(org, `SELECT ${id}, ${fields.join(', ')} FROM ${object}`);
  return new Map(
    metrics.map(({ name }, place) => [
      name,
      new Map(rows.map((row) => [String(row[id]), plainValue(row[fields[place] ?? ''])])),
    ]),
  );
}

/** `2026-06-30T12:00:00.000+0000` as JavaScript writes it; a day or a text as it is. */
function plainValue(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? new Date(value).toISOString() : value;
}
