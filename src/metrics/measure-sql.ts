import { sqlName, sqlText } from '../warehouse/sql.ts';
import type { FieldType, Metric, MetricMeasure } from './metric.ts';

type Kind = Metric['measure']['kind'];

/** What a measure counts: events, the users who did them, or the days on which they were done. */
export type Grain = 'event' | 'user' | 'day';

/** What is different from one measure to the next: the field it fills, how it is said, and how it is counted. */
export interface MeasureRow {
  readonly field: FieldType;
  /** The measure in words, up to the name of the event: `Number of` … */
  readonly words: (measure: MetricMeasure) => string;
  readonly grain: Grain;
  /** The aggregate over the things counted; `e` is the event. */
  readonly aggregate: (measure: MetricMeasure) => string;
  /** The aggregate as Salesforce keeps it. */
  readonly kept: (column: string) => string;
  /** A record that nobody used in the window shows 0, unless set otherwise; a date never does. */
  readonly zeroWhenQuiet: boolean;
}

const whole: FieldType = { kind: 'Number', precision: 18, scale: 0 };
const asItIs = (column: string): string => column;
const wholeSeconds = (column: string): string => `date_trunc('second', ${column})`;

/** All measures. */
export const MEASURES: Readonly<Record<Kind, MeasureRow>> = {
  count: {
    field: whole,
    words: () => 'Number of',
    grain: 'event',
    aggregate: () => 'count(*)',
    kept: asItIs,
    zeroWhenQuiet: true,
  },
  'distinct-users': {
    field: whole,
    words: () => 'Number of different users with',
    grain: 'user',
    aggregate: () => 'count(*)',
    kept: asItIs,
    zeroWhenQuiet: true,
  },
  'active-days': {
    field: whole,
    words: () => 'Number of days with',
    grain: 'day',
    aggregate: () => 'count(*)',
    kept: asItIs,
    zeroWhenQuiet: true,
  },
  sum: {
    field: { kind: 'Number', precision: 18, scale: 2 },
    words: (measure) => `Sum of ${propertyOf(measure)} over`,
    grain: 'event',
    // Decimal, so that the sum does not depend on the order in which it is made. A text that is no number adds nothing.
    aggregate: (measure) => `sum(TRY_CAST(e.${sqlName(propertyOf(measure))} AS DECIMAL(38, 6)))`,
    kept: (column) => `CAST(${column} AS DECIMAL(38, 2))`,
    zeroWhenQuiet: true,
  },
  'last-seen': {
    field: { kind: 'DateTime' },
    words: () => 'Time of the last',
    grain: 'event',
    aggregate: () => 'max(e."time")',
    kept: wholeSeconds,
    zeroWhenQuiet: false,
  },
  'first-seen': {
    field: { kind: 'DateTime' },
    words: () => 'Time of the first',
    grain: 'event',
    aggregate: () => 'min(e."time")',
    kept: wholeSeconds,
    zeroWhenQuiet: false,
  },
};

/** The thing that a grain counts, as a column of its events. */
export const GRAINS: Readonly<Record<Exclude<Grain, 'event'>, (zone: string) => string>> = {
  user: () => 'e.user_id',
  day: (zone) => `CAST(timezone(${sqlText(zone)}, timezone('UTC', e."time")) AS DATE)`,
};

function propertyOf(measure: MetricMeasure): string {
  return measure.kind === 'sum' ? measure.property : '';
}
