import { expect, test } from 'vitest';
import { fieldNameTrouble } from '../../src/metrics/definition/field-name.ts';
import { proposeMetrics } from '../../src/metrics/definition/propose-metrics.ts';

test('sessions come first, then what there is most of, by account and by contact in turn', () => {
  const events = [
    { table: 'rare', rows: 1 },
    { table: 'report_exported', displayName: 'Report - Exported!', rows: 50 },
    { table: 'never', rows: 0 },
    { table: 'viewed', rows: 900 },
  ];
  expect(proposeMetrics(events, 70).map(({ name, level, rows }) => [name, level, rows])).toEqual([
    ['Sessions Past 7 Days', 'account', 70],
    ['Viewed Past 4 Weeks', 'account', 900],
    ['Report Exported Past 4 Weeks', 'contact', 50],
    ['Rare Past 4 Weeks', 'account', 1],
    ['Last Seen', 'contact', 70],
  ]);
  expect(proposeMetrics([], 0)).toEqual([]);
});

test('every name is one that a field can have, and none stands twice', () => {
  const tables = [
    'a_very_long_event_name_that_nobody_can_read_any_more_1',
    '日本',
    '漢字',
    '7 days',
    'ünïcödé',
    '__',
    'a b',
    'a_b',
  ];
  const proposed = proposeMetrics(
    [...tables, ...tables].map((table, at) => ({ table, rows: at + 1 })),
    1,
  );
  for (const { name, level } of proposed) expect(fieldNameTrouble({ name, level }), name).toBeUndefined();
  const keys = proposed.map(({ name, level }) => `${level} ${name}`);
  expect(new Set(keys).size).toBe(keys.length);
});
