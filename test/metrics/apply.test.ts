import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import type { MetricSettings } from '../../src/config/metric-settings.ts';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
import { applyMetrics } from '../../src/metrics/fields/apply.ts';
import { readOrgFields } from '../../src/metrics/fields/org-fields.ts';
import { planMetrics } from '../../src/metrics/fields/plan.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { readFieldAccess } from '../../src/salesforce/field-access.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { queryAll } from '../../src/salesforce/query.ts';
import { createCustomFields, deleteCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import { setUp } from '../../src/setup/set-up.ts';
import { manifest, metadata } from '../contract/deployment.ts';
import { catalogue, metric, pacific } from './synthetic.ts';

const connectingUsername = 'heap-sync@heap.local';
const projectFolder = new URL('../..', import.meta.url).pathname;

let local: LocalOrg;
let folder: string;
let admin: Org;
let org: Org;
const open: Org[] = [];

beforeAll(async () => {
  local = await startLocalOrg();
  folder = await mkdtemp(join(tmpdir(), 'apply-'));
});

afterAll(async () => {
  await signOut();
  await local.close();
  await rm(folder, { recursive: true });
});

async function signOut(): Promise<void> {
  for (const one of open.splice(0)) await closeOrg(one);
}

/** The org as set-up leaves it, with nobody's fields. */
async function fresh(): Promise<void> {
  await signOut();
  await local.reset();
  admin = await signIn();
  await setUp({
    admin,
    connectingUsername,
    connect: () => signIn(connectingUsername),
    projectFolder,
    stateFolder: folder,
    join: {
      contact: { heap: 'email', salesforce: 'Email' },
      account: { kind: 'through-contact' },
      duplicates: 'most-recently-updated',
    },
    progress: silentProgress,
  });
  org = await signIn(connectingUsername);
}

async function signIn(username?: string): Promise<Org> {
  const signedIn = await connectOrg({
    target: { kind: 'token', instanceUrl: local.url, accessToken: local.accessToken(username) },
    credits: creditsInMemory({ perRun: 10_000, perDay: 10_000 }),
    log: silentLog,
    clock: systemClock,
  });
  open.push(signedIn);
  return signedIn;
}

const sessions = metric({ name: 'Sessions Past 7 Days' });
const lastSeen = metric({ name: 'Last Seen', level: 'contact', measure: { kind: 'last-seen' } });

async function planned(metrics: readonly MetricSettings[]) {
  const defined = defineMetrics({ metrics, window: pacific }, catalogue);
  return planMetrics({ metrics: defined, org: await readOrgFields(org) });
}

test('fields are created, granted and usable, and then there is nothing left to do', async () => {
  await fresh();
  const plan = await planned([sessions, lastSeen]);
  expect(plan.create.map(({ object, field }) => `${object}.${field}`)).toEqual([
    'Heap_Account_Usage__c.Sessions_Past_7_Days__c',
    'Heap_Contact_Usage__c.Last_Seen__c',
  ]);

  const applied = await applyMetrics(plan, { org, granter: admin, progress: silentProgress });
  expect(applied.fields.map(({ metric: name, status }) => [name, status])).toEqual([
    ['Sessions Past 7 Days', 'ready'],
    ['Last Seen', 'ready'],
  ]);
  expect(applied).toMatchObject({ status: 'done', missingGrants: [], actions: [] });

  const access = await readFieldAccess(admin, ['Heap_Metric_Access', 'Heap_Metric_Viewer'], ['Heap_Contact_Usage__c']);
  expect(access.map(({ permissionSet, field, read, edit }) => [permissionSet, field, read, edit]).sort()).toEqual([
    ['Heap_Metric_Access', 'Last_Seen__c', true, true],
    ['Heap_Metric_Viewer', 'Last_Seen__c', true, false],
  ]);

  const again = await planned([sessions, lastSeen]);
  expect(again).toMatchObject({ create: [], relabel: [], clash: [], orphaned: [] });
  expect(again.keep).toHaveLength(2);
});

test('who may not grant still gets the fields, and is told what is missing and who can mend it', async () => {
  await fresh();
  const applied = await applyMetrics(await planned([sessions]), { org, progress: silentProgress });
  expect(applied.status).toBe('failed');
  expect(applied.fields).toMatchObject([{ metric: 'Sessions Past 7 Days', status: 'hidden', deeds: ['created'] }]);
  expect(applied.missingGrants.map(({ permissionSet, edit }) => [permissionSet, edit])).toEqual([
    ['Heap_Metric_Access', true],
    ['Heap_Metric_Viewer', false],
  ]);
  expect(applied.actions.join('\n')).toContain('Sessions_Past_7_Days__c');

  const mended = await applyMetrics(await planned([sessions]), { org, granter: admin, progress: silentProgress });
  expect(mended).toMatchObject({ status: 'done', fields: [{ status: 'ready', deeds: ['granted'] }] });
});

test('a user without the permission set that grants the fields is told which one it is', async () => {
  await fresh();
  const [assigned] = await queryAll<{ Id: string }>(
    admin,
    `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${org.userId}' AND PermissionSet.Name = 'Heap_Metric_Access'`,
  );
  const taken = await fetch(
    `${local.url}/services/data/v${admin.apiVersion}/sobjects/PermissionSetAssignment/${assigned?.Id}`,
    { method: 'DELETE', headers: { authorization: `Bearer ${local.accessToken()}` } },
  );
  expect(taken.status).toBe(204);

  const applied = await applyMetrics(await planned([sessions]), { org, granter: admin, progress: silentProgress });
  expect(applied).toMatchObject({ status: 'failed', fields: [{ status: 'hidden', deeds: ['created', 'granted'] }] });
  expect(applied.missingGrants).toEqual([]);
  expect(applied.actions.join('\n')).toContain('Assign the permission set Heap_Metric_Access');
});

test('a changed definition changes help text and description, not the field', async () => {
  await fresh();
  await applyMetrics(await planned([sessions]), { org, granter: admin, progress: silentProgress });
  const changed = { ...sessions, lookback: { kind: 'span', count: 8, unit: 'days' } } as const;
  const plan = await planned([changed]);
  expect(plan.relabel.map(({ field, changes }) => [field, changes.map(({ what }) => what)])).toEqual([
    ['Sessions_Past_7_Days__c', ['help text', 'description']],
  ]);
  const applied = await applyMetrics(plan, { org, granter: admin, progress: silentProgress });
  expect(applied.fields).toMatchObject([{ status: 'ready', deeds: ['relabelled'] }]);
  expect((await planned([changed])).keep).toHaveLength(1);
});

test("somebody else's field of that name, and one of ours of another type, are left alone", async () => {
  await fresh();
  const object = 'Heap_Account_Usage__c';
  await createCustomFields(admin, [
    { object, name: 'Theirs__c', label: 'Theirs', description: 'Mine', helpText: '', type: 'Text', length: 80 },
  ]);
  await applyMetrics(await planned([sessions]), { org, granter: admin, progress: silentProgress });
  const plan = await planned([
    metric({ name: 'Theirs' }),
    { ...sessions, measure: { kind: 'sum', property: 'session_id' } },
  ]);
  expect(plan.clash.map(({ field, why, has, wanted }) => [field, why, has, wanted])).toEqual([
    ['Theirs__c', 'not-ours', 'Text(80)', 'Number(18, 0)'],
    ['Sessions_Past_7_Days__c', 'other-type', 'Number(18, 0)', 'Number(18, 2)'],
  ]);
  const applied = await applyMetrics(plan, { org, granter: admin, progress: silentProgress });
  expect(applied.status).toBe('failed');
  expect(applied.actions).toHaveLength(2);
});

test('a field whose metric has gone is named, and kept', async () => {
  await fresh();
  await applyMetrics(await planned([sessions, lastSeen]), { org, granter: admin, progress: silentProgress });
  const plan = await planned([lastSeen]);
  expect(plan.orphaned).toEqual([
    {
      object: 'Heap_Account_Usage__c',
      field: 'Sessions_Past_7_Days__c',
      label: 'Sessions Past 7 Days',
      metricName: 'Sessions Past 7 Days',
    },
  ]);
});

test('the plan tells how much room is left for fields', async () => {
  await fresh();
  const { room } = await planned([sessions]);
  expect(room).toEqual([
    { object: 'Heap_Account_Usage__c', used: 2, toCreate: 1, most: 500, tracked: 0 },
    { object: 'Heap_Contact_Usage__c', used: 2, toCreate: 0, most: 500, tracked: 0 },
  ]);
});

test('an object that is full, deleted fields counted, says where room is made', async () => {
  await fresh();
  const fields = Array.from({ length: 498 }, (_, place) => `Heap_Account_Usage__c.Field_${place}__c`);
  const inside = fields.map((name) => {
    const own = name.slice(name.indexOf('.') + 1);
    return `<fields><fullName>${own}</fullName><label>${own}</label><type>Date</type></fields>`;
  });
  const files = {
    'package.xml': manifest({ CustomField: fields }, '67.0'),
    'objects/Heap_Account_Usage__c.object': metadata('CustomObject', inside.join('')),
  };
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  expect(local.control.deploy(zip)).toMatchObject({ success: true });
  const full = await applyMetrics(await planned([sessions]), { org, granter: admin, progress: silentProgress });
  expect(full).toMatchObject({ status: 'failed', fields: [{ status: 'refused', code: 'NO_ROOM' }] });
  await deleteCustomFields(admin, [{ object: 'Heap_Account_Usage__c', name: 'Field_0__c' }]);
  const still = await applyMetrics(await planned([sessions]), { org, granter: admin, progress: silentProgress });
  expect(still).toMatchObject({ status: 'failed', fields: [{ status: 'refused', code: 'LIMIT_EXCEEDED' }] });
  for (const { actions } of [full, still])
    expect(actions).toContainEqual(expect.stringMatching(/Heap_Account_Usage__c .* Deleted Fields > Erase/));
});
