import { z } from 'zod';
import { wholeDays } from './whole-days.ts';

const text = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });

/** Name of an environment variable; the value itself has no place in a file. */
const variable = text.regex(/^(?!HEAP_SF_)[A-Za-z_][A-Za-z0-9_]*$/, {
  error: 'must be the name of an environment variable that holds the secret, and not begin with HEAP_SF_',
});

const addresses = z.array(z.email({ error: 'must be an e-mail address' }), { error: 'must be a list of addresses' });

const channel = z
  .union(
    [
      z.strictObject({
        webhook: variable.meta({
          description: 'Environment variable with the URL. It gets a JSON body as Slack takes it: text and blocks.',
          examples: ['HEAP_ALERT_WEBHOOK'],
        }),
      }),
      z.strictObject({
        email: z
          .strictObject({
            to: addresses
              .min(1, { error: 'must name at least one address' })
              .meta({ description: 'Addresses that it goes to.' }),
            from: text.meta({ description: 'Address that it comes from.' }),
            host: text.meta({ description: 'SMTP server.' }),
            port: z.int().min(1).max(65_535).optional().meta({ description: 'Default: 587, and 465 with tls.' }),
            security: z
              .enum(['starttls', 'tls', 'none'], { error: 'must be starttls, tls or none' })
              .optional()
              .meta({ description: 'starttls (default), tls from the start, or none: for a server on this machine.' }),
            user: text.optional().meta({ description: 'Name to sign in with; none: without signing in.' }),
            password: variable.optional().meta({ description: 'Environment variable with the password of that user.' }),
          })
          .meta({ description: 'An e-mail, by SMTP.' }),
      }),
      z.strictObject({
        command: z
          .array(text, { error: 'must be a list: the program and its arguments' })
          .min(1, { error: 'must name a program' })
          .meta({
            description: 'Program and arguments, run without a shell, with the alert as JSON on standard input.',
          }),
      }),
    ],
    { error: 'must be { webhook: VARIABLE }, { email: … } or { command: [PROGRAM, …] }' },
  )
  .meta({ description: 'Where alerts go.' });

/** What a person is told of by themselves, as the file says it. */
export const alertsSchema = z
  .strictObject({
    to: z
      .array(channel, { error: 'must be a list of channels' })
      .min(1, { error: 'must hold at least one channel' })
      .meta({ description: 'Where alerts go.' }),
    on: z
      .array(
        z.enum(['failed', 'late', 'shrunken', 'idle', 'partly'], {
          error: 'must be failed, late, shrunken, idle or partly',
        }),
        { error: 'must be a list' },
      )
      .optional()
      .meta({ description: 'Which trouble is told. Default: failed, late, shrunken, idle.' }),
    late: z
      .int({ error: 'must be a whole number of minutes' })
      .min(1, { error: 'must be 1 or more' })
      .max(1440, { error: 'must be at most 1440' })
      .optional()
      .meta({
        description: 'Minutes after its time at which a scheduled run that has not ended is late. Default: 60.',
      }),
    idleDays: wholeDays
      .optional()
      .meta({ description: 'Days without one new event in the export after which pushes are idle. Default: never.' }),
  })
  .meta({ description: 'Who is told when runs fail, are late, shrink or do nothing.' });
