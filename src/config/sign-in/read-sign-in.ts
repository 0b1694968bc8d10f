import { Mistake } from '../../base/errors.ts';
import type { OAuthGrant } from '../../base/oauth-grant.ts';
import type { ReadSignIn } from '../settings.ts';
import type { OrgForm } from './sign-in-schema.ts';
import { authUrlOf, loginUrlOf, ownLoginUrlOf, pemOf } from './sign-in-values.ts';
import type { SignInVariable } from './sign-in-variables.ts';
import { type Names, type SignInSource, VariableReader } from './variable-reader.ts';

type SignInForm = Exclude<OrgForm, string>;
type Kind = OAuthGrant['kind'] | 'auth-url';

/**
 * Gives what reads the sign-in, once somebody needs it. Without a form it is the one whose usual variables are set; several,
 * or none, is a Mistake. A Mistake names variables and never what they hold.
 */
export function signInReader(form: SignInForm | undefined, source: SignInSource): () => ReadSignIn {
  return () => {
    const reader = new VariableReader(source, form === undefined ? {} : namesOf(form));
    const grant = WAYS[form === undefined ? kindBySet(reader) : kindOf(form)](reader);
    return { grant, files: reader.secretFiles };
  };
}

const WAYS: Readonly<Record<Kind, (reader: VariableReader) => OAuthGrant>> = {
  jwt: (reader) => ({
    kind: 'jwt',
    loginUrl: loginUrlOf(reader),
    clientId: reader.need('HEAP_SF_CLIENT_ID'),
    username: reader.need('HEAP_SF_USERNAME'),
    key: pemOf(reader),
  }),
  'refresh-token': (reader) => ({
    kind: 'refresh-token',
    loginUrl: loginUrlOf(reader),
    clientId: reader.need('HEAP_SF_CLIENT_ID'),
    clientSecret: reader.find('HEAP_SF_CLIENT_SECRET') ?? '',
    refreshToken: reader.need('HEAP_SF_REFRESH_TOKEN'),
  }),
  'client-credentials': (reader) => ({
    kind: 'client-credentials',
    loginUrl: ownLoginUrlOf(reader),
    clientId: reader.need('HEAP_SF_CLIENT_ID'),
    clientSecret: reader.need('HEAP_SF_CLIENT_SECRET'),
  }),
  'auth-url': (reader) => authUrlOf(reader),
};

function kindOf(form: SignInForm): Kind {
  if ('jwt' in form) return 'jwt';
  if ('refreshToken' in form) return 'refresh-token';
  return 'clientCredentials' in form ? 'client-credentials' : 'auth-url';
}

function namesOf(form: SignInForm): Names {
  const given =
    'jwt' in form
      ? { ...shared(form.jwt), HEAP_SF_USERNAME: form.jwt.username, HEAP_SF_JWT_KEY: form.jwt.key }
      : 'refreshToken' in form
        ? { ...shared(form.refreshToken), HEAP_SF_REFRESH_TOKEN: form.refreshToken.refreshToken }
        : 'clientCredentials' in form
          ? shared(form.clientCredentials)
          : { SF_AUTH_URL: form.authUrl.url };
  return Object.fromEntries(Object.entries(given).filter(([, name]) => name !== undefined));
}

function shared(form: {
  loginUrl?: string | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
}) {
  return {
    HEAP_SF_LOGIN_URL: form.loginUrl,
    HEAP_SF_CLIENT_ID: form.clientId,
    HEAP_SF_CLIENT_SECRET: form.clientSecret,
  };
}

/** What tells each way from the others, when nothing but the usual variables does. */
const TELLING: readonly (readonly [Kind, SignInVariable])[] = [
  ['jwt', 'HEAP_SF_JWT_KEY'],
  ['refresh-token', 'HEAP_SF_REFRESH_TOKEN'],
  ['auth-url', 'SF_AUTH_URL'],
];

function kindBySet(reader: VariableReader): Kind {
  const set = TELLING.filter(([, name]) => reader.isSet(name));
  const [first, ...others] = set;
  if (first !== undefined && others.length === 0) return first[0];
  if (first === undefined && reader.isSet('HEAP_SF_CLIENT_SECRET')) return 'client-credentials';
  const names = set.map(([, name]) => name).join(' and ');
  throw new Mistake({
    trouble: 'signed-out',
    message:
      first === undefined
        ? 'The org "env" is signed in to by environment variables, and none of them is set.'
        : `The org "env" can be signed in to in one way, and ${names} are set.`,
    actions: [
      'By JWT: HEAP_SF_CLIENT_ID, HEAP_SF_USERNAME and HEAP_SF_JWT_KEY (or HEAP_SF_JWT_KEY_FILE).',
      'By refresh token: HEAP_SF_CLIENT_ID and HEAP_SF_REFRESH_TOKEN, or SF_AUTH_URL alone.',
      'By client credentials: HEAP_SF_LOGIN_URL, HEAP_SF_CLIENT_ID and HEAP_SF_CLIENT_SECRET.',
    ],
    facts: { set: set.map(([, name]) => name) },
  });
}
