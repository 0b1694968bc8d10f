import { Refusal } from '../base/errors.ts';

/** The refusal for a login that is used up; without an alias it came from the environment. */
export function signedOut(alias?: string): Refusal {
  return new Refusal({
    trouble: 'signed-out',
    code: 'INVALID_SESSION_ID',
    message: `The login of ${alias === undefined ? 'the org' : `the org "${alias}"`} is no longer good, and renewing it did not help.`,
    actions: [
      alias === undefined
        ? 'Check what the environment variables of the sign-in hold, and whether the user may use the API.'
        : `Sign in again: sf org login web --alias ${alias}`,
    ],
    facts: { ...(alias !== undefined && { alias }) },
  });
}
