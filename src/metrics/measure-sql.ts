import { sqlName, sqlText } from '../warehouse/sql.ts';
import type { FieldType, Metric, MetricMeasure } from './metric.ts';

type Kind = Metric['measure']['kind'];

/** What is different from one measure to the next: the field it fills, how it is said, and how it is counted. */
export interface MeasureRow {
  readonly field: FieldType;
  /** What is measured, before the words "of <event>". */
  readonly words: string;
  /** The figure over the events of one record and one metric. `s` is the scan, `m` the metric. */
  readonly aggregate: (facts: { readonly zone: string; readonly slots: number }) => string;
  /** A record without events in the window shows 0, unless set otherwise; a date never does. */
  readonly zeroWhenQuiet: boolean;
}

const WHOLE: FieldType = { kind: 'Number', precision: 18, scale: 0 };

/** All measures. A DISTINCT count looks only at the events of the metrics that ask for it. */
export const MEASURES: Readonly<Record<Kind, MeasureRow>> = {
  count: { field: WHOLE, words: 'Number', aggregate: () => 'count(*)', zeroWhenQuiet: true },
  'distinct-users': {
    field: WHOLE,
    words: 'Number of different users',
    aggregate: () => "count(DISTINCT CASE WHEN m.kind = 'distinct-users' THEN s.user_id END)",
    zeroWhenQuiet: true,
  },
  'active-days': {
    field: WHOLE,
    words: 'Number of days with at least one',
    aggregate: ({ zone }) =>
      `count(DISTINCT CASE WHEN m.kind = 'active-days' THEN CAST(timezone(${sqlText(zone)}, timezone('UTC', s."time")) AS DATE) END)`,
    zeroWhenQuiet: true,
  },
  sum: {
    field: { kind: 'Number', precision: 18, scale: 2 },
    words: 'Sum',
    aggregate: ({ slots }) => {
      const amounts = Array.from({ length: slots }, (_, slot) => ` WHEN ${slot} THEN s.amount_${slot}`);
      return `CAST(sum(CASE WHEN m.kind = 'sum' THEN CASE m.slot${amounts.join('')} END END) AS DECIMAL(38, 2))`;
    },
    zeroWhenQuiet: true,
  },
  // Salesforce keeps whole seconds.
  'last-seen': {
    field: { kind: 'DateTime' },
    words: 'Time of the last',
    aggregate: () => `date_trunc('second', max(s."time"))`,
    zeroWhenQuiet: false,
  },
  'first-seen': {
    field: { kind: 'DateTime' },
    words: 'Time of the first',
    aggregate: () => `date_trunc('second', min(s."time"))`,
    zeroWhenQuiet: false,
  },
};

/**
 * The number that a sum adds up. Decimal, so that the sum does not depend on the order in which it is made; a text that
 * is no number adds nothing.
 */
export function amountSql({ property }: Extract<MetricMeasure, { kind: 'sum' }>): string {
  return `TRY_CAST(e.${sqlName(property)} AS DECIMAL(38, 6))`;
}
