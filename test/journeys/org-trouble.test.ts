import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRecords } from '../../src/context/sample.ts';
import type { RunDetail, RunRecord } from '../../src/ledger/types/run.ts';
import { deleteRows } from '../../src/salesforce/collections.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { countRows, queryAll } from '../../src/salesforce/query.ts';
import type { SetupReport } from '../../src/setup/set-up.ts';
import { connectingUser, openTestOrg, type TestOrg } from '../support/local-org.ts';
import { outputOf, type ProgramEnd, runLine } from '../support/program.ts';
import { makeSfHome, runSf, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
let env: NodeJS.ProcessEnv;
let org: TestOrg;
let admin: Org;

const asOf = '--as-of 2026-06-30';

beforeAll(async () => {
  home = await makeSfHome();
  env = { ...home.env, HEAP_SF_STATE: join(home.folder, 'state') };
  org = await openTestOrg({ seed: sampleRecords() });
  admin = await org.connect();
  await signInByJwt('heap-sync', org, connectingUser);
});
afterAll(async () => {
  await org.close();
  await home.remove();
});

/** Signs in to `sf` as the admin, by a token that nothing renews. */
async function signIn(alias: string, { url, accessToken }: TestOrg): Promise<void> {
  await login(['access-token', '--no-prompt', '--alias', alias, '--instance-url', url], {
    SF_ACCESS_TOKEN: accessToken(),
  });
}

/** Signs in to `sf` by a signed assertion, as servers do: this asks nothing that needs the permission API Enabled. */
async function signInByJwt(alias: string, { url, jwt }: TestOrg, username: string): Promise<void> {
  const app = ['--client-id', jwt.clientId, '--jwt-key-file', jwt.privateKeyFile];
  await login(['jwt', '--username', username, ...app, '--alias', alias, '--instance-url', url], {});
}

async function login(words: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const { exitCode, stderr } = await runSf(['org', 'login', ...words], { home, env });
  expect(exitCode, stderr).toBe(0);
}

const heapSf = (words: string) => runLine(`node src/cli.ts ${words}`, { env });

async function resultOf<T>(words: string): Promise<T> {
  return (JSON.parse(await outputOf(`node src/cli.ts ${words} --json`, { env })) as { result: T }).result;
}

function expectPlainly(end: ProgramEnd, exitCode: number, ...says: readonly RegExp[]): void {
  for (const words of says) expect(end.stderr).toMatch(words);
  expect(end.stderr).not.toMatch(/\n\s+at .+:\d+/);
  expect(end.stderr).not.toMatch(/00D\w{12,15}!/);
  expect({ exitCode: end.exitCode, stdout: end.stdout }).toEqual({ exitCode, stdout: '' });
}

/** Takes a permission set away from the connecting user, whoever gave it. */
async function takeAway(permissionSet: string): Promise<void> {
  const rows = await queryAll<{ Id: string }>(
    admin,
    `SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = '${connectingUser}' AND PermissionSet.Name = '${permissionSet}'`,
  );
  expect(rows).toHaveLength(1);
  const outcomes = await deleteRows(
    admin,
    rows.map(({ Id }) => Id),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['accepted']);
}

test('an org that cannot be reached is named with its address, and no run is begun', async () => {
  const gone = await openTestOrg();
  await signIn('gone', gone);
  await gone.close();
  for (const words of ['metrics plan', `usage push ${asOf}`, 'setup']) {
    expectPlainly(await heapSf(`${words} --target-org gone`), 14, /gone|localhost/, new RegExp(gone.url), /Try this/);
  }
  expect(await resultOf<RunRecord[]>('runs list')).toEqual([]);
});

test('a token that is refused is told with the way to sign in again, and no run is begun', async () => {
  const other = await openTestOrg();
  try {
    await signIn('revoked', other);
    const token = encodeURIComponent(other.accessToken());
    const answer = await fetch(`${other.url}/services/oauth2/revoke?token=${token}`, { method: 'POST' });
    expect(answer.status).toBe(200);
    for (const words of ['metrics plan', `usage push ${asOf}`, 'setup']) {
      expectPlainly(await heapSf(`${words} --target-org revoked`), 15, /revoked/, /sf org login web --alias revoked/);
    }
  } finally {
    await other.close();
  }
  expect(await resultOf<RunRecord[]>('runs list')).toEqual([]);
});

test('a user who may not use the API yet is told which permission is missing and who gives it', async () => {
  expectPlainly(await heapSf('metrics plan --target-org heap-sync'), 16, /API Enabled/, /admin/, /heap-sf setup/);
});

test('with an admin signed in too, setup mends that', async () => {
  // Not before: sf keeps one login per username, and every local org has an admin of the same one.
  await signIn('admin', org);
  const { status } = await resultOf<SetupReport>('setup --target-org heap-sync --admin-org admin');
  expect(status).toBe('done');
});

test('without Heap_Metric_Access a push sends nothing, and names the permission set and who can assign it', async () => {
  await outputOf('node src/cli.ts metrics apply --target-org heap-sync --admin-org admin', { env });
  await takeAway('Heap_Metric_Access');

  const end = await heapSf(`usage push ${asOf} --target-org heap-sync`);
  expectPlainly(end, 16, /heap-sync@heap\.local/, /admin assigns the permission set Heap_Metric_Access/);
  expect(await countRows(admin, 'SELECT COUNT() FROM Heap_Account_Usage__c')).toBe(0);
  const run = await resultOf<RunDetail>('runs show latest');
  expect(run).toMatchObject({ kind: 'push', status: 'failed', jobs: [], error: { trouble: 'permission' } });
});

test('a user who may not deploy sets nothing up, and is told so', async () => {
  expectPlainly(await heapSf('setup --target-org heap-sync'), 16, /heap-sync@heap\.local/, /--admin-org/);
  expect(await resultOf<RunDetail>('runs show latest')).toMatchObject({ kind: 'setup', status: 'failed' });
});

test('once the permission sets are back, the push sends every row', async () => {
  await outputOf('node src/cli.ts setup --target-org heap-sync --admin-org admin', { env });
  const push = await outputOf(`node src/cli.ts usage push ${asOf} --target-org heap-sync`, { env });
  expect(push).toContain('Push done');
  expect(await countRows(admin, 'SELECT COUNT() FROM Heap_Account_Usage__c')).toBe(300);
});
