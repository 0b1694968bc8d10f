import { expect, test } from 'vitest';
import { heapTime } from '../../src/heap/heap-time.ts';

const moment = Date.UTC(2026, 5, 30, 12, 34, 56, 789);

test.each([
  ['milliseconds', moment],
  ['microseconds', moment * 1000],
  ['microseconds as bigint', BigInt(moment) * 1000n],
  ['nanoseconds as bigint', BigInt(moment) * 1_000_000n],
  ['digits as text', String(moment)],
  ['ISO text', '2026-06-30T12:34:56.789Z'],
  ['text of a warehouse', '2026-06-30 12:34:56.789'],
  ['text with microseconds', '2026-06-30 12:34:56.789999'],
  ['text with UTC', '2026-06-30 12:34:56.789 UTC'],
  ['text with an offset', '2026-06-30T05:34:56.789-07:00'],
  ['text with a short offset', '2026-06-30 12:34:56.789+00'],
])('%s are told by their size and form', (_, value) => {
  expect(heapTime(value)).toEqual(new Date(moment));
});

test('seconds and dates have no milliseconds', () => {
  expect(heapTime(Math.floor(moment / 1000))).toEqual(new Date('2026-06-30T12:34:56Z'));
  expect(heapTime('2026-06-30')).toEqual(new Date('2026-06-30T00:00:00Z'));
  expect(heapTime('2026-06-30 12:34')).toEqual(new Date('2026-06-30T12:34:00Z'));
});

test.each(['yesterday', '2026-13-45', '30/06/2026', '', Number.NaN])('%s is no time', (value) => {
  expect(heapTime(value)).toBeUndefined();
});
