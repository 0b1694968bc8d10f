import { Refusal } from '../base/errors.ts';
import type { OAuthGrant } from '../base/oauth-grant.ts';
import { redact } from './redact.ts';
import { ruleFor } from './refusal-rules.ts';

type Kind = OAuthGrant['kind'];

const SANDBOX =
  'Check the login URL: users of a sandbox sign in at https://test.salesforce.com or at its My Domain address.';

/** What each refusal mostly comes from, by the way of signing in; the codes that are not here go by the table of all refusals. */
const ACTIONS: Readonly<Record<Kind, Readonly<Record<string, readonly string[]>>>> = {
  jwt: {
    invalid_grant: [
      'Check that the certificate in the app belongs to the private key, and that the username is of an active user of that org.',
      "Have an admin approve the user: in the app's policies, admin approved users are pre-authorized, by a permission set that the user has.",
      SANDBOX,
      'Check the clock of this machine: an assertion is good for three minutes.',
    ],
  },
  'refresh-token': {
    invalid_grant: [
      'Sign in again for a new refresh token: it was revoked, has expired, or was replaced.',
      'A user may have five sign-ins by one app; a sixth ends the oldest without a word. Give each machine a user or an app of its own, or sign in by JWT.',
      'If the app rotates refresh tokens, a token of the environment is good once: turn the rotation off, or sign in by JWT.',
    ],
  },
  'client-credentials': {
    invalid_grant: [
      "Have an admin enable the client credentials flow in the app's settings and name the user it runs as in its policies.",
      "Check the login URL: it must be the org's My Domain address, as https://acme.my.salesforce.com.",
    ],
  },
};

const BY_CODE: Readonly<Record<string, readonly string[]>> = {
  invalid_client_id: [
    'Check the client id: the consumer key of an External Client App that is in this org, or installed in it. A new app takes some minutes to be known.',
    SANDBOX,
  ],
  invalid_client: [
    'Check the consumer secret, if the app has one.',
    'Have an admin install the app in the org: Setup, Connected Apps OAuth Usage, Install (or External Client App Manager). Who may use it uninstalled needs Approve Uninstalled Connected Apps.',
  ],
  inactive_user: ['Have an admin activate or unfreeze the user: Setup, Users.'],
  inactive_org: ['The org is locked, closed or has run out; sign in to another one.'],
};

/** Why no token was given, in the platform's words, and what to do about it by the way of signing in. */
export function signInRefusal(
  grant: OAuthGrant,
  said: { readonly code: string; readonly message: string; readonly status: number },
): Refusal {
  const rule = ruleFor(said.code, said.status);
  const who = grant.kind === 'jwt' ? ` as ${grant.username}` : '';
  return new Refusal({
    trouble: rule.trouble === 'refused' || rule.trouble === 'permission' ? 'signed-out' : rule.trouble,
    code: said.code,
    message: redact(`Salesforce refused to sign in${who} at ${grant.loginUrl}: ${said.message.trim()} (${said.code})`),
    actions: ACTIONS[grant.kind][said.code] ?? BY_CODE[said.code] ?? [rule.before ?? rule.action],
    facts: { loginUrl: grant.loginUrl, signIn: grant.kind, advice: 'give-up' },
  });
}
