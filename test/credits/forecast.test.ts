import { expect, test } from 'vitest';
import { forecastOf } from '../../src/credits/forecast.ts';
import type { RunRecord } from '../../src/ledger/types/run.ts';
import { openZone } from '../../src/metrics/zone.ts';

const run = (...credits: readonly number[]): RunRecord => ({
  id: 'pull',
  kind: 'pull',
  orgId: '00D',
  orgName: 'local',
  status: 'done',
  pid: 1,
  started: new Date(0),
  credits: Object.fromEntries(credits.map((count, at) => [`kind ${at}`, count])),
});

test.each([
  ['in the middle of the day', '2026-07-01T14:30:00-07:00', 'America/Los_Angeles', 9],
  ['on the full hour, whose pull has run', '2026-07-01T14:00:00-07:00', 'America/Los_Angeles', 9],
  ['in the last hour', '2026-07-01T23:00:01-07:00', 'America/Los_Angeles', 0],
  ['on a day of 23 hours', '2026-03-08T00:30:00-08:00', 'America/Los_Angeles', 22],
  ['on a day of 25 hours', '2026-11-01T00:30:00-07:00', 'America/Los_Angeles', 24],
  ['where days begin at half past by the clock of UTC', '2026-07-01T22:45:00+05:30', 'Asia/Kolkata', 1],
])('pulls that are left %s: %s in %s', (_when, now, zone, left) => {
  const facts = { now: new Date(now), zone: openZone(zone), sinceMidnight: 10, pushes: undefined };
  const { pulls, total } = forecastOf({ ...facts, pulls: [] });
  expect(pulls).toEqual({ left, each: 1, seen: 0 });
  expect(total).toBe(10 + left);
});

test('what a pull and a push cost is the middle of the earlier ones, and one for signing in to push', () => {
  const facts = {
    now: new Date('2026-07-01T21:30:00-07:00'),
    zone: openZone('America/Los_Angeles'),
    sinceMidnight: 100,
  };
  const pulls = [run(1), run(1, 1), run(1), run(300), run(1, 2)];
  expect(forecastOf({ ...facts, pulls, pushes: [run(20), run(10, 20)] })).toMatchObject({
    pulls: { left: 2, each: 2, seen: 5 },
    push: { cost: 21, seen: 2 },
    toCome: 25,
    total: 125,
    until: new Date('2026-07-02T00:00:00-07:00'),
  });
});

test('what nobody does is no part of it, and a push that was never made has no cost yet', () => {
  const facts = { now: new Date('2026-07-01T21:30:00Z'), zone: openZone('UTC'), sinceMidnight: 3 };
  const nothing = forecastOf({ ...facts, pulls: undefined, pushes: undefined });
  expect(nothing).toEqual({ sinceMidnight: 3, until: new Date('2026-07-02T00:00:00Z'), toCome: 0, total: 3 });
  expect(forecastOf({ ...facts, pulls: undefined, pushes: [] })).toMatchObject({ push: { seen: 0 }, total: 3 });
});
