import { z } from 'zod';
import { LOOKBACK_FORMS, LOOKBACK_PATTERN } from './lookback.ts';
import { quietSchema } from './quiet-schema.ts';

const name = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });

const cell = z.union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number, true or false' });
const number = z.number({ error: 'must be a number' });
const letters = z.string({ error: 'must be a text' });

/** The tests of a condition: key in the file, kind in the settings. */
export const CONDITION_TESTS = {
  is: 'is',
  'is not': 'is-not',
  contains: 'contains',
  'starts with': 'starts-with',
  'one of': 'one-of',
  above: 'above',
  below: 'below',
  exists: 'exists',
} as const;

const condition = z
  .strictObject({
    property: name.meta({ description: 'Property of the event, or user.<property> for one of its user.' }),
    is: cell.optional().meta({ description: 'Equal to this value.' }),
    'is not': cell.optional().meta({ description: 'Not equal to this value.' }),
    contains: letters.optional().meta({ description: 'Contains this text.' }),
    'starts with': letters.optional().meta({ description: 'Begins with this text.' }),
    'one of': z
      .array(z.union([z.string(), z.number()], { error: 'must be a text or a number' }), { error: 'must be a list' })
      .min(1, { error: 'must hold at least one value' })
      .optional()
      .meta({ description: 'Equal to one of these values.' }),
    above: number.optional().meta({ description: 'Greater than this number.' }),
    below: number.optional().meta({ description: 'Less than this number.' }),
    exists: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .meta({ description: 'true: has any value. false: has none.' }),
  })
  .meta({ description: 'One property with one test.', minProperties: 2, maxProperties: 2 });

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

const ratio = z
  .strictObject({
    ratio: z
      .strictObject({ of: otherMetric, to: otherMetric })
      .meta({ description: 'The figure of one metric divided by that of another. Empty where the other is 0.' }),
    as: shownAs.optional().meta({ description: 'number (default) or percent.' }),
  })
  .meta({ description: 'One metric divided by another.' });

const positive = number.positive({ error: 'must be more than 0' });

const score = z
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

const measure = z
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

const fieldName = z
  .string({ error: 'must be a text' })
  .regex(/^[A-Za-z](?:_?[A-Za-z0-9]){0,39}__c$/, { error: 'must be an API name such as Sessions_Past_7_Days__c' });
const FIELD_WORDS =
  'API name of the Salesforce field, which stays when the metric is renamed: metrics rename writes it. Default: made from the name.';
const HISTORY_WORDS =
  'Field history tracking in Salesforce, for 20 fields of an object. true: on. false: off. Left out: as it is in the org.';

/** One entry of `metrics`, as a person writes it. */
export const metricSchema = z
  .strictObject({
    name: name.meta({
      description: 'Label of the Salesforce field, at most 40 characters: Sessions Past 7 Days.',
    }),
    field: fieldName.optional().meta({ description: FIELD_WORDS, examples: ['Sessions_Past_7_Days__c'] }),
    history: z.boolean({ error: 'must be true or false' }).optional().meta({ description: HISTORY_WORDS }),
    level: z.enum(['account', 'contact'], { error: 'must be account or contact' }).meta({
      description: 'account: figures of all users of an Account. contact: of one Contact.',
    }),
    event: name.optional().meta({
      description:
        'Key event: a Heap event table or its name in Heap, session, pageview, or any event. A ratio or score has none.',
    }),
    where: z
      .array(condition, { error: 'must be a list of conditions' })
      .optional()
      .meta({ description: 'Conditions that an event must meet, all of them.' }),
    measure,
    lookback: z
      .string({ error: `must be a text: ${LOOKBACK_FORMS}` })
      .optional()
      .meta({
        description: `How far back: ${LOOKBACK_FORMS}. A ratio or score has none.`,
        pattern: LOOKBACK_PATTERN,
        examples: ['7d', '4w', '3mo', 'qtd', 'all'],
      }),
    quiet: quietSchema.optional().meta({
      description: 'What a record with no activity in the lookback shows, instead of what quiet says for all.',
    }),
  })
  .meta({ description: 'One figure per record: a key event, a measure and a lookback; or other metrics combined.' });
