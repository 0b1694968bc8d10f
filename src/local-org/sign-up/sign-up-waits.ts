import type { SignUpOptions } from './sign-up-options.ts';

/** Whether a fault has whatever is asked for wait; once it is taken away, the rows are looked at again. */
export function signUpWaits({ engine, again }: Pick<SignUpOptions, 'engine' | 'again'>): boolean {
  const { faults } = engine;
  if (faults.isEmpty) return false;
  const met = faults.meet(['sign-up-waits'], () => true);
  if (met === undefined) return false;
  faults.whenGone(met.id, again);
  return true;
}
