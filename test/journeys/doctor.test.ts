import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DoctorReport } from '../../src/commands/doctor.ts';
import { LOCAL_ADMIN, LOCAL_CONNECTING_USER } from '../../src/context/local-org.ts';
import { CHECKS } from '../../src/doctor/checks.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { deleteRows } from '../../src/salesforce/collections.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { addDump, long, text } from '../heap/export-folder.ts';
import { openTerminal } from '../support/heap-sf.ts';
import { CONTACT_USAGE, giveNothingElse, openGroundOfAnn, PULL, PULL_ONLY } from '../support/minimal-user.ts';
import { runLine } from '../support/program.ts';
import { makeSfHome, runSf, type SfHome } from '../support/sf-home.ts';
import type { SmallGround } from '../support/small-ground.ts';

const METRICS = `source: { files: export }
${PULL}
metrics:
  - { name: Sessions, level: account, event: session, measure: count, lookback: 7d }
  - { name: Sessions, level: contact, event: session, measure: count, lookback: 7d, history: true }
`;

let ground: SmallGround;
beforeAll(async () => {
  ground = await openGroundOfAnn();
  await ground.run('setup -e here');
});
afterAll(() => ground.close());

describe('where all is well', () => {
  test('the table has every group, fits 80 columns, and ends well', async () => {
    const { code, stdout } = await ground.run('doctor -e here');
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => /^[A-Z]\w+$/.test(line))).toEqual([
      ...new Set(Object.values(CHECKS).map(({ group }) => group)),
    ]);
    expect([code, lines.filter((line) => /^ {2}[✗!?]/.test(line))]).toEqual([0, []]);
    expect(lines.at(-2)).toMatch(/^local: \d+ passed, 3 not checked\. \d+ credits\.$/);
  });

  test('it tells what it cost, which is no more than a dozen requests', async () => {
    const before = ground.local.control.usedRequests();
    const { credits } = (await consult()).result;
    expect(ground.local.control.usedRequests() - before).toBe(credits);
    expect(credits).toBeLessThanOrEqual(12);
  });
});

