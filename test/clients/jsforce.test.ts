import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';
import { importPKCS8, SignJWT } from 'jose';
import { Connection } from 'jsforce';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectingUser, openTestOrg, type TestOrg } from '../support/local-org.ts';
import { projectFolder } from '../support/project.ts';
import { accounts, accountUsageCsv, contacts, sampleSeed } from '../support/sample-rows.ts';

let org: TestOrg;
let admin: Connection;

beforeAll(async () => {
  org = await openTestOrg({ seed: sampleSeed });
  admin = new Connection({ instanceUrl: org.url, accessToken: org.accessToken(), version: '66.0' });
});
afterAll(() => org.close());

const permissionSets = ['Heap_Connecting_User', 'Heap_Usage_Sync', 'Heap_Metric_Access'];

describe('jsforce on a local org', () => {
  it('logs in with a signed assertion (JWT), and knows who it is', async () => {
    const key = await importPKCS8(await readFile(org.jwt.privateKeyFile, 'utf8'), 'RS256');
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(org.jwt.clientId)
      .setSubject('admin@heap.local')
      .setAudience(org.url)
      .setExpirationTime('3m')
      .sign(key);
    const connection = new Connection({ loginUrl: org.url, instanceUrl: org.url });
    await connection.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const identity = await connection.identity();
    expect(identity).toMatchObject({ username: 'admin@heap.local', organization_id: org.organizationId });
  });

  it('deploys the package and its access as a zip', async () => {
    const paths = ['force-app/package', 'force-app/access'].map((path) => join(projectFolder, path));
    const { zipBuffer } = await new MetadataConverter().convert(ComponentSet.fromSource(paths), 'metadata', {
      type: 'zip',
    });
    const result = await admin.metadata
      .deploy(zipBuffer!, { rollbackOnError: true, singlePackage: true })
      .complete(true);
    expect(result.details?.componentFailures ?? []).toEqual([]);
    expect(result).toMatchObject({ success: true, status: 'Succeeded', numberComponentErrors: 0 });
  });

  it('assigns permission sets', async () => {
    const user = await admin.sobject('User').findOne({ Username: connectingUser }, ['Id']);
    for (const name of permissionSets) {
      const set = await admin.sobject('PermissionSet').findOne({ Name: name }, ['Id']);
      const row = { AssigneeId: user!.Id!, PermissionSetId: set!.Id! };
      expect(await admin.sobject('PermissionSetAssignment').create(row)).toMatchObject({ success: true, errors: [] });
    }
  });

  it('bulk-upserts usage rows as the connecting user', async () => {
    const sync = new Connection({
      instanceUrl: org.url,
      accessToken: org.accessToken(connectingUser),
      version: '66.0',
    });
    const results = await sync.bulk2.loadAndWaitForResults({
      object: 'Heap_Account_Usage__c',
      operation: 'upsert',
      externalIdFieldName: 'Account_Id__c',
      input: accountUsageCsv(),
    });
    expect(results.successfulResults).toHaveLength(3);
    expect(results.failedResults).toHaveLength(0);
    expect(results.unprocessedRecords).toHaveLength(0);
    expect(results.successfulResults[0]).toMatchObject({ sf__Created: 'true', Account_Id__c: accounts[0]!.Id });
  });

  it('upserts a row by its external id, first new and then known', async () => {
    const [contact] = contacts;
    const row = { Contact_Id__c: contact!.Id, Contact__c: contact!.Id };
    const sync = new Connection({
      instanceUrl: org.url,
      accessToken: org.accessToken(connectingUser),
      version: '66.0',
    });
    const first = await sync.sobject('Heap_Contact_Usage__c').upsert(row, 'Contact_Id__c');
    expect(first).toMatchObject({ success: true, created: true });
    const second = await sync.sobject('Heap_Contact_Usage__c').upsert(row, 'Contact_Id__c');
    expect(second).toMatchObject({ success: true, created: false });
  });

  it('queries them with their accounts, and by pages in bulk', async () => {
    const sync = new Connection({
      instanceUrl: org.url,
      accessToken: org.accessToken(connectingUser),
      version: '66.0',
    });
    const { totalSize, records } = await sync.query<{ Account__r: { Name: string } }>(
      'SELECT Account__r.Name FROM Heap_Account_Usage__c ORDER BY Account__r.Name',
    );
    expect(totalSize).toBe(3);
    expect(records.map((row) => row.Account__r.Name)).toEqual(accounts.map(({ Name }) => Name));

    const stream = await sync.bulk2.query('SELECT Account_Id__c FROM Heap_Account_Usage__c');
    expect((await stream.toArray()).map((row) => row['Account_Id__c']).sort()).toEqual(
      accounts.map(({ Id }) => Id).sort(),
    );
    expect(sync.limitInfo.apiUsage?.limit).toBeGreaterThan(0);
  });

  it('makes a field that nobody sees until it is granted', async () => {
    const fullName = 'Heap_Account_Usage__c.Sessions_Past_7_Days__c';
    const field = { fullName, label: 'Sessions Past 7 Days', type: 'Number', precision: 18, scale: 0 };
    expect(await admin.metadata.create('CustomField', field)).toMatchObject({ success: true, fullName });
    const names = async () => (await admin.describe('Heap_Account_Usage__c')).fields.map(({ name }) => name);
    expect(await names()).not.toContain('Sessions_Past_7_Days__c');

    const set = await admin.sobject('PermissionSet').findOne({ Name: 'Heap_Metric_Access' }, ['Id']);
    const grant = { ParentId: set!.Id!, SobjectType: 'Heap_Account_Usage__c', Field: fullName };
    const made = await admin
      .sobject('FieldPermissions')
      .create({ ...grant, PermissionsRead: true, PermissionsEdit: true });
    expect(made.success).toBe(true);
    const sync = new Connection({
      instanceUrl: org.url,
      accessToken: org.accessToken(connectingUser),
      version: '66.0',
    });
    const seen = (await sync.describe('Heap_Account_Usage__c')).fields.find(
      ({ name }) => name === 'Sessions_Past_7_Days__c',
    );
    expect(seen).toMatchObject({ type: 'double', precision: 18, updateable: true });
  });
});
