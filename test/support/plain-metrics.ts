import {
  type CombinedMetricSettings,
  type CountedMetricSettings,
  isCounted,
  type MetricSettings,
} from '../../src/config/metric-settings.ts';
import type { Quiet } from '../../src/config/settings.ts';
import { absolute, type Fraction, isLess, minus, over, plus, rounded, times, whole, written } from './fraction.ts';
import { holds } from './plain-conditions.ts';
import { daysBefore, daysOf, type PlainDays, wallDays } from './plain-days.ts';
import type { PlainEvent, PlainRow } from './plain-export.ts';
import { isFraction, type PlainFacts, type PlainFigure, plainly, plainMeasure } from './plain-measures.ts';

/** Whom a Heap user stands for in Salesforce. */
export interface PlainPerson {
  readonly contact: string | undefined;
  readonly account: string | undefined;
}

export interface PlainQuestion {
  readonly metric: MetricSettings;
  /** All metrics, of which a ratio or score may name some. */
  readonly metrics?: readonly MetricSettings[];
  /** By table: `sessions`, `report_exported`. */
  readonly events: ReadonlyMap<string, readonly PlainEvent[]>;
  readonly users: ReadonlyMap<number, PlainRow>;
  readonly people: ReadonlyMap<number, PlainPerson>;
  /** The first day that no longer counts, in the zone: `2026-07-01`. */
  readonly today: string;
  readonly zone: string;
  readonly quiet?: Quiet;
}

/** A figure of each record: a number, an ISO moment in whole seconds, a day, a text, a tick, or null. */
export type PlainFigures = ReadonlyMap<string, number | string | boolean | null>;

/**
 * One metric for every record, in plain TypeScript: each event is asked for its day on the wall, days are compared as
 * text, numbers are fractions. Shares nothing with the product's SQL and windows but the meaning of the settings.
 */
export function plainMetric(question: PlainQuestion): PlainFigures {
  const { metric, quiet = 'zero' } = question;
  const shown = (figure: PlainFigure) => plainly(shownWhenQuiet(metric, figure, metric.quiet ?? quiet));
  return new Map([...figuresOf(question)].map(([record, figure]) => [record, shown(figure)]));
}

function shownWhenQuiet({ measure, quiet: own }: MetricSettings, { value, idle }: PlainFigure, quiet: Quiet) {
  const of = measure.kind === 'change' && measure.as === 'number' ? measure.of.kind : measure.kind;
  const countsNothing = ['count', 'distinct-users', 'active-days', 'sessions', 'time-on-site', 'sum', 'score'];
  if (countsNothing.includes(of)) return idle && quiet === 'null' ? null : value;
  return ['min', 'max', 'average'].includes(of) && own === 'zero' && value === null ? whole(0) : value;
}

function figuresOf(question: PlainQuestion): ReadonlyMap<string, PlainFigure> {
  const { metric } = question;
  return isCounted(metric) ? countedFigures(metric, question) : combinedFigures(metric, question);
}

function countedFigures(metric: CountedMetricSettings, question: PlainQuestion): ReadonlyMap<string, PlainFigure> {
  const { measure, lookback } = metric;
  const facts = factsOf(question);
  const now = eventsOf(metric, question, facts, daysOf(question.today, lookback));
  if (measure.kind !== 'change') {
    return new Map([...now].map(([record, events]) => [record, plainMeasure(measure, events, facts)]));
  }
  const before = eventsOf(metric, question, facts, daysBefore(question.today, lookback));
  return new Map(
    [...now].map(([record, events]) => {
      const is = plainMeasure(measure.of, events, facts);
      const was = plainMeasure(measure.of, before.get(record) ?? [], facts);
      return [record, { value: changed(is.value, was.value, measure.as), idle: is.idle && was.idle }];
    }),
  );
}

function changed(is: PlainFigure['value'], was: PlainFigure['value'], as: 'number' | 'percent'): Fraction | null {
  if (!isFraction(is) || !isFraction(was)) return null;
  const more = minus(is, was);
  if (as === 'number') return more;
  const part = over(times(whole(100), more), absolute(was));
  return part === undefined ? null : rounded(part, 2);
}

