import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { idOf, type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import type { PullReport } from '../../src/pull/pull-report.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { type Answer, openTerminal, type Terminal } from '../support/heap-sf.ts';

const SYNC = 'heap-sync@heap.local';
const secretApp = { clientId: 'acme.secret', clientSecret: 'acmeClientSecretWords', runAs: SYNC };
const people = [1, 2, 3];
const home = process.env['HOME'];

let org: LocalOrg;
let folder: string;
const terminals: Terminal[] = [];

beforeAll(async () => {
  // No folder can be made below this one, as in a container whose file system is read-only: nothing may need sf's own.
  process.env['HOME'] = '/sys/nobody';
  org = await startLocalOrg({
    secretApps: [secretApp],
    seed: {
      Account: people.map((at) => ({ Id: idOf('001', at), Name: `Account ${at}`, Industry: 'Energy' })),
      Contact: people.map((at) => ({
        Id: idOf('003', at),
        LastName: `Person ${at}`,
        Title: `Title ${at}`,
        Email: `p${at}@acme.example`,
        AccountId: idOf('001', at),
      })),
    },
  });
  folder = await mkdtemp(join(tmpdir(), 'sign-in-'));
  await mkdir(join(folder, 'export'));
  const rows = (row: (at: number) => object) => people.map((at) => `${JSON.stringify(row(at))}\n`).join('');
  const user = (at: number) => ({ user_id: at, identity: `p${at}`, email: `p${at}@acme.example` });
  await writeFile(join(folder, 'export', 'users.ndjson'), rows(user));
  const session = (at: number) => ({ session_id: at, user_id: at, time: '2026-06-20T12:00:00Z' });
  await writeFile(join(folder, 'export', 'sessions.ndjson'), rows(session));
  await writeFile(join(folder, 'admin-name'), 'admin@heap.local\n');
  await writeFile(join(folder, 'heap.config.yaml'), CONFIG);
  const setUp = await openSignedIn({ ...jwt(), ACME_ADMIN_FILE: 'admin-name' });
  for (const line of ['setup -e live', 'metrics apply -e live']) {
    const { code, stderr } = await setUp.run(line, { cwd: folder });
    expect(code, stderr).toBe(0);
  }
});
afterEach(() => org.control.clearFaults());
afterAll(async () => {
  process.env['HOME'] = home;
  for (const terminal of terminals) await terminal.remove();
  await org.close();
  await rm(folder, { recursive: true, force: true });
});

const CONFIG = `source: { files: export }
environments:
  live: { org: env, admin: { jwt: { username: ACME_ADMIN } }, heap: local }
  named: { org: { jwt: { loginUrl: ACME_URL, clientId: ACME_APP, username: ACME_USER, key: ACME_KEY } }, heap: local }
  apart:
    org: { clientCredentials: {} }
    admin: { jwt: { loginUrl: ACME_URL, clientId: ACME_APP, username: ACME_USER, key: ACME_KEY } }
    heap: local
pull: { contact: [Title] }
metrics:
  - { name: Sessions, level: contact, event: session, measure: count, lookback: all }
`;

async function openSignedIn(env: Readonly<Record<string, string>>): Promise<Terminal> {
  const terminal = await openTerminal(env);
  terminals.push(terminal);
  return terminal;
}

const jwt = () => ({
  HEAP_SF_LOGIN_URL: `${org.url}/`,
  HEAP_SF_CLIENT_ID: org.jwt.clientId,
  HEAP_SF_USERNAME: SYNC,
  HEAP_SF_JWT_KEY_FILE: org.jwt.privateKeyFile,
});

const keyText = () => readFile(org.jwt.privateKeyFile, 'utf8');

/** A refresh token as a sign-in in the browser gives it. */
async function refreshToken(): Promise<string> {
  const app = { clientId: 'acme.web', redirectUri: 'http://localhost:1717/OauthRedirect' };
  const code = org.issueSignUpCode({ ...app, username: SYNC });
  const words = { grant_type: 'authorization_code', code, client_id: app.clientId, redirect_uri: app.redirectUri };
  const answer = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(words) });
  return ((await answer.json()) as { readonly refresh_token: string }).refresh_token;
}

const refreshing = async () => ({
  HEAP_SF_LOGIN_URL: org.url,
  HEAP_SF_CLIENT_ID: 'acme.web',
  HEAP_SF_REFRESH_TOKEN: await refreshToken(),
});

