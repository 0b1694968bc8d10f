import { z } from 'zod';
import { LOOKBACK_FORMS, LOOKBACK_PATTERN } from './lookback.ts';

const name = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });
const requests = z
  .int({ error: 'must be a whole number' })
  .positive({ error: 'must be 1 or more' })
  .max(1_000_000_000, { error: 'must be at most 1000000000' });

const source = z
  .strictObject({
    connect: name.optional().meta({
      description:
        'A Heap Connect export (manifests and Avro parts): s3://bucket or s3://bucket/prefix, or a folder with a copy of the bucket, relative to this file.',
      examples: ['s3://heap-rs3-acme', 'export'],
    }),
    region: name.optional().meta({
      description: 'AWS region of the bucket. Default: as the AWS SDK finds it (AWS_REGION, the profile).',
      examples: ['us-east-1', 'eu-central-1'],
    }),
    files: name.optional().meta({
      description: 'Folder with one Parquet, CSV or NDJSON file per Heap table. Relative to this file.',
    }),
  })
  .meta({ description: 'Where the Heap data lies: connect or files.', minProperties: 1 });

const contactKey = z
  .strictObject({
    heap: name.meta({ description: 'Heap user property, as email.' }),
    salesforce: name.meta({ description: 'Contact field, as Email.' }),
  })
  .meta({ description: 'The Heap user property and the Contact field that are equal for the same person.' });

const accountKey = z
  .strictObject({
    heap: name.meta({ description: 'Heap user property, as account_id.' }),
    salesforce: name.meta({ description: 'Account field, as Id.' }),
  })
  .meta({ description: 'The Heap user property and the Account field that are equal.' });

const join = z
  .strictObject({
    contact: contactKey.optional(),
    account: z
      .union([z.literal('through contact'), accountKey], {
        error: 'must be "through contact", or a pair { heap: …, salesforce: … }',
      })
      .optional()
      .meta({
        description: 'How a Heap user finds an Account: through the Contact, or by a property and a field of its own.',
      }),
    duplicates: z
      .enum(['most recently updated', 'refuse'], { error: 'must be most recently updated or refuse' })
      .optional()
      .meta({
        description:
          'What a key means that several records share. most recently updated (default): that one. refuse: none; those records, and their accounts, keep the figures they have.',
      }),
  })
  .meta({ description: 'How Heap users and Salesforce records find each other. Default: email and Contact.Email.' });

const window = z
  .strictObject({
    zone: name.optional().meta({
      description: 'IANA time zone in which days begin. Default: America/Los_Angeles.',
      examples: ['America/Los_Angeles', 'Europe/Berlin', 'UTC'],
    }),
    days: z.enum(['whole', 'rolling'], { error: 'must be whole or rolling' }).optional().meta({
      description:
        'whole (default): a lookback ends at the last midnight of the zone. rolling: at the moment of the run.',
    }),
  })
  .meta({ description: 'What a day is, and where a lookback ends.' });

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
  'last seen': 'last-seen',
  'first seen': 'first-seen',
} as const;

const fieldName = z
  .string({ error: 'must be a text' })
  .regex(/^[A-Za-z](?:_?[A-Za-z0-9]){0,39}__c$/, { error: 'must be an API name such as Sessions_Past_7_Days__c' });
const FIELD_WORDS =
  'API name of the Salesforce field, which stays when the metric is renamed: metrics rename writes it. Default: made from the name.';
const HISTORY_WORDS =
  'Field history tracking in Salesforce, for 20 fields of an object. true: on. false: off. Left out: as it is in the org.';

const plainMeasures = Object.keys(PLAIN_MEASURES) as (keyof typeof PLAIN_MEASURES)[];

const metric = z
  .strictObject({
    name: name.meta({
      description: 'Label of the Salesforce field, at most 40 characters: Sessions Past 7 Days.',
    }),
    field: fieldName.optional().meta({ description: FIELD_WORDS, examples: ['Sessions_Past_7_Days__c'] }),
    history: z.boolean({ error: 'must be true or false' }).optional().meta({ description: HISTORY_WORDS }),
    level: z.enum(['account', 'contact'], { error: 'must be account or contact' }).meta({
      description: 'account: figures of all users of an Account. contact: of one Contact.',
    }),
    event: name.meta({ description: 'Key event: a Heap event table or its name in Heap, session, or pageview.' }),
    where: z
      .array(condition, { error: 'must be a list of conditions' })
      .optional()
      .meta({ description: 'Conditions that an event must meet, all of them.' }),
    measure: z
      .union(
        [z.enum(plainMeasures), z.strictObject({ sum: name.meta({ description: 'Number property of the event.' }) })],
        {
          error: `must be one of ${plainMeasures.join(', ')}, or { sum: property }`,
        },
      )
      .meta({ description: 'What is measured.' }),
    lookback: z.string({ error: `must be a text: ${LOOKBACK_FORMS}` }).meta({
      description: `How far back: ${LOOKBACK_FORMS}.`,
      pattern: LOOKBACK_PATTERN,
      examples: ['7d', '4w', '3mo', 'all'],
    }),
  })
  .meta({ description: 'One figure per record: a key event, a measure and a lookback.' });

const environment = z
  .strictObject({
    org: name.meta({ description: 'An alias or username that sf knows, or local for the embedded org.' }),
  })
  .meta({ description: 'One Salesforce org to work on.' });

/** heap.config.yaml, as a person writes it. */
export const configSchema = z
  .strictObject({
    source,
    join: join.optional(),
    window: window.optional(),
    quiet: z
      .enum(['zero', 'null'], { error: 'must be zero or null' })
      .optional()
      .meta({ description: 'What a record with no activity in the lookback shows. Default: zero.' }),
    orphans: z.enum(['remove', 'keep'], { error: 'must be remove or keep' }).optional().meta({
      description:
        'What becomes of usage rows whose Account or Contact was deleted or merged. remove (default): they go, at most a tenth of all without --remove-orphans. keep: they stay as they are.',
    }),
    history: z
      .strictObject({
        local: z.boolean({ error: 'must be true or false' }).optional().meta({
          description: 'Keep each value that the org accepts, with its day, in the state folder. Default: false.',
        }),
      })
      .optional()
      .meta({ description: 'What is kept of values that change; heap-sf usage history shows it.' }),
    credits: z
      .strictObject({
        perDay: requests.optional().meta({ description: 'Salesforce API requests in 24 hours. Default: 10000.' }),
        perRun: requests.optional().meta({ description: 'Salesforce API requests of one run. Default: 5000.' }),
      })
      .optional()
      .meta({
        description: 'Caps on counted Salesforce API requests. A run stops before the call that would pass one.',
      }),
    push: z
      .strictObject({
        whenBusy: z.enum(['wait', 'refuse'], { error: 'must be wait or refuse' }).optional().meta({
          description: 'What a push does while another run holds the org: wait until it is over, or refuse (default).',
        }),
      })
      .optional()
      .meta({ description: 'How a push goes about its work.' }),
    environments: z
      .record(z.string(), environment, { error: 'must be names with an org each' })
      .optional()
      .meta({ description: 'Orgs by name, picked with --environment NAME. With none picked: the local org.' }),
    metrics: z
      .array(metric, { error: 'must be a list of metrics' })
      .min(1, { error: 'must hold at least one metric' })
      .meta({ description: 'The metrics, each a field on Heap Account Usage or Heap Contact Usage.' }),
  })
  .meta({ title: 'heap.config.yaml', description: 'Configuration of heap-salesforce.' });

export type ConfigFile = z.infer<typeof configSchema>;

/** The schema that editors read, to be published as heap.config.schema.json. */
export function jsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
