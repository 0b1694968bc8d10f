import { expect, test } from 'vitest';
import { LOOKBACK_PATTERN, parseLookback } from '../../src/config/lookback.ts';

const span = (count: number, unit: 'days' | 'weeks' | 'months') => ({ kind: 'span', count, unit });

test.each([
  ['1d', span(1, 'days')],
  ['7d', span(7, 'days')],
  ['4w', span(4, 'weeks')],
  ['3mo', span(3, 'months')],
  ['3653d', span(3653, 'days')],
  ['521w', span(521, 'weeks')],
  ['120mo', span(120, 'months')],
  ['mtd', { kind: 'to-date', unit: 'month' }],
  ['qtd', { kind: 'to-date', unit: 'quarter' }],
  ['ytd', { kind: 'to-date', unit: 'year' }],
  ['all', { kind: 'all' }],
])('%s is a lookback', (text, lookback) => {
  expect(parseLookback(text)).toEqual({ status: 'fine', lookback });
  expect(text).toMatch(new RegExp(LOOKBACK_PATTERN));
});

const NONE = [
  '',
  '7',
  'd',
  '0d',
  '0mo',
  '7x',
  '7 d',
  '-1w',
  '1.5d',
  '7D',
  '3m',
  '3654d',
  '522w',
  '121mo',
  'All',
  '1qtd',
  'QTD',
  'toString',
];

test.each(NONE)('"%s" is none', (text) => {
  expect(parseLookback(text).status).toBe('wrong');
});