const credentials = () => ({
  HEAP_SF_LOGIN_URL: org.url,
  HEAP_SF_CLIENT_ID: secretApp.clientId,
  HEAP_SF_CLIENT_SECRET: secretApp.clientSecret,
});

const WAYS: readonly (readonly [string, string, () => Promise<Record<string, string>>])[] = [
  ['JWT with the path of a key', 'live', async () => jwt()],
  [
    'JWT with a key whose line breaks were lost, by names of its own',
    'named',
    async () => ({
      ACME_URL: org.url,
      ACME_APP: org.jwt.clientId,
      ACME_USER: SYNC,
      ACME_KEY: (await keyText()).replaceAll('\n', '\\n'),
    }),
  ],
  [
    'JWT with a key in base64',
    'live',
    async () => {
      const { HEAP_SF_JWT_KEY_FILE: _, ...rest } = jwt();
      return { ...rest, HEAP_SF_JWT_KEY: Buffer.from(await keyText()).toString('base64') };
    },
  ],
  ['a refresh token', 'live', refreshing],
  [
    'an SFDX authorization URL',
    'live',
    async () => ({ SFDX_AUTH_URL: `force://acme.web::${await refreshToken()}@${new URL(org.url).host}` }),
  ],
  ['client credentials', 'live', async () => credentials()],
];

describe('a sign-in from the environment', () => {
  it.each(WAYS)('by %s pushes and pulls as the connecting user', async (_, environment, variables) => {
    const terminal = await openSignedIn(await variables());
    const run = (line: string) => terminal.run(`${line} -e ${environment} --json`, { cwd: folder });
    const push = (await run('usage push --full --as-of 2026-06-30')).json<PushReport>();
    expect(push.result, push.message).toMatchObject({ status: 'done', org: { name: SYNC } });
    const pull = (await run('fields pull')).json<PullReport>();
    expect(pull.result, pull.message).toMatchObject({ status: 'done' });
    const runs = (await run('runs list')).json<readonly object[]>().result;
    expect(runs).toMatchObject([
      { kind: 'pull', orgName: environment },
      { kind: 'push', orgName: environment },
    ]);
  });

  it.each(WAYS.slice(0, 1).concat(WAYS.slice(3)))(
    'by %s is renewed when the session ends in the middle of a run',
    async (_, environment, variables) => {
      const terminal = await openSignedIn(await variables());
      const held = org.control.addFault({ kind: 'hold', path: '/services/data/*/composite*' });
      const pulling = terminal.run(`fields pull -e ${environment} --json`, { cwd: folder });
      await org.control.met(held);
      expect(org.control.expireSessions()).toBeGreaterThan(0);
      org.control.removeFault(held);
      const { result, message } = (await pulling).json<PullReport>();
      expect(result, message).toMatchObject({ status: 'done' });
    },
  );

  it('without a username tells set-up who connects', async () => {
    const terminal = await openSignedIn({
      ...credentials(),
      HEAP_SF_JWT_KEY_FILE: '',
      ACME_URL: org.url,
      ACME_APP: org.jwt.clientId,
      ACME_USER: 'admin@heap.local',
      ACME_KEY: await keyText(),
    });
    const { result, message } = (await terminal.run('setup -e apart --json', { cwd: folder })).json<object>();
    expect(result, message).toMatchObject({ status: 'done', connectingUser: SYNC });
  });
});

