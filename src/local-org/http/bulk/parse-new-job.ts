import type { z } from 'zod';
import { ApiError } from '../../engine/api-error.ts';

/** What a client asks a new job to be; the first thing that is wrong with it is refused in Bulk's form. */
export function parseNewJob<T>(form: z.ZodType<T>, asked: unknown): T {
  const parsed = form.safeParse(asked);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError(
    400,
    'INVALIDJOB',
    `InvalidJob : ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a job'}`,
  );
}
