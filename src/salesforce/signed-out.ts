import { Refusal } from '../base/errors.ts';

/** The refusal for a login that is used up. */
export function signedOut(alias: string): Refusal {
  return new Refusal({
    trouble: 'signed-out',
    code: 'INVALID_SESSION_ID',
    message: `The login of the org "${alias}" is no longer good, and renewing it did not help.`,
    actions: [`Sign in again: sf org login web --alias ${alias}`],
    facts: { alias },
  });
}
