import type { CountedMetricSettings, Lookback } from '../../src/config/metric-settings.ts';
import type { Level } from '../../src/config/settings.ts';
import { type LevelSteps, levelSteps } from '../../src/metrics/counting/level-sql.ts';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
import type { Metric } from '../../src/metrics/metric.ts';
import { openWindows } from '../../src/metrics/window.ts';
import { TABLES } from './metric-events.ts';

/** A figure as whoever writes SQL by hand thinks of it. */
export interface Figure {
  readonly event: 'session' | 'pageview' | 'report_exported' | 'dashboard_viewed' | 'checkout_completed';
  readonly measure: 'count' | 'users' | 'days' | 'last' | 'amount';
  /** Property and value. */
  readonly where?: readonly [property: string, value: string];
  readonly since: keyof typeof SINCE;
}

/** As of noon UTC on 1 July 2026, in whole days of Los Angeles. */
export const UNTIL = '2026-07-01 07:00:00';
export const SINCE = {
  '1d': '2026-06-30 07:00:00',
  '7d': '2026-06-24 07:00:00',
  '2w': '2026-06-17 07:00:00',
  '4w': '2026-06-03 07:00:00',
  '2mo': '2026-05-01 07:00:00',
  '3mo': '2026-04-01 07:00:00',
  '6mo': '2026-01-01 08:00:00',
  all: undefined,
} as const;

const lookbacks = Object.keys(SINCE) as (keyof typeof SINCE)[];
const people: readonly Figure[] = [
  { event: 'session', measure: 'users', since: '4w' },
  { event: 'session', measure: 'days', since: '4w' },
  { event: 'session', measure: 'last', since: 'all' },
];

/** Four windows of counts on each of four events, and four measures of other kinds. */
export const TWENTY: readonly Figure[] = [
  ...(['session', 'pageview', 'report_exported', 'dashboard_viewed'] as const).flatMap((event) =>
    (['7d', '4w', '3mo', 'all'] as const).map(
      (since): Figure => ({
        event,
        measure: 'count',
        ...(event === 'report_exported' ? { where: ['format', 'pdf'] } : {}),
        since,
      }),
    ),
  ),
  ...people,
  { event: 'checkout_completed', measure: 'amount', since: '3mo' },
];

/** Eight windows of twelve figures, and four of people. */
export const HUNDRED: readonly Figure[] = [
  ...lookbacks.flatMap((since): Figure[] => [
    { event: 'session', measure: 'count', since },
    ...[1, 2, 3, 4].map((n): Figure => ({ event: 'pageview', measure: 'count', where: ['path', `/p/${n}`], since })),
    { event: 'pageview', measure: 'count', since },
    { event: 'report_exported', measure: 'count', since },
    { event: 'report_exported', measure: 'count', where: ['format', 'pdf'], since },
    { event: 'report_exported', measure: 'count', where: ['format', 'csv'], since },
    { event: 'dashboard_viewed', measure: 'count', since },
    { event: 'checkout_completed', measure: 'count', since },
    { event: 'checkout_completed', measure: 'amount', since },
  ]),
  ...people,
  { event: 'session', measure: 'users', since: '3mo' },
];

export const WINDOW = { zone: 'America/Los_Angeles', mode: 'whole-days' } as const;
export const windows = openWindows(WINDOW, new Date('2026-07-01T12:00:00Z'));

/** The figures as metrics of ours. */
export function ourMetrics(figures: readonly Figure[], level: Level = 'account'): readonly Metric[] {
  return defineMetrics(
    { metrics: figures.map((figure, place) => settingsOf(figure, place, level)), window: WINDOW },
    {
      events: TABLES.map(({ table }) => ({
        table,
        columns: [
          { name: 'path', type: 'text' },
          { name: 'format', type: 'text' },
          { name: 'amount', type: 'double' },
        ],
      })),
      userColumns: [],
    },
  );
}

/** Our way to the same figures. */
export function ourSteps(figures: readonly Figure[]): LevelSteps {
  return levelSteps({ level: 'account', metrics: ourMetrics(figures), windows, quiet: 'zero' });
}

const MEASURES = {
  count: { kind: 'count' },
  users: { kind: 'distinct-users' },
  days: { kind: 'active-days' },
  last: { kind: 'last-seen' },
  amount: { kind: 'sum', property: 'amount' },
} as const;

function settingsOf({ event, measure, where, since }: Figure, place: number, level: Level): CountedMetricSettings {
  return {
    name: `m${place}`,
    level,
    event,
    where: where === undefined ? [] : [{ property: where[0], test: 'is', value: where[1] }],
    measure: MEASURES[measure],
    lookback: lookbackOf(since),
  };
}

function lookbackOf(since: keyof typeof SINCE): Lookback {
  if (since === 'all') return { kind: 'all' };
  const unit = since.endsWith('mo') ? 'months' : since.endsWith('w') ? 'weeks' : 'days';
  return { kind: 'span', count: Number.parseInt(since, 10), unit };
}
