import type { z } from 'zod';
import { ApiError } from '../engine/api-error.ts';

type Forms = typeof import('./deploy-forms.ts').deployForms;

/** A body that is about a deployment; the first thing that is wrong with it is refused. */
export async function parseDeployBody<K extends keyof Forms>(kind: K, body: unknown): Promise<z.infer<Forms[K]>> {
  // The forms are loaded with the first deployment, so that an org without any answers the sooner.
  const { deployForms } = await import('./deploy-forms.ts');
  const parsed = deployForms[kind].safeParse(body);
  if (parsed.success) return parsed.data as z.infer<Forms[K]>;
  const [issue] = parsed.error.issues;
  throw new ApiError(400, 'JSON_PARSER_ERROR', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? ''}`);
}
