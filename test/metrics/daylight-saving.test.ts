import { expect, test } from 'vitest';
import type { MetricSettings } from '../../src/config/settings.ts';
import { plainMetric } from '../support/plain-metrics.ts';
import { counted, fill, metric, openScratch, type Visit } from './synthetic.ts';

const zone = 'America/Los_Angeles';
const users = [1, 2, 3, 4];

/** Someone does something every 37 minutes, and at every midnight and hour of change exactly. */
function visits(from: string, to: string): Visit[] {
  const made: Visit[] = [];
  for (let time = Date.parse(from), n = 0; time < Date.parse(to); time += 37 * 60_000, n++) {
    made.push({ user: users[(n * n) % users.length] ?? 1, time: new Date(time).toISOString() });
  }
  for (let time = Date.parse(from); time < Date.parse(to); time += 3_600_000) {
    made.push({ user: 2, time: new Date(time).toISOString() }, { user: 3, time: new Date(time - 1).toISOString() });
  }
  return made;
}

const metrics: readonly MetricSettings[] = (['days', 'weeks', 'months'] as const).flatMap((unit) =>
  [1, 2].flatMap((count) => [
    metric({ name: `Count ${count} ${unit}`, lookback: { kind: 'span', count, unit } }),
    metric({
      name: `Days ${count} ${unit}`,
      lookback: { kind: 'span', count, unit },
      measure: { kind: 'active-days' },
    }),
    metric({
      name: `Users ${count} ${unit}`,
      lookback: { kind: 'span', count, unit },
      measure: { kind: 'distinct-users' },
    }),
    metric({
      name: `First ${count} ${unit}`,
      lookback: { kind: 'span', count, unit },
      measure: { kind: 'first-seen' },
    }),
    metric({ name: `Last ${count} ${unit}`, lookback: { kind: 'span', count, unit }, measure: { kind: 'last-seen' } }),
  ]),
);

test.each([
  ['forward', '2026-02-20T00:00:00Z', '2026-03-20T00:00:00Z', ['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-15']],
  ['back', '2026-10-20T00:00:00Z', '2026-11-12T00:00:00Z', ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-08']],
])('where the clocks go %s, every measure equals a second computation', async (_way, from, to, days) => {
  await using warehouse = await openScratch();
  const accounts = { 1: 'A1', 2: 'A1', 3: 'A2', 4: 'A3' };
  const made = visits(from, to);
  await fill(warehouse, { visits: made, accounts });
  const events = new Map([['sessions', made.map(({ user, time }) => ({ user_id: user, time: Date.parse(time) }))]]);
  const people = new Map(users.map((user) => [user, { contact: `C${user}`, account: accounts[user as 1] }]));

  for (const today of days) {
    const asOf = `${today}T20:00:00Z`;
    for (const level of ['account', 'contact'] as const) {
      const asked = metrics.map((one) => ({ ...one, level }));
      const rows = await counted(warehouse, { level, metrics: asked, asOf });
      for (const one of asked) {
        const field = `${one.name.replace(/\W+/g, '_')}__c`;
        const found = new Map(Object.entries(rows).map(([record, row]) => [record, plainValue(row[field])]));
        expect(found, `${one.name} as of ${today}`).toEqual(
          plainMetric({ metric: one, events, users: new Map(), people, today, zone }),
        );
      }
    }
  }
});

function plainValue(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
