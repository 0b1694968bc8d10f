import { z } from 'zod';

/** Days that something lasts, up to a year. */
export const wholeDays = z
  .int({ error: 'must be a whole number of days' })
  .min(1, { error: 'must be 1 or more' })
  .max(365, { error: 'must be at most 365' });
