import type { Condition, Lookback, MetricSettings } from '../../src/config/settings.ts';
import type { PlainEvent, PlainRow } from './plain-export.ts';

/** Whom a Heap user stands for in Salesforce. */
export interface PlainPerson {
  readonly contact: string | undefined;
  readonly account: string | undefined;
}

export interface PlainQuestion {
  readonly metric: MetricSettings;
  /** By table: `sessions`, `report_exported`. */
  readonly events: ReadonlyMap<string, readonly PlainEvent[]>;
  readonly users: ReadonlyMap<number, PlainRow>;
  readonly people: ReadonlyMap<number, PlainPerson>;
  /** The first day that no longer counts, in the zone: `2026-07-01`. */
  readonly today: string;
  readonly zone: string;
}

/** A figure of each record: a number, an ISO moment in whole seconds, or null. */
export type PlainFigures = ReadonlyMap<string, number | string | null>;

/**
 * One metric for every record, in plain TypeScript: each event is asked for its day on the wall, days are compared as
 * text. Shares nothing with the product's SQL and windows but the meaning of the settings.
 */
export function plainMetric({ metric, events, users, people, today, zone }: PlainQuestion): PlainFigures {
  const dayOf = wallDays(zone);
  const firstDay = earlier(today, metric.lookback);
  const counted = new Map<string, PlainEvent[]>();
  for (const person of people.values()) {
    const record = person[metric.level];
    if (record !== undefined) counted.set(record, []);
  }
  for (const event of events.get(tableOf(metric.event)) ?? []) {
    const record = people.get(event.user_id)?.[metric.level];
    if (record === undefined) continue;
    const day = dayOf(event.time);
    if (day >= today || (firstDay !== undefined && day < firstDay)) continue;
    if (metric.where.every((condition) => holds(condition, event, users.get(event.user_id) ?? {}))) {
      counted.get(record)?.push(event);
    }
  }
  return new Map([...counted].map(([record, found]) => [record, figure(metric, found, dayOf)]));
}

function figure({ measure }: MetricSettings, events: readonly PlainEvent[], dayOf: (time: number) => string) {
  const times = events.map(({ time }) => time);
  switch (measure.kind) {
    case 'count':
      return events.length;
    case 'distinct-users':
      return new Set(events.map(({ user_id }) => user_id)).size;
    case 'active-days':
      return new Set(times.map(dayOf)).size;
    case 'last-seen':
      return seconds(times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
    case 'first-seen':
      return seconds(times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
    case 'sum':
      return events.reduce((cents, event) => cents + Math.round(Number(event[measure.property] ?? 0) * 100), 0) / 100;
  }
}

function seconds(time: number): string | null {
  return Number.isFinite(time) ? new Date(Math.floor(time / 1000) * 1000).toISOString() : null;
}

function tableOf(event: string): string {
  return { session: 'sessions', pageview: 'pageviews' }[event] ?? event;
}

function wallDays(zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const known = new Map<number, string>();
  return (time) => {
    // No zone of our days changes its day but at a quarter of an hour.
    const quarter = Math.floor(time / 900_000);
    const day = known.get(quarter) ?? format.format(time);
    known.set(quarter, day);
    return day;
  };
}

function earlier(today: string, lookback: Lookback): string | undefined {
  if (lookback.kind === 'all') return undefined;
  const [year = 0, month = 0, day = 0] = today.split('-').map(Number);
  const { count, unit } = lookback;
  if (unit !== 'months') return dateText(new Date(Date.UTC(year, month - 1, day - count * (unit === 'weeks' ? 7 : 1))));
  for (let last = day; ; last--) {
    const date = new Date(Date.UTC(year, month - 1 - count, last));
    if (date.getUTCDate() === last) return dateText(date);
  }
}

function dateText(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function holds({ property, test, value }: Condition, event: PlainRow, user: PlainRow): boolean {
  const has = property.startsWith('user.') ? user[property.slice('user.'.length)] : event[property];
  const set = has !== null && has !== undefined && has !== '';
  switch (test) {
    case 'is':
      return set && String(has) === String(value);
    case 'is-not':
      return String(has ?? '') !== String(value);
    case 'one-of':
      return set && Array.isArray(value) && value.map(String).includes(String(has));
    case 'contains':
      return set && String(has).includes(String(value));
    case 'starts-with':
      return set && String(has).startsWith(String(value));
    case 'above':
      return set && Number(has) > Number(value);
    case 'below':
      return set && Number(has) < Number(value);
    case 'exists':
      return set === (value !== false);
  }
}
