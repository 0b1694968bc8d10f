import { expect, test } from 'vitest';
import type { CountedMetricSettings } from '../../src/config/metric-settings.ts';
import type { Level } from '../../src/config/settings.ts';
import { userSteps } from '../../src/metrics/counting/user-stage.ts';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
import { openWindows } from '../../src/metrics/window.ts';
import { everyMeasure } from './every-measure.ts';
import { catalogue, counted, fill, metric, openScratch, pacific } from './synthetic.ts';

const asOf = '2026-06-30T12:00:00Z';
const span = (count: number) => ({ kind: 'span', count, unit: 'days' }) as const;

test.each(['zero', 'null'] as const)(
  'what both levels count once by user is what each shows when it is counted by itself (quiet: %s)',
  async (quiet) => {
    await using warehouse = await openScratch();
    const visits = Array.from({ length: 500 }, (_, n) => ({
      user: ((n * n) % 11) + 1,
      time: new Date(Date.parse('2026-05-20T00:30:00Z') + n * 7_500_000).toISOString(),
      session: n >> 2,
      ...(n % 7 === 0 ? {} : { amount: ((n * 7919) % 100_000) / 100 - 200 }),
      word: n % 3 === 0 ? 'odd' : 'even',
    }));
    const accounts = { 1: 'A1', 2: 'A1', 3: 'A2', 4: 'A2', 5: 'A3', 6: 'A4', 7: 'A4', 10: 'A5', 13: 'A1', 14: 'A6' };
    await fill(warehouse, { visits, accounts });
    // Contacts of several users, of one account and of two; a user without a contact, and one without an account.
    await warehouse.run("UPDATE people SET contact_id = 'C1' WHERE user_id IN (2, 13)");
    await warehouse.run("UPDATE people SET contact_id = 'C4' WHERE user_id = 5");
    await warehouse.run('UPDATE people SET contact_id = NULL WHERE user_id = 6');
    await warehouse.run('UPDATE people SET account_id = NULL WHERE user_id = 10');
    await warehouse.run(
      `CREATE TABLE heap_users AS SELECT user_id, CASE WHEN user_id % 2 = 0 THEN 'pro' END AS plan FROM people`,
    );
    const properties = { number: 'amount', word: 'word' };
    const pro = [{ property: 'user.plan', test: 'is', value: 'pro' }] as const;
    const odd = [{ property: 'word', test: 'is', value: 'odd' }] as const;
    const metrics = [
      ...everyMeasure({ event: 'session', properties }, span(7), 1),
      ...everyMeasure({ event: 'session', properties, where: pro }, span(21), 2),
      ...everyMeasure({ event: 'session', properties, where: odd }, { kind: 'all' }, 3),
      metric({ name: 'Of accounts alone', where: odd, lookback: span(3) }),
      metric({ name: 'Of contacts alone', level: 'contact', where: pro, lookback: span(4) }),
    ] as readonly CountedMetricSettings[];
    expect(viewsByUser(metrics)).toEqual(['heap_sessions']);
    const records = { account: ['A1', 'A2', 'A3', 'A4', 'A6'], contact: ['C1', 'C3', 'C4', 'C7', 'C10', 'C14'] };
    for (const level of ['account', 'contact'] as const) {
      const facts = { level, metrics, asOf, quiet };
      const alone = await counted(warehouse, facts);
      expect(new Set(Object.keys(alone))).toEqual(new Set(records[level]));
      expect(await counted(warehouse, { ...facts, byUser: true })).toEqual(alone);
    }
  },
);

test('only events that both levels count are counted by user, unless accounts ask for much more', () => {
  const sessions = (level: Level, days: number) => metric({ name: `Sessions ${days}`, level, lookback: span(days) });
  const pages = metric({ name: 'Pages', level: 'account', event: 'pageview' });
  const many = [2, 3, 4, 5].map((days) => sessions('account', days));
  expect(viewsByUser([sessions('account', 7), sessions('contact', 7), pages])).toEqual(['heap_sessions']);
  expect(viewsByUser([...many.slice(1), sessions('contact', 7)])).toEqual(['heap_sessions']);
  expect(viewsByUser([...many, sessions('contact', 7)])).toEqual([]);
  expect(viewsByUser(many)).toEqual([]);
  const days = { measure: { kind: 'active-days' } } as const;
  expect(
    viewsByUser([
      { ...sessions('account', 7), ...days },
      { ...sessions('contact', 7), ...days },
    ]),
  ).toEqual([]);
});

function viewsByUser(settings: readonly CountedMetricSettings[]): readonly string[] {
  const metrics = defineMetrics({ metrics: settings, window: pacific }, catalogue);
  const levels = (['account', 'contact'] as const).map((level) => ({
    level,
    metrics: metrics.filter((each) => each.level === level),
  }));
  return userSteps(levels, openWindows(pacific, new Date(asOf))).stages.map(({ view }) => view);
}
