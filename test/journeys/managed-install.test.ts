import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DoctorReport } from '../../src/commands/doctor.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { localOrgFolder } from '../../src/context/local-org.ts';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import type { AppliedMetrics } from '../../src/metrics/fields/apply.ts';
import type { MetricPlan } from '../../src/metrics/fields/plan.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import type { SetupReport } from '../../src/setup/set-up.ts';
import { metadata, zipOf } from '../local-org/metadata/an-org.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { installVersion, releaseOurPackage } from '../support/package-version.ts';

let terminal: Terminal;
let server: LocalOrg;
let folder: string;

const metric = (level: string) =>
  `  - { name: Sessions Past 7 Days, level: ${level}, event: session, measure: count, lookback: 7d }`;

/** An org that got our package as a managed one, with the namespace acme. */
beforeAll(async () => {
  terminal = await openTerminal();
  folder = await mkdtemp(join(tmpdir(), 'managed-'));
  const account = { Id: '001Hp0000000001AAA', Name: 'Acme' };
  server = await startLocalOrg({
    folder: localOrgFolder(terminal.state),
    seed: { Account: [account], Contact: [{ LastName: 'Ann', Email: 'ann@acme.example', AccountId: account.Id }] },
  });
  const hub = server.orgs.create({ name: 'Dev Hub', kind: 'production' });
  const version = await releaseOurPackage(server, hub, { name: 'Heap Usage', namespace: 'acme' });
  await installVersion(server, server, version.installed);
  await mkdir(join(folder, 'export'), { recursive: true });
  await writeFile(join(folder, 'export', 'users.ndjson'), '{"user_id":1,"email":"ann@acme.example"}\n');
  await writeFile(
    join(folder, 'export', 'sessions.ndjson'),
    '{"user_id":1,"session_id":1,"time":"2026-06-29T12:00:00Z"}\n',
  );
  await configure('account', 'contact');
}, 120_000);
afterAll(async () => {
  await server.close();
  await terminal.remove();
  await rm(folder, { recursive: true, force: true });
});

async function configure(...levels: readonly string[]): Promise<void> {
  const metrics = levels.map(metric).join('\n');
  const more = 'source: { files: export }\npull: { contact: [Title] }\nhistory: { local: true }\n';
  await writeFile(join(folder, 'heap.config.yaml'), `${more}metrics:\n${metrics}\n`);
}

const run = (line: string | readonly string[]) => terminal.run(line, { cwd: folder });

