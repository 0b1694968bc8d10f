import { z } from 'zod';
import { LOOKBACK_FORMS, LOOKBACK_PATTERN } from './lookback.ts';
import { measure } from './measure-schema.ts';
import { quietSchema } from './quiet-schema.ts';
import { name, number } from './value-schema.ts';

const cell = z.union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number, true or false' });
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