function combinedFigures(
  { measure, level }: CombinedMetricSettings,
  question: PlainQuestion,
): ReadonlyMap<string, PlainFigure> {
  const named = (name: string): ReadonlyMap<string, PlainFigure> => {
    const metric = question.metrics?.find((one) => one.level === level && one.name === name);
    if (metric === undefined) throw new Error(`No metric "${name}".`);
    return figuresOf({ ...question, metric });
  };
  if (measure.kind === 'ratio') {
    const [of, to] = [named(measure.of), named(measure.to)];
    return new Map(
      [...of].map(([record, { value, idle }]) => {
        const other = to.get(record) ?? { value: null, idle: true };
        return [record, { value: ratio(value, other.value, measure.as), idle: idle && other.idle }];
      }),
    );
  }
  const inputs = measure.inputs.map((one) => ({ ...one, figures: named(one.metric) }));
  const [first] = inputs;
  return new Map(
    [...(first?.figures.keys() ?? [])].map((record) => {
      const found = inputs.map((one) => ({ ...one, figure: one.figures.get(record) }));
      const earned = found.map(({ weight, cap = 1, figure }) =>
        times(written(weight), share(figure?.value ?? null, cap)),
      );
      const weights = found.map(({ weight }) => written(weight)).reduce(plus);
      const score = over(times(whole(100), earned.reduce(plus)), weights) ?? whole(0);
      return [record, { value: rounded(score, 0), idle: found.every(({ figure }) => figure?.idle !== false) }];
    }),
  );
}

function ratio(of: PlainFigure['value'], to: PlainFigure['value'], as: 'number' | 'percent'): Fraction | null {
  if (!isFraction(of) || !isFraction(to)) return null;
  const part = over(as === 'percent' ? times(whole(100), of) : of, to);
  return part === undefined ? null : rounded(part, as === 'percent' ? 2 : 4);
}

/** From 0 to 1. */
function share(value: PlainFigure['value'], cap: number): Fraction {
  const number = value === true ? whole(1) : isFraction(value) ? value : whole(0);
  if (isLess(number, whole(0))) return whole(0);
  const part = over(number, written(cap)) ?? whole(0);
  return isLess(whole(1), part) ? whole(1) : part;
}

/** The events of every record, quiet ones included. */
function eventsOf(
  { event, where, level }: CountedMetricSettings,
  { events, users, people }: PlainQuestion,
  { dayOf }: PlainFacts,
  { from, to }: PlainDays,
): ReadonlyMap<string, readonly PlainEvent[]> {
  const found = new Map<string, PlainEvent[]>();
  for (const person of people.values()) {
    const record = person[level];
    if (record !== undefined) found.set(record, []);
  }
  for (const one of tablesOf(event, events).flat()) {
    const record = people.get(one.user_id)?.[level];
    if (record === undefined) continue;
    const day = dayOf(one.time);
    if (day >= to || (from !== undefined && day < from)) continue;
    if (where.every((condition) => holds(condition, one, users.get(one.user_id) ?? {}))) found.get(record)?.push(one);
  }
  return found;
}

function tablesOf(event: string, events: PlainQuestion['events']): readonly (readonly PlainEvent[])[] {
  if (event === 'any event') return [...events].filter(([table]) => table !== 'sessions').map(([, rows]) => rows);
  const table = { session: 'sessions', pageview: 'pageviews' }[event] ?? event;
  return [events.get(table) ?? []];
}

const known = new WeakMap<PlainQuestion['events'], Map<string, PlainFacts>>();

/** Days and sessions as of a day, worked out once for all metrics. */
function factsOf({ events, today, zone }: PlainQuestion): PlainFacts {
  const ofEvents = known.get(events) ?? new Map<string, PlainFacts>();
  known.set(events, ofEvents);
  const found = ofEvents.get(`${today} ${zone}`);
  if (found) return found;
  const dayOf = wallDays(zone);
  const sessions = new Map<number, { first: number; last: number }>();
  for (const { time, session_id } of [...events.values()].flat()) {
    if (session_id === null || session_id === undefined || dayOf(time) >= today) continue;
    const session = sessions.get(Number(session_id)) ?? { first: time, last: time };
    sessions.set(Number(session_id), { first: Math.min(session.first, time), last: Math.max(session.last, time) });
  }
  const facts = { dayOf, sessions };
  ofEvents.set(`${today} ${zone}`, facts);
  return facts;
}
