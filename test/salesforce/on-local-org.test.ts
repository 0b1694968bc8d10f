import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  abortJob,
  closeJob,
  createIngestJob,
  deleteJob,
  findJob,
  saveResults,
  uploadCsv,
  waitForJob,
} from '../../src/salesforce/bulk-ingest.ts';
import { bulkQueryToFile } from '../../src/salesforce/bulk-query.ts';
import { deleteRows, updateRows, upsertRows } from '../../src/salesforce/collections.ts';
import type { CustomFieldSpec } from '../../src/salesforce/custom-field.ts';
import { deploySource } from '../../src/salesforce/deploy-source.ts';
import { describeObject, listObjects, resolveObject } from '../../src/salesforce/describe.ts';
import { grantFieldAccess, readFieldAccess } from '../../src/salesforce/field-access.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { assignedPermissionSets, assignPermissionSet, findUser } from '../../src/salesforce/permission-sets.ts';
import { countRows, queryAll } from '../../src/salesforce/query.ts';
import { readCustomFields } from '../../src/salesforce/read-custom-fields.ts';
import { createCustomFields, deleteCustomFields, updateCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import { connectingUser, openTestOrg, type TestOrg } from '../support/local-org.ts';
import { projectFolder } from '../support/project.ts';
import { accounts, accountUsageCsv, sampleSeed } from '../support/sample-rows.ts';

const object = 'Heap_Account_Usage__c';
const metric: CustomFieldSpec = {
  object,
  name: 'Sessions_Past_7_Days__c',
  label: 'Sessions Past 7 Days',
  description: 'Sessions of all users of the account, counted by Heap.',
  helpText: 'How many sessions in the past 7 days.',
  type: 'Number',
  precision: 18,
  scale: 0,
};

let server: TestOrg;
let admin: Org;
let sync: Org;
let folder: string;

beforeAll(async () => {
  server = await openTestOrg({ seed: sampleSeed });
  admin = await server.connect();
  folder = await mkdtemp(join(tmpdir(), 'client-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('setting up', () => {
  it('cannot connect a user who may not use the API, and says so', async () => {
    await expect(server.connect({ username: connectingUser })).rejects.toMatchObject({
      name: 'Refusal',
      trouble: 'permission',
    });
  });

  it('deploys the package and its access', async () => {
    const paths = ['force-app/package', 'force-app/access'];
    const outcome = await deploySource(admin, { projectFolder, paths });
    expect(outcome.components.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(outcome.status).toBe('deployed');
    expect(outcome.components).toContainEqual({ type: 'CustomObject', fullName: object, state: 'created' });
  });

  it('assigns permission sets, once', async () => {
    const user = await findUser(admin, connectingUser);
    expect(user).toMatchObject({ username: connectingUser, active: true });
    for (const name of ['Heap_Connecting_User', 'Heap_Usage_Sync', 'Heap_Metric_Access']) {
      expect((await assignPermissionSet(admin, name, user!.id)).status).toBe('assigned');
    }
    expect((await assignPermissionSet(admin, 'Heap_Usage_Sync', user!.id)).status).toBe('already-assigned');
    expect((await assignPermissionSet(admin, 'Nobody', user!.id)).status).toBe('no-such-permission-set');
    expect([...(await assignedPermissionSets(admin, user!.id))].sort()).toEqual([
      'Heap_Connecting_User',
      'Heap_Metric_Access',
      'Heap_Usage_Sync',
    ]);
    sync = await server.connect({ username: connectingUser });
  });

  it('finds the object under its name', async () => {
    expect(await resolveObject(sync, object)).toBe(object);
    expect(await resolveObject(sync, 'Nothing__c', await listObjects(sync))).toBeUndefined();
  });
});

describe('a metric field', () => {
  const seen = async (org: Org) => (await describeObject(org, object))?.fields.get(metric.name.toLowerCase());

  it('is made, is seen by nobody, and is seen once it is granted', async () => {
    expect(await createCustomFields(sync, [metric])).toEqual([{ status: 'done', object, name: metric.name }]);
    expect([await seen(admin), await seen(sync)]).toEqual([undefined, undefined]);

    const grants = [{ object, field: metric.name, edit: true }];
    const request = { permissionSet: 'Heap_Metric_Access', grants };
    expect(await grantFieldAccess(sync, request)).toMatchObject([{ status: 'refused', field: metric.name }]);
    expect(await grantFieldAccess(admin, request)).toMatchObject([{ status: 'granted', field: metric.name }]);
    expect(await grantFieldAccess(admin, request)).toMatchObject([{ status: 'unchanged' }]);
    expect(await readFieldAccess(admin, ['Heap_Metric_Access'], [object])).toContainEqual({
      permissionSet: 'Heap_Metric_Access',
      object,
      field: metric.name,
      read: true,
      edit: true,
    });
    expect(await seen(sync)).toMatchObject({
      label: metric.label,
      type: 'double',
      precision: 18,
      updateable: true,
      inlineHelpText: metric.helpText,
    });
    expect(await seen(admin)).toBeUndefined();
  });

  it('is refused under a name that is taken, and the others of the same request are made', async () => {
    const other = { ...metric, name: 'Last_Seen__c', label: 'Last Seen', type: 'DateTime' as const };
    const outcomes = await createCustomFields(sync, [metric, other]);
    expect(outcomes.map(({ status }) => status)).toEqual(['refused', 'done']);
    expect(outcomes[0]).toMatchObject({ code: 'DUPLICATE_DEVELOPER_NAME' });
  });

  it('is read, changed and deleted', async () => {
    expect(await updateCustomFields(sync, [{ ...metric, label: 'Sessions (7 Days)' }])).toMatchObject([
      { status: 'done' },
    ]);
    const [field, ...more] = await readCustomFields(sync, [metric, { object, name: 'Nothing__c' }]);
    expect(field).toMatchObject({ name: metric.name, label: 'Sessions (7 Days)', type: 'Number', precision: 18 });
    expect(more).toEqual([]);
    expect(await deleteCustomFields(sync, [{ object, name: 'Last_Seen__c' }])).toMatchObject([{ status: 'done' }]);
  });
});

describe('rows', () => {
  it('are upserted in bulk: every one accepted, rejected or unprocessed', async () => {
    const file = join(folder, 'usage.csv');
    const bad = 'x,"not an Id"\n';
    await writeFile(file, accountUsageCsv() + bad);
    const job = await createIngestJob(sync, { object, operation: 'upsert', externalId: 'Account_Id__c' });
    expect(job.state).toBe('Open');
    await uploadCsv(sync, job, file);
    await closeJob(sync, job.id);
    const done = await waitForJob(sync, job.id);
    expect(done).toMatchObject({ state: 'JobComplete', rowsProcessed: 4, rowsFailed: 1 });
    const lines = { successful: 0, failed: 0, unprocessed: 0 };
    for (const kind of ['successful', 'failed', 'unprocessed'] as const) {
      await saveResults(sync, job.id, kind, join(folder, `${kind}.csv`));
      lines[kind] = (await readFile(join(folder, `${kind}.csv`), 'utf8')).trim().split('\n').length - 1;
    }
    expect(lines).toEqual({ successful: 3, failed: 1, unprocessed: 0 });
    expect(await findJob(sync, job.id)).toMatchObject({ state: 'JobComplete', externalId: 'Account_Id__c' });
    expect(await findJob(sync, '750000000000000AAA')).toBeUndefined();
  });

  it('whose column the user may not see fail the job, which says which', async () => {
    const file = join(folder, 'hidden.csv');
    await writeFile(file, `Account_Id__c,Hidden__c\n${accounts[0]!.Id},1\n`);
    const job = await createIngestJob(sync, { object, operation: 'upsert', externalId: 'Account_Id__c' });
    await uploadCsv(sync, job, file);
    await closeJob(sync, job.id);
    const failed = await waitForJob(sync, job.id);
    expect(failed).toMatchObject({ state: 'Failed', rowsProcessed: 0 });
    expect(failed.problem).toContain('Hidden__c');
  });

  it('of a job that is given up are not written, and the job can be removed', async () => {
    const file = join(folder, 'given-up.csv');
    await writeFile(file, 'Account_Id__c\nnobody\n');
    const job = await createIngestJob(sync, { object, operation: 'upsert', externalId: 'Account_Id__c' });
    await uploadCsv(sync, job, file);
    expect((await abortJob(sync, job.id)).state).toBe('Aborted');
    expect((await waitForJob(sync, job.id)).state).toBe('Aborted');
    await deleteJob(sync, job.id);
    expect(await findJob(sync, job.id)).toBeUndefined();
    await expect(waitForJob(sync, job.id)).rejects.toMatchObject({ facts: { jobId: job.id } });
  });

  it('are upserted and updated by the hundred, each with its outcome', async () => {
    const [first] = accounts;
    const rows = [
      { Account_Id__c: first!.Id, [metric.name]: 7 },
      { Account_Id__c: 'y', Account__c: 'nonsense' },
    ];
    const outcomes = await upsertRows(sync, object, 'Account_Id__c', rows);
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    const [accepted] = outcomes;
    if (accepted?.status !== 'accepted') throw new Error('not accepted');
    expect(accepted.created).toBe(false);
    const [updated] = await updateRows(sync, object, [{ Id: accepted.id, [metric.name]: null }]);
    expect(updated?.status).toBe('accepted');
  });

  it('are read back by query and by bulk query', async () => {
    const soql = `SELECT Account_Id__c, Account__r.Name FROM ${object} ORDER BY Account__r.Name`;
    expect(await queryAll(sync, soql)).toEqual(
      accounts.map(({ Id, Name }) => ({ Account_Id__c: Id, Account__r: { Name } })),
    );
    expect(await countRows(sync, `SELECT COUNT() FROM ${object}`)).toBe(3);
    const file = join(folder, 'read.csv');
    const { rows } = await bulkQueryToFile(sync, `SELECT Id, Account_Id__c FROM ${object}`, file, { pageRows: 2 });
    expect(rows).toBe(3);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.filter((line) => line.includes('Account_Id__c'))).toHaveLength(1);
  });
});

describe('deleting', () => {
  it('takes rows of any object, and tells which could not go', async () => {
    const [row] = await queryAll<{ Id: string }>(sync, `SELECT Id FROM ${object} LIMIT 1`);
    const outcomes = await deleteRows(sync, [row!.Id, row!.Id.replace(/.{6}$/, 'ZZZAAA')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    expect(await countRows(sync, `SELECT COUNT() FROM ${object}`)).toBe(2);
  });
});

describe('credits', () => {
  it('are what the org has counted, to the last request', async () => {
    const { used } = sync.credits.allocation!;
    expect(admin.credits.spent + sync.credits.spent).toBe(used);
  });
});
