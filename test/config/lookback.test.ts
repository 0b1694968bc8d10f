import { expect, test } from 'vitest';
import { LOOKBACK_PATTERN, lookbackText, parseLookback } from '../../src/config/lookback.ts';

test.each(['1d', '7d', '4w', '3mo', '3653d', '521w', '120mo', 'all'])(
  '%s is a lookback, and is written as it is read',
  (text) => {
    const parsed = parseLookback(text);
    expect(parsed.status).toBe('fine');
    expect(parsed.status === 'fine' && lookbackText(parsed.lookback)).toBe(text);
    expect(text).toMatch(new RegExp(LOOKBACK_PATTERN));
  },
);

test.each([
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
  '9999999999d',
])('"%s" is none', (text) => {
  expect(parseLookback(text).status).toBe('wrong');
});
