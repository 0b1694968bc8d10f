import { z } from 'zod';
import { alertsSchema } from './alerts-schema.ts';
import { metricSchema } from './metric-schema.ts';
import { heapSchema, pullSchema } from './pull-schema.ts';
import { quietSchema } from './quiet-schema.ts';
import { scheduleSchema } from './schedule-schema.ts';
import { orgSchema } from './sign-in/sign-in-schema.ts';
import { wholeDays } from './whole-days.ts';

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

const environment = z
  .strictObject({
    org: orgSchema,
    admin: orgSchema
      .optional()
      .meta({ description: 'The same org as an admin, for what the connecting user may not do, as --admin-org.' }),
    heap: heapSchema.optional(),
    source: source.optional(),
  })
  .meta({
    description: 'One Salesforce org to work on, the Heap environment that goes with it, and a source of its own.',
  });

/** heap.config.yaml, as a person writes it. */
export const configSchema = z
  .strictObject({
    source,
    join: join.optional(),
    window: window.optional(),
    quiet: quietSchema
      .optional()
      .meta({ description: 'What a record with no activity in the lookback shows. Default: zero.' }),
    longText: z
      .enum(['cut', 'empty'], { error: 'must be cut or empty' })
      .optional()
      .meta({ description: 'What becomes of a text over 255 characters: cut to fit, or left out. Default: cut.' }),
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
        ofOrg: z
          .number({ error: 'must be a number' })
          .min(1, { error: 'must be from 1 to 100' })
          .max(100, { error: 'must be from 1 to 100' })
          .optional()
          .meta({
            description:
              "Share, in percent, of the org's own allocation at which we stop, whoever spent it. Default: 80.",
          }),
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
        staleDays: wholeDays.optional().meta({
          description:
            'Days without anything new in the export after which a push stops, if it was not so at the last one. Default: 3.',
        }),
      })
      .optional()
      .meta({ description: 'How a push goes about its work.' }),
    pull: pullSchema.optional(),
    schedule: scheduleSchema.optional(),
    alerts: alertsSchema.optional(),
    environments: z
      .record(z.string(), environment, { error: 'must be names with an org each' })
      .optional()
      .meta({ description: 'Orgs by name, picked with --environment NAME. With none picked: the local org.' }),
    metrics: z.array(metricSchema, { error: 'must be a list of metrics' }).optional().meta({
      description:
        'The metrics, each a field on Heap Account Usage or Heap Contact Usage. Empty ([]) where the last ones are to be retired.',
    }),
  })
  .meta({ title: 'heap.config.yaml', description: 'Configuration of heap-salesforce.' });

export type ConfigFile = z.infer<typeof configSchema>;

/** The schema that editors read, to be published as heap.config.schema.json. */
export function jsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
