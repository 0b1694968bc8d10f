import { z } from 'zod';

/** How a person or a test says that a clock shall move: by so many milliseconds, or to a time. */
export const clockMoveForm = z.union(
  [
    z.strictObject({ by: z.int() }),
    z.strictObject({
      to: z.iso
        .datetime({ offset: true, error: 'has to be a time, as 2026-11-01T08:00:00Z' })
        .transform((text) => new Date(text)),
    }),
  ],
  'Say either by, in milliseconds, or to, as 2026-11-01T08:00:00Z.',
);
