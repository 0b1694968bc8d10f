import { expect, test } from 'vitest';
import { Mistake } from '../../src/base/errors.ts';
import type { Lookback } from '../../src/config/metric-settings.ts';
import type { WindowSettings } from '../../src/config/settings.ts';
import { asOfMoment, openWindows } from '../../src/metrics/window.ts';

const span = (count: number, unit: 'days' | 'weeks' | 'months'): Lookback => ({ kind: 'span', count, unit });
const pacific: WindowSettings = { zone: 'America/Los_Angeles', mode: 'whole-days' };

function windowOf(lookback: Lookback, asOf: string, settings = pacific): readonly [string | undefined, string] {
  const { from, to } = openWindows(settings, new Date(asOf)).of(lookback);
  return [from?.toISOString(), to.toISOString()];
}

test.each([
  ['seven days', span(7, 'days'), '2026-06-30T15:30:00Z', '2026-06-23T07:00:00.000Z', '2026-06-30T07:00:00.000Z'],
  [
    'exactly at midnight',
    span(1, 'days'),
    '2026-07-01T07:00:00Z',
    '2026-06-30T07:00:00.000Z',
    '2026-07-01T07:00:00.000Z',
  ],
  [
    'just before midnight',
    span(1, 'days'),
    '2026-07-01T06:59:59.999Z',
    '2026-06-29T07:00:00.000Z',
    '2026-06-30T07:00:00.000Z',
  ],
  ['four weeks', span(4, 'weeks'), '2026-06-30T15:30:00Z', '2026-06-02T07:00:00.000Z', '2026-06-30T07:00:00.000Z'],
  ['three months', span(3, 'months'), '2026-06-30T15:30:00Z', '2026-03-30T07:00:00.000Z', '2026-06-30T07:00:00.000Z'],
  [
    'months end early',
    span(3, 'months'),
    '2026-05-31T15:30:00Z',
    '2026-02-28T08:00:00.000Z',
    '2026-05-31T07:00:00.000Z',
  ],
  [
    'months over new year',
    span(13, 'months'),
    '2026-01-15T20:00:00Z',
    '2024-12-15T08:00:00.000Z',
    '2026-01-15T08:00:00.000Z',
  ],
  ['the leap day', span(12, 'months'), '2024-02-29T20:00:00Z', '2023-02-28T08:00:00.000Z', '2024-02-29T08:00:00.000Z'],
])('whole days: %s', (_name, lookback, asOf, from, to) => {
  expect(windowOf(lookback, asOf)).toEqual([from, to]);
});

test('the day on which clocks go forward has 23 hours', () => {
  expect(windowOf(span(1, 'days'), '2026-03-09T12:00:00Z')).toEqual([
    '2026-03-08T08:00:00.000Z',
    '2026-03-09T07:00:00.000Z',
  ]);
});

test('the day on which clocks go back has 25 hours', () => {
  expect(windowOf(span(1, 'days'), '2026-11-02T12:00:00Z')).toEqual([
    '2026-11-01T07:00:00.000Z',
    '2026-11-02T08:00:00.000Z',
  ]);
});

test('a week over either change is not 168 hours long', () => {
  expect(windowOf(span(7, 'days'), '2026-03-12T12:00:00Z')).toEqual([
    '2026-03-05T08:00:00.000Z',
    '2026-03-12T07:00:00.000Z',
  ]);
  expect(windowOf(span(7, 'days'), '2026-11-05T12:00:00Z')).toEqual([
    '2026-10-29T07:00:00.000Z',
    '2026-11-05T08:00:00.000Z',
  ]);
});