describe('where the org is not reached', () => {
  test('the lines that need it are not checked, and the others are', async () => {
    const answer = await ground.run('doctor -o nobody --json');
    const { findings, org } = answer.json<DoctorReport>().result;
    expect([answer.code, org]).toEqual([1, { name: 'nobody' }]);
    const asked = findings.filter(({ check }) => CHECKS[check].asks === 'org');
    expect(asked.map(({ check, status }) => [check, status])).toEqual(
      asked.map(({ check }) => [check, check === 'sign-in' ? 'failed' : 'not-checked']),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(one(findings, 'sign-in').next[0]).toBe('Sign in to it: sf org login web --alias nobody');
    expect([one(findings, 'export').status, one(findings, 'state-folder').status]).toEqual(['passed', 'passed']);
  });

  test('in the table they take a line for each group', async () => {
    const { stdout } = await ground.run('doctor -o nobody');
    expect(stdout).toMatch(/ {2}✗ Sign-in +sf knows no such org/);
    expect(stdout.match(/^ {2}– /gm)?.length).toBeLessThan(9);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('what is broken is named', () => {
  test('rules that would refuse rows are warned of', async () => {
    deploy(
      { ValidationRule: [`${CONTACT_USAGE}.Never`] },
      `objects/${CONTACT_USAGE}.object`,
      `<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><validationRules><fullName>Never</fullName><active>true</active><errorConditionFormula>true</errorConditionFormula><errorMessage>No.</errorMessage></validationRules></CustomObject>`,
    );
    const { status, result } = await consult();
    expect(one(result.findings, 'validation-rules')).toMatchObject({
      status: 'warned',
      means: expect.stringContaining(`${CONTACT_USAGE}.Never ("No.")`),
    });
    expect(status).toBe(0);
    deploy({ ValidationRule: [`${CONTACT_USAGE}.Never`] });
  });

  test('a clock that is an hour off is warned of', async () => {
    ground.local.control.moveClock({ by: 3_600_000 });
    expect(one((await consult()).result.findings, 'clock')).toMatchObject({
      status: 'warned',
      says: 'the org is 60 minutes ahead of this machine',
    });
    ground.local.control.moveClock({ by: -3_600_000 });
  });

  test('a source that cannot be read is failed, and what depends on it is not checked', async () => {
    await writeFile(join(ground.folder, 'heap.config.yaml'), METRICS.replace('files: export', 'files: elsewhere'));
    const { status, result } = await consult();
    const states = (['export', 'newest-dump', 'metric-field', 'join-key'] as const).map(
      (name) => one(result.findings, name).status,
    );
    expect([status, ...states]).toEqual([1, 'failed', 'not-checked', 'not-checked', 'not-checked']);
  });
});

describe('doctor of an export without its first dump', () => {
  test('warns of the tables that begin with an increment', async () => {
    const bucket = join(ground.folder, 'bucket');
    const users = (user_id: number, incremental: boolean) => ({
      users: {
        columns: [long('user_id'), text('email')],
        parts: { 0: [{ user_id, email: 'a@x.example' }] },
        incremental,
      },
    });
    const sessions = {
      columns: [long('event_id'), long('user_id'), long('session_id'), text('time')],
      parts: { 0: [{ event_id: 1, user_id: 1, session_id: 1, time: '2026-06-30 10:00:00' }] },
    };
    await addDump(bucket, 8, users(1, false));
    await addDump(bucket, 9, { ...users(2, true), sessions: { ...sessions, incremental: true } });
    await writeFile(join(ground.folder, 'heap.config.yaml'), METRICS.replace('files: export', 'connect: bucket'));
    const found = one((await consult()).result.findings, 'export');
    expect(found).toMatchObject({ status: 'warned', says: '2 dumps, 2 tables, 0 of events; no full dump of 1 table' });
    expect(found.means).toContain('Of sessions there is only what came since some night.');
  });
});

describe('doctor --fix', () => {
  beforeAll(async () => {
    await writeFile(join(ground.folder, 'heap.config.yaml'), METRICS);
    await chmod(join(ground.folder, 'heap.config.yaml'), 0o666);
    await chmod(ground.terminal.state, 0o755);
    const taken = ['Heap_Account_Usage__c.Sessions__c', 'Contact.Title'].map((field) => `'${field}'`).join(', ');
    const grants = await queryAll<{ Id: string }>(
      ground.admin,
      `SELECT Id FROM FieldPermissions WHERE Parent.Name IN ('Heap_Metric_Access', 'Heap_Connecting_User') AND Field IN (${taken})`,
    );
    await deleteRows(
      ground.admin,
      grants.map(({ Id }) => Id),
    );
  });

  const whats = [
    'Read and Edit on Heap_Account_Usage__c.Sessions__c',
    'Read on Contact.Title',
    'chmod 644 ',
    'chmod 700 ',
    'history tracking of Heap_Contact_Usage__c.Sessions__c',
  ];

  test('mends nothing where nobody can be asked', async () => {
    const { code, stderr } = await ground.run('doctor -e here --fix');
    expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining('heap-sf doctor --fix --yes')]);
  });

  test('asks with all that it would do, and leaves it when told to', async () => {
    const { code, stdout, stderr } = await ground.terminal.run(
      `doctor -e here --fix --config ${join(ground.folder, 'heap.config.yaml')}`,
      { types: 'n\n' },
    );
    for (const what of whats) expect(stderr.replaceAll(/\s+/g, ' ')).toContain(what);
    expect([code, stdout.match(/^left /gm)?.length]).toEqual([1, whats.length]);
  });

  test('mends all of it when told to, and looks again', async () => {
    const { status, result } = (await ground.run('doctor -e here --fix --yes --json')).json<DoctorReport>();
    expect(result.fixed.map((fixed) => [fixed.status, whats.some((what) => fixed.what.startsWith(what))])).toEqual(
      whats.map(() => ['done', true]),
    );
    expect([status, result.findings.filter((found) => ['failed', 'warned'].includes(found.status))]).toEqual([0, []]);
  });
});

describe('a user with the minimum for pull only, and nobody beside', () => {
  let home: SfHome;
  beforeAll(async () => {
    home = await makeSfHome();
    await writeFile(
      join(ground.folder, 'heap.config.yaml'),
      METRICS.slice(0, METRICS.indexOf('metrics:')).replace('org: local', 'org: sync'),
    );
    await giveNothingElse(ground, PULL_ONLY);
    const { jwt, url } = ground.local;
    const app = ['--client-id', jwt.clientId, '--jwt-key-file', jwt.privateKeyFile];
    const login = [
      'org',
      'login',
      'jwt',
      '--username',
      LOCAL_CONNECTING_USER,
      ...app,
      '--alias',
      'sync',
      '--instance-url',
      url,
    ];
    expect((await runSf(login, { home })).exitCode).toBe(0);
  });
  afterAll(() => home.remove());

  const look = async (more = '') => {
    const env = { ...home.env, HEAP_SF_STATE: ground.terminal.state };
    const end = await runLine(
      `node src/cli.ts doctor -e here --json --config ${join(ground.folder, 'heap.config.yaml')}${more}`,
      { env },
    );
    const { result } = JSON.parse(end.stdout) as { readonly result: DoctorReport };
    return { code: end.exitCode, findings: result.findings };
  };

  test('is told what it may not see, and that is no failure', async () => {
    const { code, findings } = await look();
    expect([code, findings.filter(({ status }) => status === 'failed' || status === 'warned')]).toEqual([0, []]);
    expect(one(findings, 'sign-in').says).toBe(`${LOCAL_CONNECTING_USER}, by JWT, renewed by itself`);
    expect(one(findings, 'sf-login')).toMatchObject({ status: 'passed' });
    expect(one(findings, 'contact')).toMatchObject({
      status: 'not-visible',
      says: 'Read; whether View All is not told',
      next: ['Ask somebody who may: heap-sf doctor -e here --admin-org ADMIN'],
    });
  });

  test('an admin tells it', async () => {
    const admin = [
      'org',
      'login',
      'access-token',
      '--no-prompt',
      '--alias',
      'boss',
      '--instance-url',
      ground.local.url,
    ];
    expect((await runSf(admin, { home, env: { SF_ACCESS_TOKEN: ground.local.accessToken() } })).exitCode).toBe(0);
    const { findings } = await look(' --admin-org boss');
    expect(one(findings, 'contact')).toMatchObject({ status: 'passed', says: 'Read, View All' });
  });

  test('the admin of the environment tells it too, and a sign-in from the environment has its kind', async () => {
    const file = join(ground.folder, 'signed-in.yaml');
    const org = 'org: env, admin: { jwt: { username: ACME_ADMIN } }';
    await writeFile(file, METRICS.slice(0, METRICS.indexOf('metrics:')).replace('org: local', org));
    const { jwt, url } = ground.local;
    const variables = {
      HEAP_SF_STATE: ground.terminal.state,
      HEAP_SF_LOGIN_URL: url,
      HEAP_SF_CLIENT_ID: jwt.clientId,
      HEAP_SF_USERNAME: LOCAL_CONNECTING_USER,
      HEAP_SF_JWT_KEY_FILE: jwt.privateKeyFile,
    };
    const look = async (username: string) => {
      const terminal = await openTerminal({ ...variables, ACME_ADMIN: username });
      const { result } = (await terminal.run(`doctor -e here --json --config ${file}`)).json<DoctorReport>();
      await terminal.remove();
      return result.findings;
    };
    const findings = await look(LOCAL_ADMIN);
    expect(one(findings, 'contact')).toMatchObject({ status: 'passed', says: 'Read, View All' });
    expect(one(findings, 'sign-in').says).toBe(
      `${LOCAL_CONNECTING_USER}, by JWT from the environment, renewed by itself`,
    );
    expect(one(findings, 'sign-in-file')).toMatchObject({ status: 'passed', says: 'read by those alone who are to' });
    // An admin who cannot sign in is told of, and keeps nobody from the rest.
    expect(one(await look('nobody@acme.example'), 'contact')).toMatchObject({
      status: 'not-visible',
      means: expect.stringContaining('The admin could not be asked'),
      next: expect.not.arrayContaining([expect.stringContaining('--admin-org')]),
    });
  });

  test('logins that others may read are failed, file by file', async () => {
    const file = join(home.folder, '.sfdx', 'key.json');
    await chmod(file, 0o644);
    const { code, findings } = await look();
    expect([code, one(findings, 'sf-login')]).toMatchObject([
      1,
      { status: 'failed', subject: file, next: [`chmod 600 ${file}`] },
    ]);
  });
});

async function consult(): Promise<{ readonly status: number; readonly result: DoctorReport }> {
  return (await ground.run('doctor -e here --json')).json<DoctorReport>();
}

function one(findings: readonly Finding[], check: Finding['check']): Finding {
  const found = findings.filter((finding) => finding.check === check);
  expect([check, found.length]).toEqual([check, 1]);
  return found[0]!;
}

/** Deploys a component, or takes it away where there is no file. */
function deploy(members: Readonly<Record<string, readonly string[]>>, name?: string, content?: string): void {
  const types = Object.entries(members)
    .map(
      ([type, all]) => `<types>${all.map((each) => `<members>${each}</members>`).join('')}<name>${type}</name></types>`,
    )
    .join('');
  const manifest = (inner: string) =>
    `<Package xmlns="http://soap.sforce.com/2006/04/metadata">${inner}<version>67.0</version></Package>`;
  const files: Readonly<Record<string, string>> =
    name === undefined || content === undefined
      ? { 'package.xml': manifest(''), 'destructiveChanges.xml': manifest(types) }
      : { 'package.xml': manifest(types), [name]: content };
  const { status, details } = ground.local.control.deploy(
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))),
  );
  expect([status, JSON.stringify(details?.componentFailures ?? [])]).toEqual(['Succeeded', '[]']);
}