describe('a sign-in that is refused', () => {
  async function pushWith(variables: Readonly<Record<string, string>>, environment = 'live'): Promise<Answer> {
    const terminal = await openSignedIn(variables);
    const answer = await terminal.run(`usage push -e ${environment}`, { cwd: folder });
    for (const [name, value] of Object.entries(variables)) {
      if (/KEY$|SECRET$|TOKEN$|AUTH_URL$/.test(name)) expect(answer.stderr).not.toContain(value.slice(0, 40));
    }
    expect(answer.stderr).not.toMatch(/\n\s+at .+:\d+/);
    return answer;
  }
  const otherKey = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('for a wrong key says so, and how keys and apps belong together', async () => {
    const { HEAP_SF_JWT_KEY_FILE: _, ...rest } = jwt();
    const { code, stderr } = await pushWith({ ...rest, HEAP_SF_JWT_KEY: otherKey() });
    expect(code).toBe(15);
    expect(stderr).toContain(`refused to sign in as ${SYNC} at ${org.url}: invalid assertion (invalid_grant)`);
    expect(stderr).toContain('certificate in the app belongs to the private key');
  });

  it('for an unknown user names the user and what admins approve', async () => {
    const { code, stderr } = await pushWith({ ...jwt(), HEAP_SF_USERNAME: 'nobody@acme.example' });
    expect(code).toBe(15);
    expect(stderr).toContain('nobody@acme.example');
    expect(stderr).toContain("user hasn't approved this consumer");
    expect(stderr).toContain('admin approved users are pre-authorized');
  });

  it('for an unknown client, a wrong secret and a revoked token tells the next step of each', async () => {
    const stranger = await pushWith({ ...jwt(), HEAP_SF_CLIENT_ID: 'stranger' });
    expect([stranger.code, stranger.stderr]).toEqual([15, expect.stringContaining('Check the client id')]);
    const secret = await pushWith({ ...credentials(), HEAP_SF_CLIENT_SECRET: 'anotherSecretThanTheirs' });
    expect([secret.code, secret.stderr]).toEqual([15, expect.stringContaining('Check the consumer secret')]);
    const variables = await refreshing();
    org.control.revokeRefreshTokens({ token: variables.HEAP_SF_REFRESH_TOKEN });
    const revoked = await pushWith(variables);
    expect(revoked.code).toBe(15);
    expect(revoked.stderr).toContain('expired access/refresh token');
    expect(revoked.stderr).toContain('A user may have five sign-ins by one app');
  });

  it('for an app that is not installed, or not for this user, says what an admin must do', async () => {
    const fault = org.control.addFault({ kind: 'app-not-installed' });
    const absent = await pushWith(jwt());
    expect([absent.code, absent.stderr]).toEqual([15, expect.stringContaining('app must be installed into org')]);
    expect(absent.stderr).toContain('Approve Uninstalled Connected Apps');
    org.control.removeFault(fault);
    org.control.addFault({ kind: 'app-not-approved', username: SYNC });
    const closed = await pushWith(jwt());
    expect(closed.stderr).toContain('user is not admin approved to access this app (invalid_app_access)');
    expect(closed.stderr).toContain('add a permission set or profile that the user has');
  });

  it('for what is missing, twofold or of another kind names the variables and never what they hold', async () => {
    const words = async (variables: Record<string, string>, environment?: string) => {
      const { code, stderr } = await pushWith(variables, environment);
      expect(code).toBe(15);
      return stderr;
    };
    expect(await words({})).toContain('none of them is set');
    expect(await words({ ...jwt(), HEAP_SF_REFRESH_TOKEN: 'x' })).toContain(
      'HEAP_SF_JWT_KEY and HEAP_SF_REFRESH_TOKEN are set',
    );
    expect(await words({ ...jwt(), HEAP_SF_JWT_KEY_FILE: '/nowhere/key' })).toContain(
      'HEAP_SF_JWT_KEY_FILE names the file /nowhere/key',
    );
    expect(await words({ ...jwt(), HEAP_SF_USERNAME: ' ' })).toContain('HEAP_SF_USERNAME, which the sign-in needs');
    expect(await words({ ...jwt(), HEAP_SF_JWT_KEY: 'justSomeWords' })).toContain('holds no private key');
    expect(await words({ ...credentials(), HEAP_SF_LOGIN_URL: 'https://login.salesforce.com' })).toContain('My Domain');
    expect(await words({ ...credentials(), HEAP_SF_LOGIN_URL: 'http://acme.example' })).toContain(
      'begins with https://',
    );
    expect(await words({ SF_AUTH_URL: 'force://onlyhalf' })).toContain('SF_AUTH_URL holds no SFDX authorization URL');
    expect(await words({ ACME_URL: org.url }, 'named')).toContain('ACME_APP, which the sign-in needs');
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(await words({ ...jwt(), HEAP_SF_JWT_KEY: ec.toString() })).toContain('is of another kind (ec)');
  });
});

it('a secret in the file is refused without being shown', async () => {
  const other = await mkdtemp(join(tmpdir(), 'sign-in-'));
  const file = join(other, 'heap.config.yaml');
  await writeFile(
    file,
    'source: { files: x }\nenvironments: { live: { org: { clientCredentials: { clientSecret: "s3cr3t" } } } }\n',
  );
  const terminal = await openSignedIn({});
  const { code, stderr } = await terminal.run(['usage', 'push', '--config', file]);
  expect(code).toBe(10);
  expect(stderr).toContain(
    'environments.live.org.clientCredentials.clientSecret must be the name of an environment variable',
  );
  expect(stderr).not.toContain('s3cr3t');
  await rm(other, { recursive: true });
});
