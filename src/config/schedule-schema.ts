import { z } from 'zod';

const text = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });

const when = z
  .union([z.literal('off'), z.literal(false), text], { error: 'must be a cron pattern, as "0 * * * *", or off' })
  .meta({ examples: ['0 * * * *', '0 0 * * *', 'off'] });

/** When runs are to be, as a person writes it. */
export const scheduleSchema = z
  .strictObject({
    pull: when.optional().meta({ description: 'When fields are pulled: a cron pattern, or off. Default: 0 * * * *.' }),
    push: when.optional().meta({ description: 'When usage is pushed: a cron pattern, or off. Default: 0 0 * * *.' }),
    zone: text.optional().meta({
      description: 'IANA time zone that the patterns are in. Default: as window.zone.',
      examples: ['America/Los_Angeles', 'Europe/Berlin', 'UTC'],
    }),
    grace: z
      .int({ error: 'must be a whole number of seconds' })
      .min(0, { error: 'must be 0 or more' })
      .max(3600, { error: 'must be at most 3600' })
      .optional()
      .meta({ description: 'Seconds that a run under way has to end when the scheduler is stopped. Default: 60.' }),
    port: z
      .int({ error: 'must be a port' })
      .min(0, { error: 'must be 0 or more' })
      .max(65_535, { error: 'must be at most 65535' })
      .optional()
      .meta({ description: 'Port on this machine for /healthz and /metrics; 0 picks a free one. Default: 7439.' }),
  })
  .meta({ description: 'When heap-sf schedule run and schedule due pull and push.' });
