import { z } from 'zod';
import { name, number } from './value-schema.ts';

/** The measures that are a word of their own: as written in the file, kind in the settings. */
export const PLAIN_MEASURES = {
  count: 'count',
  'distinct users': 'distinct-users',
  'active days': 'active-days',
  sessions: 'sessions',
  'time on site': 'time-on-site',
  'last seen': 'last-seen',
  'first seen': 'first-seen',
  'last day': 'last-day',
  'first day': 'first-day',
  happened: 'happened',
} as const;

/** Those of them that give a number, and so can change by one. */
export const COUNTING_MEASURES = {
  count: 'count',
  'distinct users': 'distinct-users',
  'active days': 'active-days',
  sessions: 'sessions',
  'time on site': 'time-on-site',
} as const;

/** The measures of a property: as written in the file, kind in the settings. */
export const PROPERTY_MEASURES = {
  sum: 'sum',
  min: 'min',
  max: 'max',
  average: 'average',
  'most frequent': 'most-frequent',
} as const;

const keysOf = <T extends object>(table: T): (keyof T)[] => Object.keys(table) as (keyof T)[];
const plainMeasures = keysOf(PLAIN_MEASURES);
const countingMeasures = keysOf(COUNTING_MEASURES);

const numberProperty = name.meta({ description: 'Number property of the event.' });
const numberMeasures = [
  z.strictObject({ sum: numberProperty }),
  z.strictObject({ min: numberProperty }),
  z.strictObject({ max: numberProperty }),
  z.strictObject({ average: numberProperty }),
] as const;

const shownAs = z.enum(['number', 'percent'], { error: 'must be number or percent' });

const change = z
  .strictObject({
    change: z
      .union([z.enum(countingMeasures), ...numberMeasures], {
        error: `must be one of ${countingMeasures.join(', ')}, or { sum: property }, or min, max or average alike`,
      })
      .meta({ description: 'A measure that gives a number.' }),
    as: shownAs.meta({ description: 'number: so many more or less. percent: by so much of what it was.' }),
  })
  .meta({ description: 'The change against the window before, which is as long.' });

const otherMetric = name.meta({ description: 'Name of another metric of the same level.' });

export const ratio = z
  .strictObject({
    ratio: z
      .strictObject({ of: otherMetric, to: otherMetric })
      .meta({ description: 'The figure of one metric divided by that of another. Empty where the other is 0.' }),
    as: shownAs.optional().meta({ description: 'number (default) or percent.' }),
  })
  .meta({ description: 'One metric divided by another.' });

const positive = number.positive({ error: 'must be more than 0' });

export const score = z
  .strictObject({
    score: z
      .array(
        z.strictObject({
          metric: otherMetric,
          weight: positive
            .optional()
            .meta({ description: 'Share of the score, beside the other weights. Default: 1.' }),
          cap: positive
            .optional()
            .meta({ description: 'The figure that earns the whole weight; more earns no more. None for a checkbox.' }),
        }),
        { error: 'must be a list of { metric, weight, cap }' },
      )
      .min(1, { error: 'must hold at least one metric' })
      .meta({ description: 'Metrics with a weight and a cap each.' }),
  })
  .meta({ description: '0 to 100, from other metrics.' });

const MEASURE_FORMS = `${plainMeasures.join(', ')}, or { sum: property }, min, max, average or most frequent alike, { change: …, as: … }, { ratio: … } or { score: […] }`;

export const measure = z
  .union(
    [
      z.enum(plainMeasures),
      ...numberMeasures,
      z.strictObject({ 'most frequent': name.meta({ description: 'Property of the event.' }) }),
      change,
      ratio,
      score,
    ],
    { error: `must be one of ${MEASURE_FORMS}` },
  )
  .meta({ description: 'What is measured.' });