async function rows(soql: string) {
  const answer = await fetch(`${server.url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
    headers: { authorization: `Bearer ${server.accessToken()}` },
  });
  const { records } = (await answer.json()) as { records: readonly Readonly<Record<string, unknown>>[] };
  return records.map(({ attributes: _, ...row }) => row);
}

test('setup leaves the package as it came, and adds the permission sets that no package brings', async () => {
  const { code, stdout } = await run('setup --json');
  const { result } = JSON.parse(stdout) as { result: SetupReport };
  expect([code, result.status, result.namespace]).toEqual([0, 'done', 'acme']);
  expect(result.components.map(({ type, fullName }) => `${type} ${fullName}`).sort()).toEqual([
    'PermissionSet Heap_Connecting_User',
    'PermissionSet Heap_Metric_Access',
    'PermissionSet Heap_Metric_Viewer',
  ]);
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(
    await rows("SELECT NamespacePrefix, Name FROM PermissionSet WHERE Name LIKE 'Heap_Usage%' ORDER BY Name"),
  ).toEqual([
    { NamespacePrefix: 'acme', Name: 'Heap_Usage_Sync' },
    { NamespacePrefix: 'acme', Name: 'Heap_Usage_Viewer' },
  ]);
});

test('metrics become fields without a namespace on the objects of the package', async () => {
  const plan = (await run('metrics plan --json')).json<MetricPlan>().result;
  expect(plan.create.map(({ object, field }) => `${object}.${field}`)).toEqual([
    'acme__Heap_Account_Usage__c.Sessions_Past_7_Days__c',
    'acme__Heap_Contact_Usage__c.Sessions_Past_7_Days__c',
  ]);
  const applied = await run('metrics apply --json');
  expect([applied.code, applied.stderr]).toEqual([0, '']);
  expect(applied.json<AppliedMetrics>().result.fields.map(({ status }) => status)).toEqual(['ready', 'ready']);
  const again = (await run('metrics plan --json')).json<MetricPlan>().result;
  expect([again.create, again.grant, again.relabel, again.drift, again.clash]).toEqual([[], [], [], [], []]);
});

test('a push fills them', async () => {
  const { code, stdout } = await run('usage push --as-of 2026-06-30 --json');
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as { result: PushReport }).result.counts).toMatchObject({ accepted: 2, rejected: 0 });
  expect(
    await rows('SELECT acme__Account__r.Name, Sessions_Past_7_Days__c FROM acme__Heap_Account_Usage__c'),
  ).toMatchObject([{ acme__Account__r: { Name: 'Acme' }, Sessions_Past_7_Days__c: 1 }]);
  expect(await rows('SELECT Sessions_Past_7_Days__c FROM acme__Heap_Contact_Usage__c')).toEqual([
    { Sessions_Past_7_Days__c: 1 },
  ]);
});

test('the doctor knows the package by its namespace, and finds nothing wrong', async () => {
  const { code, stdout } = await run('doctor --json');
  const { findings } = (JSON.parse(stdout) as { result: DoctorReport }).result;
  expect([code, findings.filter(({ status }) => status === 'failed')]).toEqual([0, []]);
  expect(findings.find(({ check }) => check === 'package')?.says).toMatch(
    /^Heap Usage \d+\.\d+\.\d+\.\d+.*, namespace acme/,
  );
});

test('set-up run again keeps the access to the fields that it granted since', async () => {
  const { result } = (await run('setup --json')).json<SetupReport>();
  expect([result.status, result.restoredGrants]).toEqual(['done', 6]);
  expect((await run('metrics plan --json')).json<MetricPlan>().result.grant).toEqual([]);
});

/** Each command as it is run on that org. */
const COMMAND_LINES: Readonly<Record<string, string | readonly string[]>> = {
  setup: 'setup',
  'join check': 'join check',
  'metrics list': 'metrics list',
  'metrics preview': 'metrics preview --account Acme',
  'metrics plan': 'metrics plan',
  'metrics apply': 'metrics apply',
  'metrics rename': ['metrics', 'rename', 'Sessions Past 7 Days', 'Sessions Week', '--level', 'contact'],
  'metrics retire': 'metrics retire --dry-run',
  'usage push': 'usage push --as-of 2026-06-30 --full',
  'usage unmatched': 'usage unmatched',
  'usage duplicates': 'usage duplicates',
  'usage history': 'usage history --account Acme',
  'usage rejected': 'usage rejected',
  'usage retry': 'usage retry',
  'usage reconcile': 'usage reconcile',
  'fields list': 'fields list --search title',
  'fields select': 'fields select Department',
  'fields show': 'fields show',
  'fields drop': 'fields drop Department',
  'fields pull': 'fields pull',
  credits: 'credits --refresh',
  'runs list': 'runs list',
  'runs show': 'runs show latest',
  'runs prune': 'runs prune --older-than 90d --yes',
  'runs watch': 'runs watch --until-done',
  doctor: 'doctor',
};

/** Those that work on the embedded servers themselves, on files or on the program. */
const APART = /^(?:org|local-heap|package|schedule|alerts|init)\b/;

const commands = COMMANDS.map(({ words }) => words.join(' ')).filter((words) => !APART.test(words));

test('no command is forgotten', () => {
  expect(commands.filter((words) => COMMAND_LINES[words] === undefined)).toEqual([]);
});

/** Has the org refuse the rows of accounts, so that there is something to look at and to send again. */
async function rejectOne(): Promise<void> {
  const rule = (active: boolean) =>
    zipOf({
      'objects/acme__Heap_Account_Usage__c.object': metadata(
        'CustomObject',
        `<validationRules><fullName>Closed</fullName><active>${active}</active><errorConditionFormula>true</errorConditionFormula>
         <errorMessage>Closed for now</errorMessage></validationRules>`,
      ),
    });
  expect(server.control.deploy(rule(true)).status).toBe('Succeeded');
  expect((await run('usage push --as-of 2026-06-30 --full')).code).toBe(68);
  expect(server.control.deploy(rule(false)).status).toBe('Succeeded');
}

test.each(commands)('%s works on it', async (words) => {
  if (words === 'usage rejected') await rejectOne();
  const { code, stdout, stderr } = await run(COMMAND_LINES[words] ?? '');
  expect([code, stderr], stdout).toEqual([0, '']);
});

test('a retired metric takes its field along, and the fields of the package stay', async () => {
  await configure('account');
  const retired = await run('metrics retire --yes --json');
  expect([retired.code, retired.stderr]).toEqual([0, '']);
  const answer = await fetch(`${server.url}/services/data/v67.0/sobjects/acme__Heap_Contact_Usage__c/describe`, {
    headers: { authorization: `Bearer ${server.accessToken()}` },
  });
  const { fields } = (await answer.json()) as { fields: readonly { name: string }[] };
  expect(fields.map(({ name }) => name).filter((name) => name.endsWith('__c'))).toEqual(
    expect.arrayContaining(['acme__Contact_Id__c', 'acme__Contact__c']),
  );
  expect(fields.map(({ name }) => name)).not.toContain('Sessions_Past_7_Days__c');
});
