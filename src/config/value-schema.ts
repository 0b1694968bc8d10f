import { z } from 'zod';

/** A name or text of its own, without blanks around it. */
export const name = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });

export const number = z.number({ error: 'must be a number' });