test.each([
  ['Asia/Kolkata', '2026-06-29T18:30:00.000Z'],
  ['Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
  ['Pacific/Pago_Pago', '2026-06-30T11:00:00.000Z'],
  ['Pacific/Chatham', '2026-06-30T11:15:00.000Z'],
  ['UTC', '2026-06-30T00:00:00.000Z'],
])('the last midnight in %s', (zone, midnight) => {
  expect(windowOf({ kind: 'all' }, '2026-06-30T15:30:00Z', { zone, mode: 'whole-days' })).toEqual([
    undefined,
    midnight,
  ]);
});

test('where the clocks skip midnight, the day begins at one', () => {
  const santiago: WindowSettings = { zone: 'America/Santiago', mode: 'whole-days' };
  expect(windowOf(span(1, 'days'), '2024-09-09T12:00:00Z', santiago)).toEqual([
    '2024-09-08T04:00:00.000Z',
    '2024-09-09T03:00:00.000Z',
  ]);
});

test('a rolling window ends at the moment and begins at the same time of day', () => {
  const rolling: WindowSettings = { ...pacific, mode: 'rolling' };
  expect(windowOf(span(7, 'days'), '2026-03-12T12:34:56.789Z', rolling)).toEqual([
    '2026-03-05T13:34:56.789Z',
    '2026-03-12T12:34:56.789Z',
  ]);
  expect(windowOf(span(1, 'months'), '2026-06-30T12:00:00Z', rolling)).toEqual([
    '2026-05-30T12:00:00.000Z',
    '2026-06-30T12:00:00.000Z',
  ]);
});

function windowBefore(lookback: Lookback, asOf: string, settings = pacific): readonly [string | undefined, string] {
  const before = openWindows(settings, new Date(asOf)).before(lookback);
  if (before === undefined) throw new Error('nothing is before it');
  return [before.from?.toISOString(), before.to.toISOString()];
}

const toDate = (unit: 'month' | 'quarter' | 'year'): Lookback => ({ kind: 'to-date', unit });

test.each([
  ['a quarter begins on its first day', toDate('quarter'), '2026-05-15T12:00:00Z', '2026-04-01T07:00:00.000Z'],
  [
    'the night after its last day still tells of it',
    toDate('quarter'),
    '2026-07-01T12:00:00Z',
    '2026-04-01T07:00:00.000Z',
  ],
  ['a night later the next has begun', toDate('quarter'), '2026-07-02T12:00:00Z', '2026-07-01T07:00:00.000Z'],
  ['a month begins on its first day', toDate('month'), '2026-03-20T12:00:00Z', '2026-03-01T08:00:00.000Z'],
  ['a year on New Year', toDate('year'), '2026-11-05T12:00:00Z', '2026-01-01T08:00:00.000Z'],
  ['the last year until its end', toDate('year'), '2026-01-01T12:00:00Z', '2025-01-01T08:00:00.000Z'],
])('to date: %s', (_what, lookback, asOf, from) => {
  expect(windowOf(lookback, asOf)[0]).toBe(from);
});

test.each([
  [
    'the seven days before',
    span(7, 'days'),
    '2026-03-12T12:00:00Z',
    '2026-02-26T08:00:00.000Z',
    '2026-03-05T08:00:00.000Z',
  ],
  [
    'the three months before',
    span(3, 'months'),
    '2026-05-31T12:00:00Z',
    '2025-11-30T08:00:00.000Z',
    '2026-02-28T08:00:00.000Z',
  ],
  [
    'the last quarter up to the same day',
    toDate('quarter'),
    '2026-05-16T12:00:00Z',
    '2026-01-01T08:00:00.000Z',
    '2026-02-16T08:00:00.000Z',
  ],
  [
    'the whole of a shorter month',
    toDate('month'),
    '2026-04-01T12:00:00Z',
    '2026-02-01T08:00:00.000Z',
    '2026-03-01T08:00:00.000Z',
  ],
  [
    'the last year up to the same day',
    toDate('year'),
    '2026-11-05T12:00:00Z',
    '2025-01-01T08:00:00.000Z',
    '2025-11-05T08:00:00.000Z',
  ],
])('before that comes %s', (_what, lookback, asOf, from, to) => {
  expect(windowBefore(lookback, asOf)).toEqual([from, to]);
});

test('a rolling window to date begins at midnight, and the one before ends at the same time of day', () => {
  const rolling: WindowSettings = { ...pacific, mode: 'rolling' };
  expect(windowOf(toDate('month'), '2026-03-12T12:00:00Z', rolling)[0]).toBe('2026-03-01T08:00:00.000Z');
  expect(windowBefore(toDate('month'), '2026-03-12T12:00:00Z', rolling)).toEqual([
    '2026-02-01T08:00:00.000Z',
    '2026-02-12T13:00:00.000Z',
  ]);
  expect(windowBefore(span(1, 'days'), '2026-03-09T12:00:00Z', rolling)).toEqual([
    '2026-03-07T13:00:00.000Z',
    '2026-03-08T12:00:00.000Z',
  ]);
});

test('nothing is before all time', () => {
  expect(openWindows(pacific, new Date('2026-03-12T12:00:00Z')).before({ kind: 'all' })).toBeUndefined();
});

test('a date stands for the midnight that ends it in the zone', () => {
  expect(asOfMoment('2026-06-30', 'America/Los_Angeles').toISOString()).toBe('2026-07-01T07:00:00.000Z');
  expect(asOfMoment('2026-11-01', 'America/Los_Angeles').toISOString()).toBe('2026-11-02T08:00:00.000Z');
  expect(asOfMoment('2025-12-31', 'UTC').toISOString()).toBe('2026-01-01T00:00:00.000Z');
});

test('a moment stands for itself', () => {
  expect(asOfMoment('2026-06-30T12:00:00+02:00', 'UTC').toISOString()).toBe('2026-06-30T10:00:00.000Z');
});

test.each(['yesterday', '2026-02-30', '2026-13-01', '2026-06-30T12:00:00', '30.6.2026', ''])(
  '"%s" is refused',
  (text) => {
    expect(() => asOfMoment(text, 'UTC')).toThrow(Mistake);
  },
);
