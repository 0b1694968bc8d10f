import { NamedError } from '../../base/errors.ts';

/** What came of asking: a user who may not know something is no reason to stop. */
export type Told<T> =
  | { readonly status: 'told'; readonly value: T }
  | { readonly status: 'withheld'; readonly error: NamedError };

/** The answer; trouble that has a name is one, too. Anything else is a bug, and shows itself as one. */
export async function ask<T>(work: () => Promise<T>): Promise<Told<T>> {
  try {
    return { status: 'told', value: await work() };
  } catch (error) {
    if (error instanceof NamedError) return { status: 'withheld', error };
    throw error;
  }
}
