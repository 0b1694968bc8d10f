import type { PlainMeasure } from '../../src/config/metric-settings.ts';
import { asNumber, type Fraction, isLess, over, plus, rounded, whole, written } from './fraction.ts';
import type { PlainEvent } from './plain-export.ts';

/** A figure before it is shown: an exact number, a text, a tick, or nothing; and whether nothing was done. */
export interface PlainFigure {
  readonly value: Fraction | string | boolean | null;
  readonly idle: boolean;
}

export interface PlainFacts {
  readonly dayOf: (time: number) => string;
  /** First and last moment of each session, over all tables. */
  readonly sessions: ReadonlyMap<number, { readonly first: number; readonly last: number }>;
}

/** One measure of the events of one record in one window. */
export function plainMeasure(measure: PlainMeasure, events: readonly PlainEvent[], facts: PlainFacts): PlainFigure {
  const counted = (things: readonly unknown[]): PlainFigure => {
    const { size } = new Set(things);
    return { value: whole(size), idle: size === 0 };
  };
  const times = events.map(({ time }) => time);
  const moment = (pick: (a: number, b: number) => number): number | undefined =>
    times.length === 0 ? undefined : times.reduce((a, b) => pick(a, b));
  const shown = (value: string | null): PlainFigure => ({ value, idle: value === null });
  switch (measure.kind) {
    case 'count':
      return counted(events.map(({ event_id }, place) => event_id ?? `row ${place}`));
    case 'distinct-users':
      return counted(events.map(({ user_id }) => user_id));
    case 'active-days':
      return counted(times.map(facts.dayOf));
    case 'sessions':
      return counted(sessionsOf(events));
    case 'time-on-site':
      return timeOnSite(sessionsOf(events), facts);
    case 'last-seen':
      return shown(seconds(moment((a, b) => Math.max(a, b))));
    case 'first-seen':
      return shown(seconds(moment((a, b) => Math.min(a, b))));
    case 'last-day':
      return shown(
        day(
          moment((a, b) => Math.max(a, b)),
          facts,
        ),
      );
    case 'first-day':
      return shown(
        day(
          moment((a, b) => Math.min(a, b)),
          facts,
        ),
      );
    case 'happened':
      return { value: events.length > 0, idle: events.length === 0 };
    case 'most-frequent':
      return shown(mostFrequent(events.map((event) => event[measure.property])));
    default:
      return ofNumbers(measure.kind, numbersOf(events, measure.property), events.length === 0);
  }
}

function sessionsOf(events: readonly PlainEvent[]): readonly number[] {
  const ids = events.map((event) => event['session_id']).filter((id) => id !== null && id !== undefined);
  return [...new Set(ids.map(Number))];
}

function timeOnSite(ids: readonly number[], { sessions }: PlainFacts): PlainFigure {
  const milliseconds = ids.reduce((sum, id) => {
    const { first, last } = sessions.get(id) ?? { first: 0, last: 0 };
    return sum + last - first;
  }, 0);
  return { value: rounded({ of: BigInt(milliseconds), to: 60_000n }, 1), idle: ids.length === 0 };
}

function numbersOf(events: readonly PlainEvent[], property: string): readonly Fraction[] {
  return events
    .map((event) => event[property])
    .filter((given) => given !== null && given !== undefined && given !== '' && Number.isFinite(Number(given)))
    .map((given) => written(Number(given)));
}

function ofNumbers(kind: 'sum' | 'min' | 'max' | 'average', numbers: readonly Fraction[], none: boolean): PlainFigure {
  const total = numbers.reduce(plus, whole(0));
  if (kind === 'sum') return { value: rounded(total, 2), idle: numbers.length === 0 || none };
  const one = {
    min: () => numbers.reduce((a, b) => (isLess(b, a) ? b : a)),
    max: () => numbers.reduce((a, b) => (isLess(a, b) ? b : a)),
    average: () => over(total, whole(numbers.length)) ?? total,
  };
  return numbers.length === 0 ? { value: null, idle: true } : { value: rounded(one[kind](), 2), idle: false };
}

/** Of several as frequent, the first by its bytes. */
function mostFrequent(values: readonly unknown[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== null && value !== undefined && value !== '') {
      counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
    }
  }
  const order = [...counts].sort(([a, n], [b, m]) => m - n || Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return order[0]?.[0] ?? null;
}

function seconds(time: number | undefined): string | null {
  return time === undefined ? null : new Date(Math.floor(time / 1000) * 1000).toISOString();
}

function day(time: number | undefined, { dayOf }: PlainFacts): string | null {
  return time === undefined ? null : dayOf(time);
}

export function isFraction(value: PlainFigure['value']): value is Fraction {
  return typeof value === 'object' && value !== null;
}

export function plainly(value: PlainFigure['value']): number | string | boolean | null {
  return isFraction(value) ? asNumber(value) : value;
}
