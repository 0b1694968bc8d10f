import { expect, test } from 'vitest';
import type { Lookback } from '../../src/config/metric-settings.ts';
import { plainMetric } from '../support/plain-metrics.ts';
import { combinations, everyMeasure } from './every-measure.ts';
import { counted, fill, openScratch, type Visit } from './synthetic.ts';

const zone = 'America/Los_Angeles';
const users = [1, 2, 3, 4];
const words = ['pdf', 'csv', 'naïve', '🎉'];

/** Someone does something every 37 minutes, and at every midnight and hour of change exactly. */
function visits(from: string, to: string): Visit[] {
  const made: Visit[] = [];
  for (let time = Date.parse(from), n = 0; time < Date.parse(to); time += 37 * 60_000, n++) {
    const user = users[(n * n) % users.length] ?? 1;
    const amount = ((n * 7919) % 100_000) / 100 - 200;
    made.push({ user, time: new Date(time).toISOString(), session: n >> 2, amount, word: words[(n * n) % 5] ?? '' });
  }
  for (let time = Date.parse(from); time < Date.parse(to); time += 3_600_000) {
    made.push({ user: 2, time: new Date(time).toISOString() }, { user: 3, time: new Date(time - 1).toISOString() });
  }
  return made.map((visit, n) => ({ session: 1_000_000 + n, ...visit }));
}

const lookbacks: readonly Lookback[] = [
  { kind: 'span', count: 1, unit: 'days' },
  { kind: 'span', count: 2, unit: 'weeks' },
  { kind: 'span', count: 1, unit: 'months' },
  { kind: 'to-date', unit: 'month' },
  { kind: 'to-date', unit: 'quarter' },
  { kind: 'all' },
];

const properties = { number: 'amount', word: 'word' };
const metrics = lookbacks.flatMap((lookback, place) => [
  ...everyMeasure({ event: 'session', properties }, lookback, place),
  ...(lookback.kind === 'all' ? [] : combinations(place)),
]);

test.each([
  ['forward', '2026-02-20T00:00:00Z', '2026-03-20T00:00:00Z', ['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-15']],
  ['back', '2026-10-20T00:00:00Z', '2026-11-12T00:00:00Z', ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-08']],
])(
  'where the clocks go %s, every measure equals a second computation',
  async (_way, from, to, days) => {
    await using warehouse = await openScratch();
    const accounts = { 1: 'A1', 2: 'A1', 3: 'A2', 4: 'A3', 5: 'A4' };
    const made = visits(from, to);
    await fill(warehouse, { visits: made, accounts });
    const rows = made.map(({ user, time, session, amount, word }, n) => {
      return { user_id: user, event_id: n, time: Date.parse(time), session_id: session, amount, word };
    });
    const events = new Map([['sessions', rows]]);
    const people = new Map([...users, 5].map((user) => [user, { contact: `C${user}`, account: accounts[user as 1] }]));

    for (const [place, today] of days.entries()) {
      const asOf = `${today}T20:00:00Z`;
      const quiet = place % 2 === 0 ? 'zero' : 'null';
      for (const level of ['account', 'contact'] as const) {
        const found = await counted(warehouse, { level, metrics, asOf, quiet });
        for (const one of metrics.filter((each) => each.level === level)) {
          const field = `${one.name.replace(/\W+/g, '_')}__c`;
          const isDay = one.measure.kind === 'last-day' || one.measure.kind === 'first-day';
          const shown = new Map(Object.entries(found).map(([record, row]) => [record, plainValue(row[field], isDay)]));
          expect(shown, `${one.name} ${JSON.stringify(one)} as of ${today}`).toEqual(
            plainMetric({ metric: one, metrics, events, users: new Map(), people, today, zone, quiet }),
          );
        }
      }
    }
  },
  120_000,
);

function plainValue(value: unknown, isDay: boolean): unknown {
  if (!(value instanceof Date)) return value;
  return isDay ? value.toISOString().slice(0, 10) : value.toISOString();
}
