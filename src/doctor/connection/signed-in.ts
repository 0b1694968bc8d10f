import type { NamedError } from '../../base/errors.ts';
import { Refusal } from '../../base/errors.ts';
import type { OAuthGrant } from '../../base/oauth-grant.ts';
import type { Org } from '../../salesforce/org.ts';
import type { StoredLogin } from '../../salesforce/stored-login.ts';
import { type Finding, finding } from '../finding.ts';
import { type Named, setupCommand } from '../next-steps.ts';
import { lacksApi } from '../permissions/system-permissions.ts';

/** How the user signs in: by what `sf` has stored, or by what the environment holds. */
export type LoginFacts =
  | { readonly by: 'sf'; readonly stored: StoredLogin }
  /** `files` hold its secrets. */
  | { readonly by: 'environment'; readonly kind: OAuthGrant['kind']; readonly files: readonly string[] };

const STORED: Readonly<Record<StoredLogin['kind'], string>> = {
  jwt: 'by JWT, renewed by itself',
  'refresh-token': 'by refresh token, renewed by itself',
  'access-token': 'by access token',
  unreadable: 'by a login that cannot be read now',
};

const GRANTED: Readonly<Record<OAuthGrant['kind'], string>> = {
  jwt: 'by JWT',
  'refresh-token': 'by refresh token',
  'client-credentials': 'by client credentials',
};

function howOf(login: LoginFacts): string {
  return login.by === 'sf'
    ? STORED[login.stored.kind]
    : `${GRANTED[login.kind]} from the environment, renewed by itself`;
}

/** Who is signed in, and for how long that is good. */
export function signedIn(org: Org, login: LoginFacts | undefined): Finding {
  const how = login === undefined ? '' : `, ${howOf(login)}`;
  if (login?.by === 'sf' && login.stored.kind === 'access-token' && !isHere(org)) {
    return finding('sign-in', 'warned', `${org.username}${how}`, {
      means: 'The session ends by itself, after two hours as a rule, and no run can sign in then.',
      next: [
        `Sign in so that it is renewed: sf org login web --alias ${org.alias} --instance-url ${org.instanceUrl}`,
        'For a machine without a screen: sf org login jwt --help',
      ],
    });
  }
  return finding('sign-in', 'passed', `${org.username}${how}`);
}

/** A local org's session does not end. */
function isHere({ instanceUrl }: Org): boolean {
  return ['127.0.0.1', 'localhost'].includes(new URL(instanceUrl).hostname);
}

/** Codes that say no to the API itself. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm */
const FOR_USER = 'API_CURRENTLY_DISABLED';
const FOR_ORG = 'API_DISABLED_FOR_ORG';

/** Nobody could sign in: why, and what that says of the permissions and the edition. */
export function notSignedIn(error: NamedError, named: Named): readonly Finding[] {
  const code = error instanceof Refusal ? error.code : undefined;
  const line = finding('sign-in', 'failed', SAYS[error.trouble] ?? 'cannot sign in', {
    means: error.message,
    next: code === FOR_USER ? [setupCommand(named)] : error.actions,
  });
  if (code === FOR_USER) return [line, lacksApi(named)];
  if (code !== FOR_ORG) return [line];
  return [
    line,
    finding('edition', 'failed', 'the org has no API access', {
      means: 'Enterprise, Unlimited, Developer and Performance Edition have it; Professional has it as an add-on.',
      next: [
        'Setup > Company Information shows the edition; ask the account executive at Salesforce for API access.',
        'If the edition has it, the user has not: Setup > Permission Sets > Heap Connecting User > System Permissions > Edit: tick API Enabled.',
      ],
    }),
  ];
}

const SAYS: Readonly<Partial<Record<NamedError['trouble'], string>>> = {
  'unknown-name': 'sf knows no such org',
  unreachable: 'nobody answers',
  'signed-out': 'the login is no longer good',
  permission: 'the user may not use the API',
  limit: 'no request is left',
};
