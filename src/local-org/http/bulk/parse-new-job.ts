import type { z } from 'zod';
import { ApiError } from '../../engine/api-error.ts';

type Forms = typeof import('./new-job-forms.ts').newJobForms;

/** What a client asks a new job to be; the first thing that is wrong with it is refused in Bulk's form. */
export async function parseNewJob<K extends keyof Forms>(kind: K, asked: unknown): Promise<z.infer<Forms[K]>> {
  // The forms are loaded with the first job, so that an org without any answers the sooner.
  const { newJobForms } = await import('./new-job-forms.ts');
  const parsed = newJobForms[kind].safeParse(asked);
  if (parsed.success) return parsed.data as z.infer<Forms[K]>;
  const [issue] = parsed.error.issues;
  throw new ApiError(
    400,
    'INVALIDJOB',
    `InvalidJob : ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not a job'}`,
  );
}
