import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleRecords } from '../../src/context/sample.ts';
import type { AppliedMetrics } from '../../src/metrics/fields/applied-metrics.ts';
import { deleteRows } from '../../src/salesforce/collections.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { connectingUser, openTestOrg, type TestOrg } from '../support/local-org.ts';
import { outputOf, runLine } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';
import { signIn } from '../support/sign-in.ts';

/** How many the example has. */
const metrics =
  readFileSync(join(projectFolder, 'config', 'heap.config.yaml'), 'utf8').match(/^ {2}- name:/gm)?.length ?? 0;

let home: SfHome;
let env: NodeJS.ProcessEnv;
let org: TestOrg;

const heapSf = (words: string) => runLine(`node src/cli.ts ${words}`, { env });

beforeAll(async () => {
  home = await makeSfHome();
  env = { ...home.env, HEAP_SF_STATE: join(home.folder, 'state') };
  org = await openTestOrg({ seed: sampleRecords() });
  await signIn({ home, org }, 'admin');
  await signIn({ home, org }, 'heap-sync', connectingUser);
  await outputOf('node src/cli.ts setup --target-org heap-sync --admin-org admin', { env });
});
afterAll(async () => {
  await org.close();
  await home.remove();
});

test('a plan without an admin says what it can', async () => {
  const { exitCode, stdout } = await heapSf('metrics plan --target-org heap-sync');
  expect([exitCode, stdout.includes(`Create ${metrics} fields`)]).toEqual([0, true]);
});

test('who may not grant makes the fields, and is told the clicks and the command for an admin', async () => {
  const { exitCode, stdout } = await heapSf('metrics apply --target-org heap-sync');
  expect(exitCode).toBe(1);
  const said = stdout.replaceAll(/\s+/g, ' ');
  expect(said).toContain(
    `0 of ${metrics} metrics can be filled by the connecting user. ${2 * metrics} grants are missing.`,
  );
  expect(said).toContain(
    'Setup > Permission Sets > Heap Metric Access > Object Settings > Heap_Account_Usage__c > Edit: tick Read and Edit for Sessions_Past_7_Days__c',
  );
  expect(said).toContain('Setup > Permission Sets > Heap Metric Viewer > Object Settings > Heap_Contact_Usage__c');
  expect(stdout).toContain('heap-sf metrics apply -o heap-sync --admin-org ALIAS');
});

test('the plan after it has only the access left, and an admin at the side does that', async () => {
  const plan = (await heapSf('metrics plan --target-org heap-sync')).stdout;
  expect(plan).not.toContain('Create');
  expect(plan).toContain(`Heap_Metric_Access (read and edit), ${metrics} fields`);
  const done = await outputOf('node src/cli.ts metrics apply -o heap-sync --admin-org admin --json', { env });
  const { result } = JSON.parse(done) as { result: AppliedMetrics };
  expect(result).toMatchObject({ status: 'done', missingGrants: [], actions: [] });
  expect((await heapSf('metrics plan -o heap-sync --admin-org admin')).stdout).toContain('Nothing to do.');
});

test('where the org lacks the permission set, set-up is named and no click in a set that is not there', async () => {
  const admin = await org.connect();
  const idsOf = async (object: string, where: string) =>
    (await queryAll<{ Id: string }>(admin, `SELECT Id FROM ${object} WHERE ${where}`)).map(({ Id }) => Id);
  await deleteRows(admin, await idsOf('PermissionSetAssignment', "PermissionSet.Name = 'Heap_Metric_Access'"));
  await deleteRows(admin, await idsOf('PermissionSet', "Name = 'Heap_Metric_Access'"));
  const { exitCode, stdout } = await heapSf('metrics apply --target-org heap-sync --admin-org admin');
  const said = stdout.replaceAll(/\s+/g, ' ');
  expect([exitCode, said]).toEqual([1, expect.stringContaining('The org has no permission set Heap_Metric_Access')]);
  expect(said).toContain('Set-up brings and assigns it: heap-sf setup -o heap-sync');
  expect(said).not.toContain('Setup > Permission Sets > Heap Metric Access');
  await outputOf('node src/cli.ts setup --target-org heap-sync --admin-org admin', { env });
  expect((await heapSf('metrics apply --target-org heap-sync --admin-org admin')).exitCode).toBe(0);
});

test('a set-up that is cut off behind its deploy owes the access that it took, and the next one gives it back', async () => {
  // The answer to its first grant is lost.
  org.control.addFault({ kind: 'cut', when: 'before', method: 'POST', path: '*/composite/sobjects' });
  const setUp = 'setup --target-org heap-sync --admin-org admin';
  const { exitCode, stderr } = await heapSf(setUp);
  expect([exitCode, stderr]).toEqual([14, expect.stringContaining('broke off')]);
  const taken = (await heapSf('metrics plan -o heap-sync --admin-org admin')).stdout;
  expect(taken).toContain(`Heap_Metric_Access (read and edit), ${metrics} fields`);
  expect((await heapSf(setUp)).stdout).toContain('is set up');
  expect((await heapSf('metrics plan -o heap-sync --admin-org admin')).stdout).toContain('Nothing to do.');
});

test('what was owed of a field that is gone by now is owed no more', async () => {
  const owed = join(home.folder, 'state', 'setup', `owed-${org.organizationId}.json`);
  await mkdir(dirname(owed), { recursive: true });
  const gone = { object: 'Heap_Account_Usage__c', field: 'Gone__c', edit: true };
  await writeFile(owed, JSON.stringify({ Heap_Metric_Access: [gone] }));
  const setUp = 'setup --target-org heap-sync --admin-org admin';
  expect((await heapSf(setUp)).stdout).toContain('is set up');
  expect(existsSync(owed)).toBe(false);
  await writeFile(owed, '{"Heap_Metric_Access": "all"}');
  const { exitCode, stderr } = await heapSf(setUp);
  expect([exitCode, stderr]).toEqual([10, expect.stringContaining(owed)]);
});
