import type { Column } from '../../base/table.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { FieldType, MetricMeasure, PlainMetricMeasure } from '../metric.ts';
import { numberSql, roundedSql } from './number-sql.ts';

/** What a measure counts: events, or what they have in common: a user, a day, a session, a value of a property. */
export type Grain = 'event' | 'user' | 'day' | 'session' | 'value';

/** What a record shows that nobody used in the window. */
export type QuietRule =
  /** 0, or nothing where the setting is null. */
  | 'by-setting'
  /** Nothing, since no value is not the value 0; 0 where the metric itself says so. */
  | 'nothing'
  /** Nothing, whatever is set: there is no 0 of its kind. */
  | 'always-nothing'
  /** Not ticked; Salesforce has no empty checkbox. */
  | 'unticked';

/** An aggregate over the events of one stretch of time or of one user, and how those of several become one. */
export interface Part {
  /** `e` is the event. */
  readonly each: (property: Column | undefined) => string;
  readonly together: 'sum' | 'min' | 'max';
  /** What a user's own adds to it, where that is not the aggregate itself. */
  readonly ofUser?: (column: string) => string;
}

/** What is different from one measure to the next: the field it fills, how it is said, and how it is counted. */
export interface MeasureRow {
  readonly field: FieldType;
  /** The measure in words, up to the name of the event: `Number of` … */
  readonly words: (property: string) => string;
  readonly quiet: QuietRule;
  readonly grain: Grain;
  /**
   * What is aggregated over the events, and what becomes of it: for measures that can be put together from the parts of
   * time or, as the number of users, from the users alone. Others have none and count their things.
   */
  readonly parts: readonly Part[];
  readonly figure: (parts: readonly string[]) => string;
  /** The figure as Salesforce keeps it. */
  readonly kept: (column: string, day: (time: string) => string) => string;
  /** Whether the figure tells that nothing was done. */
  readonly idle: (column: string) => string;
}

const whole: FieldType = { kind: 'Number', precision: 18, scale: 0 };
const cents: FieldType = { kind: 'Number', precision: 18, scale: 2 };

const theOne = ([part = 'NULL']: readonly string[]): string => part;
const asItIs = (column: string): string => column;
const toCents = (column: string): string => `CAST(${column} AS DECIMAL(38, 2))`;
const isNull = (column: string): string => `${column} IS NULL`;
const isZero = (column: string): string => `coalesce(${column}, 0) = 0`;

const value = (property: Column | undefined): string =>
  property === undefined ? 'NULL' : numberSql(`e.${sqlName(property.name)}`, property.type);
const events: Part = { each: () => 'count(*)', together: 'sum' };
const presence: Part = { ...events, ofUser: (column) => `CAST(${column} > 0 AS BIGINT)` };
const total: Part = { each: (property) => `sum(${value(property)})`, together: 'sum' };
const numbers: Part = { each: (property) => `count(${value(property)})`, together: 'sum' };
const smallest: Part = { each: (property) => `min(${value(property)})`, together: 'min' };
const greatest: Part = { each: (property) => `max(${value(property)})`, together: 'max' };
const earliest: Part = { each: () => 'min(e."time")', together: 'min' };
const latest: Part = { each: () => 'max(e."time")', together: 'max' };

const plain = { parts: [], figure: theOne, kept: asItIs, idle: isNull } as const;
const counted = { ...plain, field: whole, quiet: 'by-setting', idle: isZero } as const;
const dated = { ...plain, quiet: 'always-nothing', grain: 'event' } as const;
const numbered = { ...plain, field: cents, grain: 'event', kept: toCents } as const;

/** All measures of events, with the Salesforce type, precision and length of each. */
export const MEASURES: Readonly<Record<PlainMetricMeasure['kind'], MeasureRow>> = {
  count: { ...counted, words: () => 'Number of', grain: 'event', parts: [events] },
  'distinct-users': { ...counted, words: () => 'Number of different users with', grain: 'user', parts: [presence] },
  'active-days': { ...counted, words: () => 'Number of days with', grain: 'day' },
  sessions: { ...counted, words: () => 'Number of sessions with', grain: 'session' },
  'time-on-site': {
    ...counted,
    field: { kind: 'Number', precision: 18, scale: 1 },
    words: () => 'Minutes, from first event to last, of the sessions with',
    grain: 'session',
    // Microseconds become tenths of minutes as whole numbers do, half upwards.
    kept: (column) => `CAST((${column} + 3000000) // 6000000 AS DECIMAL(18, 0)) * 0.1`,
    idle: isNull,
  },
  'last-seen': {
    ...dated,
    field: { kind: 'DateTime' },
    words: () => 'Time of the last',
    parts: [latest],
    kept: (column) => `date_trunc('second', ${column})`,
  },
  'first-seen': {
    ...dated,
    field: { kind: 'DateTime' },
    words: () => 'Time of the first',
    parts: [earliest],
    kept: (column) => `date_trunc('second', ${column})`,
  },
  'last-day': {
    ...dated,
    field: { kind: 'Date' },
    words: () => 'Day of the last',
    parts: [latest],
    kept: (column, day) => day(column),
  },
  'first-day': {
    ...dated,
    field: { kind: 'Date' },
    words: () => 'Day of the first',
    parts: [earliest],
    kept: (column, day) => day(column),
  },
  happened: {
    ...plain,
    field: { kind: 'Checkbox' },
    words: () => 'Ticked if there was any',
    quiet: 'unticked',
    grain: 'event',
    parts: [events],
    kept: (column) => `coalesce(${column}, 0) > 0`,
    idle: isZero,
  },
  sum: { ...numbered, words: (property) => `Sum of ${property} over`, quiet: 'by-setting', parts: [total] },
  min: { ...numbered, words: (property) => `Smallest ${property} of`, quiet: 'nothing', parts: [smallest] },
  max: { ...numbered, words: (property) => `Greatest ${property} of`, quiet: 'nothing', parts: [greatest] },
  average: {
    ...numbered,
    words: (property) => `Average ${property} of`,
    quiet: 'nothing',
    parts: [total, numbers],
    figure: ([sum, count]) => `CAST(${sum} AS DOUBLE) / nullif(${count}, 0)`,
    kept: (column) => toCents(roundedSql(column, 2)),
  },
  'most-frequent': {
    ...plain,
    field: { kind: 'Text', length: 255 },
    words: (property) => `Most frequent ${property} of`,
    quiet: 'always-nothing',
    grain: 'value',
  },
};

/** Fields of measures that stand on more than one figure. */
export const PERCENT: FieldType = { kind: 'Percent', precision: 18, scale: 2 };
export const RATIO: FieldType = { kind: 'Number', precision: 18, scale: 4 };
export const SCORE: FieldType = { kind: 'Number', precision: 3, scale: 0 };

/** The field that a measure of events fills. A change by a number is of the kind of what changes. */
export function measuredField(measure: MetricMeasure): FieldType {
  if (measure.kind !== 'change') return MEASURES[measure.kind].field;
  return measure.as === 'percent' ? PERCENT : MEASURES[measure.of.kind].field;
}

export function quietRuleOf(measure: MetricMeasure): QuietRule {
  if (measure.kind !== 'change') return MEASURES[measure.kind].quiet;
  return measure.as === 'percent' ? 'always-nothing' : MEASURES[measure.of.kind].quiet;
}

export function propertyOf(measure: PlainMetricMeasure): Column | undefined {
  return 'property' in measure ? measure.property : undefined;
}
