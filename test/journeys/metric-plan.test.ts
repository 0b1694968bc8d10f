import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../src/doctor/finding.ts';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { AppliedMetrics } from '../../src/metrics/fields/applied-metrics.ts';
import type { MetricPlan } from '../../src/metrics/fields/metric-plan.ts';
import { grantFieldAccess } from '../../src/salesforce/field-access.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { readObjectFields } from '../../src/salesforce/read-custom-fields.ts';
import { createCustomFields, deleteCustomFields, updateCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import { accountUsage, contactUsage, type MetricDesk, openMetricDesk } from '../support/metric-desk.ts';

const sessions = '  - { name: Sessions, level: account, event: session, measure: count, lookback: 7d }\n';
const days = '  - { name: Days, level: contact, event: session, measure: active days, lookback: 4w }\n';
const seen = '  - { name: Seen, level: account, event: session, measure: last seen, lookback: all }\n';

let desk: MetricDesk;
const plan = () => desk.result<MetricPlan>('metrics plan');
const apply = () => desk.result<AppliedMetrics>('metrics apply');
const fieldOf = async (name: string, object = accountUsage) =>
  (await readObjectFields(desk.admin, object))?.fields.find((field) => field.name === name);

beforeAll(async () => {
  desk = await openMetricDesk(sessions + days + seen);
});
afterAll(() => desk.close());

test('a plan says type, label, event, measure and lookback of each new field, who gets access, and the room left', async () => {
  const { code, stdout } = await desk.run('metrics plan');
  expect(code).toBe(0);
  expect(stdout).toContain('Create 3 fields');
  expect(stdout).toContain('Heap_Account_Usage__c.Sessions__c  Number(18, 0), "Sessions"');
  expect(stdout).toMatch(/Number of "session" in Heap by all users of the account\. Past 7 days/);
  expect(stdout).toMatch(/Heap_Metric_Access \(read and edit\), 3 fields\n {4}to heap-sync@heap\.local/);
  expect(stdout).toMatch(/Heap_Metric_Viewer \(read\), 3 fields\n {4}to admin@heap\.local/);
  expect(stdout).toMatch(/4 of 500 custom fields after this, 496 free/);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('an apply does the plan, and the ledger tells what it did to each field', async () => {
  const applied = await apply();
  expect(applied.fields.map(({ field, status }) => [field, status])).toEqual([
    ['Sessions__c', 'ready'],
    ['Seen__c', 'ready'],
    ['Days__c', 'ready'],
  ]);
  const run = await desk.result<RunDetail>('runs show latest');
  expect(run).toMatchObject({ kind: 'apply', status: 'done' });
  expect(run.fields.filter(({ field }) => field === 'Days__c').map(({ deed }) => deed)).toEqual(['created', 'granted']);
  expect((await desk.run('runs show latest')).stdout).toMatch(/Heap_Contact_Usage__c\.Days__c +created, granted/);
  expect(await plan()).toMatchObject({ create: [], grant: [], relabel: [], drift: [] });
});

test('what others changed since is told with how it was and how it is, and an apply mends what can be mended', async () => {
  const before = await fieldOf('Sessions__c');
  await updateCustomFields(desk.admin, [
    {
      ...before!,
      label: 'Visits',
      helpText: 'Ask Anna',
      type: 'Number',
      trackHistory: true,
      securityClassification: 'Internal',
    },
  ]);
  await deleteCustomFields(desk.admin, [{ object: contactUsage, name: 'Days__c' }]);
  await desk.takeAccess('Heap_Metric_Viewer', `${accountUsage}.Seen__c`);

  const { drift, create, grant, relabel } = await plan();
  expect(drift.map(({ field, what, was, is }) => [field, what, was, is])).toEqual([
    ['Seen__c', 'access', 'granted in Heap_Metric_Viewer', 'taken away'],
    ['Sessions__c', 'label', 'Sessions', 'Visits'],
    ['Sessions__c', 'help text', before!.helpText, 'Ask Anna'],
    ['Sessions__c', 'history', 'not tracked', 'tracked'],
    ['Days__c', 'deleted', 'Number(18, 0) "Days"', 'not there'],
  ]);
  expect(drift[0]?.since).toMatch(/^20/);
  expect(create.map(({ field }) => field)).toEqual(['Days__c']);
  expect(relabel.map(({ field }) => field)).toEqual(['Sessions__c']);
  expect(grant.map(({ field, permissionSet }) => [field, permissionSet])).toContainEqual([
    'Seen__c',
    'Heap_Metric_Viewer',
  ]);
  const { stdout } = await desk.run('metrics plan');
  expect(stdout).toContain('Changed by others since we left it');
  expect(stdout).toMatch(/label was "Sessions" on 20\d\d-\d\d-\d\d, is "Visits"/);
  const [, told = ''] = stdout.split('Changed by others since we left it');
  expect(told.split('\n\n')[0]?.match(/Sessions__c$/gm)).toHaveLength(1);

  await apply();
  expect(await fieldOf('Sessions__c')).toMatchObject({
    label: 'Sessions',
    helpText: before!.helpText,
    trackHistory: true,
  });
  // A metric that says nothing of its history leaves it as somebody else switched it, and that is no drift from then on.
  expect(await plan()).toMatchObject({ create: [], grant: [], relabel: [], track: [], drift: [] });
});

test('access that is cut to reading is drift, and a permission set that was taken from the user is no access', async () => {
  const where = async (soql: string) => (await queryAll<{ Id: string }>(desk.admin, soql)).map(({ Id }) => Id);
  const [grant] = await where(
    `SELECT Id FROM FieldPermissions WHERE Parent.Name = 'Heap_Metric_Access' AND Field = '${accountUsage}.Seen__c'`,
  );
  const rows = [{ Id: grant!, PermissionsEdit: false }];
  desk.local.control.write({ object: 'FieldPermissions', operation: 'update', rows });
  const { drift, grant: grants } = await plan();
  expect(drift.map(({ field, was, is }) => [field, was, is])).toEqual([
    ['Seen__c', 'read and edit in Heap_Metric_Access', 'read only'],
  ]);
  expect(grants.map(({ field }) => field)).toEqual(['Seen__c']);
  await apply();

  const assigned = await where(
    `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Heap_Metric_Access' AND Assignee.Username = 'heap-sync@heap.local'`,
  );
  const gone = assigned.map((Id) => ({ Id }));
  desk.local.control.write({ object: 'PermissionSetAssignment', operation: 'delete', rows: gone });
  const { hidden, grant: none } = await plan();
  expect([hidden.map(({ field }) => field), none]).toEqual([['Sessions__c', 'Seen__c', 'Days__c'], []]);
  const { stdout } = await desk.run('metrics plan');
  expect(stdout).toContain('Granted, and hidden from heap-sync@heap.local all the same');
  expect(stdout).toContain('assigns the permission set Heap_Metric_Access');
  expect(stdout).not.toContain('have their field and access');
  expect((await desk.run('metrics list')).stdout).toMatch(/Sessions .* no access/);
  await desk.result('setup');
  expect(await plan()).toMatchObject({ hidden: [], grant: [], drift: [] });
});

test('a field whose description lost our mark is still ours, and gets it back', async () => {
  const field = await fieldOf('Seen__c');
  await updateCustomFields(desk.admin, [
    { ...field!, description: '', type: 'DateTime', securityClassification: 'Internal' },
  ]);
  const { drift, clash, relabel } = await plan();
  expect([clash, drift.map(({ what }) => what)]).toEqual([[], ['description']]);
  expect(relabel.map(({ changes }) => changes.map(({ what }) => what))).toEqual([['description']]);
  await apply();
  expect((await fieldOf('Seen__c'))?.description).toBe(field?.description);
});

test("a field that others made under the name of a deleted one is not ours, and neither is another's from the start", async () => {
  const object = accountUsage;
  await deleteCustomFields(desk.admin, [{ object, name: 'Seen__c' }]);
  const theirs = { object, description: '', helpText: 'Mine', type: 'Text', length: 80 } as const;
  await createCustomFields(desk.admin, [
    { ...theirs, name: 'Seen__c', label: 'Seen' },
    { ...theirs, name: 'Users__c', label: 'Users' },
  ]);
  await desk.write(
    `${sessions}${days}${seen}  - { name: Users, level: account, event: session, measure: distinct users, lookback: 7d }\n`,
  );
  const { clash, drift } = await plan();
  expect(clash.map(({ field, why, has }) => [field, why, has])).toEqual([
    ['Seen__c', 'not-ours', 'Text(80)'],
    ['Users__c', 'not-ours', 'Text(80)'],
  ]);
  expect(drift.map(({ field, what, was, is }) => [field, what, was, is])).toContainEqual([
    'Seen__c',
    'type',
    'DateTime',
    'Text(80)',
  ]);
  const { code, stdout } = await desk.run('metrics apply');
  expect(code).toBe(68);
  expect(stdout).toMatch(/Rename the metric "Users", or rename or delete/);
  expect(await fieldOf('Users__c')).toMatchObject({ type: 'Text', helpText: 'Mine' });

  // Whoever made it let the connecting user write to it.
  const access = { permissionSet: 'Heap_Metric_Access', grants: [{ object, field: 'Users__c', edit: true }] };
  await grantFieldAccess(desk.admin, access);
  const pushed = await desk.run('usage push --dry-run --as-of 2026-06-30');
  expect([pushed.code, pushed.stdout]).toEqual([
    68,
    expect.stringContaining('"Users" stayed out: Heap_Account_Usage__c.Users__c was made by others'),
  ]);
  const looked = (await desk.run('doctor --json')).json<{ findings: readonly Finding[] }>();
  expect(looked.result.findings).toContainEqual(
    expect.objectContaining({ check: 'metric-field', status: 'failed', subject: 'Users (account)', says: 'not ours' }),
  );
  await deleteCustomFields(desk.admin, [
    { object, name: 'Seen__c' },
    { object, name: 'Users__c' },
  ]);
  await desk.write(sessions + days + seen);
  await apply();
});

test('a metric whose measure changed its type keeps its field, and both ways out are named', async () => {
  await desk.write(sessions.replace('measure: count', 'measure: last seen') + days + seen);
  const { stdout } = await desk.run('metrics plan');
  expect(stdout).toContain('The metric "Sessions" needs DateTime.');
  expect(stdout).toContain('heap-sf metrics retire "Sessions" --level account');
  await desk.write(sessions + days + seen);
});

test('a field that is made anew is filled by the next push, though an earlier one was accepted', async () => {
  const push = 'usage push --as-of 2026-06-30';
  await desk.result(push);
  const { counts } = await desk.result<{ counts: { accepted: number; input: number } }>(push);
  expect(counts.accepted).toBe(0);
  await deleteCustomFields(desk.admin, [{ object: accountUsage, name: 'Sessions__c' }]);
  await apply();
  const again = await desk.result<{ levels: { level: string; counts: { accepted: number } }[] }>(push);
  expect(again.levels.map(({ level, counts: { accepted } }) => [level, accepted])).toEqual([
    ['account', 300],
    ['contact', 0],
  ]);
});
