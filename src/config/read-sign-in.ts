import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { isLoopback } from '../base/loopback.ts';
import type { OAuthGrant } from '../base/oauth-grant.ts';
import type { ReadSignIn } from './settings.ts';
import type { OrgForm } from './sign-in-schema.ts';
import type { SignInVariable } from './sign-in-variables.ts';

/** Where sign-ins are read from: variables, and files that they name from this folder on. */
export interface SignInSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

type SignInForm = Exclude<OrgForm, string>;
type Kind = OAuthGrant['kind'] | 'auth-url';

/** The variables of one way to sign in, each by the name that the file gives it or the usual one. */
type Names = Readonly<Partial<Record<SignInVariable, string>>>;

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
  'client-credentials': (reader) => {
    const loginUrl = loginUrlOf(reader);
    if (SHARED_HOSTS.test(loginUrl)) throw notMyDomain(reader.nameOf('HEAP_SF_LOGIN_URL'), loginUrl);
    const clientId = reader.need('HEAP_SF_CLIENT_ID');
    return { kind: 'client-credentials', loginUrl, clientId, clientSecret: reader.need('HEAP_SF_CLIENT_SECRET') };
  },
  'auth-url': (reader) => authUrlOf(reader),
};

/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm */
const SHARED_HOSTS = /^https:\/\/(?:login|test)\.salesforce\.com$/;

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

/** Whoever has one of these can sign in, or help to. */
const SECRET: ReadonlySet<SignInVariable> = new Set([
  'HEAP_SF_JWT_KEY',
  'HEAP_SF_CLIENT_SECRET',
  'HEAP_SF_REFRESH_TOKEN',
  'SF_AUTH_URL',
]);

/** Reads variables, or the files that `NAME_FILE` names. */
class VariableReader {
  readonly #source: SignInSource;
  readonly #names: Names;
  readonly #files: string[] = [];

  constructor(source: SignInSource, names: Names) {
    this.#source = source;
    this.#names = names;
  }

  /** Those that were read so far. */
  get secretFiles(): readonly string[] {
    return this.#files;
  }

  nameOf(variable: SignInVariable): string {
    return this.#names[variable] ?? variable;
  }

  isSet(variable: SignInVariable): boolean {
    return this.#namesOf(variable).some((name) => isFilled(this.#source.env[name]));
  }

  find(variable: SignInVariable): string | undefined {
    for (const name of this.#namesOf(variable)) {
      const value = this.#source.env[name];
      if (isFilled(value)) return name.endsWith('_FILE') ? this.#fromFile(variable, name, value) : value.trim();
    }
    return undefined;
  }

  need(variable: SignInVariable): string {
    const found = this.find(variable);
    if (found !== undefined) return found;
    const name = this.nameOf(variable);
    throw new Mistake({
      trouble: 'signed-out',
      message: `The environment variable ${name}, which the sign-in needs, is not set.`,
      actions: [`Set ${name}, or ${name}_FILE to the path of a file with the value.`],
      facts: { variable: name },
    });
  }

  #namesOf(variable: SignInVariable): readonly string[] {
    const name = this.nameOf(variable);
    const other = name === 'SF_AUTH_URL' ? ['SFDX_AUTH_URL', 'SFDX_AUTH_URL_FILE'] : [];
    return [name, `${name}_FILE`, ...other];
  }

  #fromFile(variable: SignInVariable, name: string, path: string): string {
    const file = resolve(this.#source.cwd, path);
    if (SECRET.has(variable)) this.#files.push(file);
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (text !== '') return text;
    } catch (cause) {
      throw unreadable(name, file, 'cannot be read', cause);
    }
    throw unreadable(name, file, 'is empty');
  }
}

function isFilled(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

function unreadable(name: string, file: string, how: string, cause?: unknown): Mistake {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new Mistake({
    trouble: 'signed-out',
    message: `${name} names the file ${file}, which ${how}${code}.`,
    actions: ['Put the value into that file, readable for the user that runs this program.'],
    facts: { variable: name, file },
  });
}

function loginUrlOf(reader: VariableReader): string {
  const text = reader.find('HEAP_SF_LOGIN_URL') ?? 'https://login.salesforce.com';
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url !== null && isSafe && url.username === '') return url.origin;
  const name = reader.nameOf('HEAP_SF_LOGIN_URL');
  throw new Mistake({
    trouble: 'signed-out',
    message: `${name} must hold the address of a login page that begins with https://.`,
    actions: [
      'Set it to https://login.salesforce.com, https://test.salesforce.com for a sandbox, or the My Domain address.',
    ],
    facts: { variable: name },
  });
}

function notMyDomain(name: string, loginUrl: string): Mistake {
  return new Mistake({
    trouble: 'signed-out',
    message: `Client credentials are taken at the org's own address only, and ${name} is ${loginUrl}.`,
    actions: [`Set ${name} to the My Domain address, as https://acme.my.salesforce.com (Setup, My Domain).`],
    facts: { variable: name, loginUrl },
  });
}

/** A key that passed through a variable may have lost its line breaks, or be in base64. */
function pemOf(reader: VariableReader): string {
  const given = reader.need('HEAP_SF_JWT_KEY').replaceAll('\\n', '\n');
  const text = given.includes('-----BEGIN') ? given : Buffer.from(given, 'base64').toString();
  if (text.includes('-----BEGIN')) return text;
  const name = reader.nameOf('HEAP_SF_JWT_KEY');
  throw new Mistake({
    trouble: 'signed-out',
    message: `${name} holds no private key: there is no line that begins with -----BEGIN.`,
    actions: [`Put the whole key file into ${name}, or its path into ${name}_FILE.`],
    facts: { variable: name },
  });
}

/** `force://clientId:clientSecret:refreshToken@host`. https://developer.salesforce.com/docs/atlas.en-us.sfdx_cli_reference.meta/sfdx_cli_reference/cli_reference_org_commands_unified.htm */
const AUTH_URL = /^force:\/\/([\w.-]+={0,2}):([\w.-]*={0,2}):([\w.-]+={0,2})@([\w.:-]+)\/?$/;

function authUrlOf(reader: VariableReader): OAuthGrant {
  const name = reader.nameOf('SF_AUTH_URL');
  const [, clientId, clientSecret, refreshToken, host] = AUTH_URL.exec(reader.need('SF_AUTH_URL')) ?? [];
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined || host === undefined) {
    throw new Mistake({
      trouble: 'signed-out',
      message: `${name} holds no SFDX authorization URL: force://clientId:clientSecret:refreshToken@host.`,
      actions: ['See that of an org you are signed in to: sf org display --verbose --json --target-org ALIAS'],
      facts: { variable: name },
    });
  }
  // The form has no protocol: an address of this machine is a local org, which speaks http.
  const protocol = isLoopback(host.replace(/:\d+$/, '')) ? 'http' : 'https';
  return { kind: 'refresh-token', loginUrl: `${protocol}://${host}`, clientId, clientSecret, refreshToken };
}
