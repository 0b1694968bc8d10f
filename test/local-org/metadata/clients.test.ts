import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AuthInfo, Connection as CoreConnection } from '@salesforce/core';
import { ComponentSet, type FileResponse } from '@salesforce/source-deploy-retrieve';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';

const project = resolve(import.meta.dirname, '../../..');
let org: LocalOrg;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'metadata-clients-'));
  process.env['HOME'] = home;
  process.env['SF_DISABLE_TELEMETRY'] = 'true';
  process.env['SF_DISABLE_LOG_FILE'] = 'true';
  org = await startLocalOrg();
});
afterAll(async () => {
  await org.close();
  await rm(home, { recursive: true });
});

function connect(username?: string): Connection {
  const connection = new Connection({ instanceUrl: org.url, accessToken: org.accessToken(username), version: '67.0' });
  connection.metadata.pollInterval = 10;
  return connection;
}

async function coreConnection(): Promise<CoreConnection> {
  const authInfo = await AuthInfo.create({
    accessTokenOptions: { instanceUrl: org.url, accessToken: org.accessToken() },
  });
  return CoreConnection.create({ authInfo });
}

const stateOf = ({ state, type, fullName }: FileResponse): string => `${state} ${type} ${fullName}`;

async function deploySource(usePackage: 'package' | 'access', rest = false): Promise<string[]> {
  const connection = await coreConnection();
  const set = ComponentSet.fromSource(join(project, 'force-app', usePackage));
  set.sourceApiVersion = '67.0';
  const running = await set.deploy({ usernameOrConnection: connection, apiOptions: { rest } });
  const result = await running.pollStatus(1, 60);
  expect(result.response.status).toBe('Succeeded');
  return result.getFileResponses().map(stateOf).sort();
}

test('source-deploy-retrieve deploys the package over SOAP, and then finds nothing changed over REST', async () => {
  const first = await deploySource('package');
  expect(first).toContain('Created CustomObject Heap_Account_Usage__c');
  expect(first).toContain('Created CustomField Heap_Contact_Usage__c.Contact_Id__c');
  expect(first.filter((line) => !line.startsWith('Created'))).toEqual([]);
  const again = await deploySource('package', true);
  expect(again).toHaveLength(first.length);
  expect(again.filter((line) => !line.startsWith('Unchanged'))).toEqual([]);
});

test('the permission sets outside of the package deploy after it', async () => {
  expect(await deploySource('access')).toEqual([
    'Created PermissionSet Heap_Connecting_User',
    'Created PermissionSet Heap_Metric_Access',
    'Created PermissionSet Heap_Metric_Viewer',
  ]);
});

test('what was deployed comes back the same', async () => {
  const connection = await coreConnection();
  const set = ComponentSet.fromSource([join(project, 'force-app/package'), join(project, 'force-app/access')]);
  const running = await set.retrieve({ usernameOrConnection: connection, output: join(home, 'back'), merge: false });
  const result = await running.pollStatus(1, 60);
  expect(result.response.status).toBe('Succeeded');
  const failed = result.getFileResponses().filter(({ state }) => state === 'Failed');
  expect(failed).toEqual([]);
  const names = ['objects', 'tabs', 'layouts', 'applications', 'permissionsets'];
  for (const response of result.getFileResponses()) {
    const path = response.filePath!;
    const inner = path.slice(path.indexOf('/main/default/'));
    const part = /(Heap_Connecting_User|Heap_Metric)/.test(inner) ? 'access' : 'package';
    expect(names).toContain(inner.split('/')[3]);
    expect(await readFile(path, 'utf8'), inner).toBe(await readFile(join(project, 'force-app', part, inner), 'utf8'));
  }
  expect(result.getFileResponses()).toHaveLength(22);
});

test('jsforce makes a field, which nobody may see, and reads it back', async () => {
  const { metadata } = connect();
  const field = {
    fullName: 'Heap_Account_Usage__c.Sessions_Past_7_Days__c',
    label: 'Sessions Past 7 Days',
    type: 'Number',
    precision: 18,
    scale: 0,
    description: 'Sessions <in> the "past" 7 days & more',
    securityClassification: 'Internal',
  };
  expect(await metadata.create('CustomField', field)).toMatchObject({ fullName: field.fullName, success: true });
  const again = await metadata.create('CustomField', [field]);
  expect(again[0]).toMatchObject({ success: false, errors: [{ statusCode: 'DUPLICATE_DEVELOPER_NAME' }] });
  expect(await metadata.read('CustomField', field.fullName)).toMatchObject({
    ...field,
    unique: false,
    externalId: false,
  });
  await expect(connect().query('SELECT Sessions_Past_7_Days__c FROM Heap_Account_Usage__c')).rejects.toThrow(
    'No such column',
  );
});

test('jsforce updates, upserts, renames and deletes', async () => {
  const { metadata } = connect();
  const fullName = 'Heap_Account_Usage__c.Sessions_Past_7_Days__c';
  const changed = { fullName, label: 'Sessions, 7 Days', type: 'Number', precision: 18, scale: 0 };
  expect(await metadata.update('CustomField', changed)).toMatchObject({ success: true });
  expect(await metadata.read('CustomField', fullName)).toMatchObject({ label: 'Sessions, 7 Days' });
  const view = { fullName: 'Heap_Account_Usage__c.Mine', label: 'Mine', filterScope: 'Mine' };
  expect(await metadata.upsert('ListView', view)).toMatchObject({ success: true, created: true });
  expect(await metadata.upsert('ListView', view)).toMatchObject({ success: true, created: false });
  expect(await metadata.rename('ListView', view.fullName, 'Heap_Account_Usage__c.Ours')).toMatchObject({
    success: true,
  });
  expect(await metadata.delete('ListView', ['Heap_Account_Usage__c.Ours', 'Heap_Account_Usage__c.Mine'])).toMatchObject(
    [{ success: true }, { success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] }],
  );
});

test('jsforce lists, and an unknown type has nothing to list', async () => {
  const { metadata } = connect();
  const fields = await metadata.list({ type: 'CustomField' });
  expect(fields.map(({ fullName }) => fullName)).toContain('Heap_Account_Usage__c.Sessions_Past_7_Days__c');
  expect(await metadata.list({ type: 'ApexClass' })).toEqual([]);
  const { metadataObjects } = await metadata.describe();
  expect(metadataObjects.map(({ xmlName }) => xmlName)).toContain('PermissionSet');
});

test('jsforce retrieves a field that came later, in its object', async () => {
  const { metadata } = connect();
  const { zipFile } = await metadata
    .retrieve({
      apiVersion: '67.0',
      unpackaged: {
        types: [{ members: ['Heap_Account_Usage__c.Sessions_Past_7_Days__c', 'Nope__c.Nope__c'], name: 'CustomField' }],
        version: '67.0',
      },
    } as never)
    .complete();
  const files = unzipSync(Buffer.from(zipFile, 'base64'));
  expect(Object.keys(files).sort()).toEqual([
    'unpackaged/objects/Heap_Account_Usage__c.object',
    'unpackaged/package.xml',
  ]);
  expect(Buffer.from(files['unpackaged/objects/Heap_Account_Usage__c.object']!).toString()).toContain(
    'Sessions, 7 Days',
  );
});

test('more than ten components at once are refused', async () => {
  const fields = Array.from({ length: 11 }, (_, i) => ({ fullName: `Account.F${i}__c` }));
  await expect(connect().metadata.create('CustomField', fields)).rejects.toThrow('cannot submit more than 10 records');
});

async function soap(api: 'm' | 'u', body: string): Promise<[status: number, text: string]> {
  const response = await fetch(`${org.url}/services/Soap/${api}/67.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body,
  });
  return [response.status, await response.text()];
}

test('a user without the permission, and nobody at all, are refused in faults', async () => {
  await expect(connect('heap-sync@heap.local').metadata.describe()).rejects.toThrow();
  const [status, text] = await soap(
    'm',
    '<e:Envelope><e:Header><SessionHeader><sessionId>00D!x</sessionId></SessionHeader></e:Header><e:Body><describeMetadata/></e:Body></e:Envelope>',
  );
  expect(status).toBe(500);
  expect(text).toMatch(/<soapenv:Fault><faultcode>sf:INVALID_SESSION_ID<\/faultcode>/);
});

test.each([
  ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'Document types and entities are not allowed'],
  ['<a', 'line 1'],
  ['<a/>', 'not a SOAP envelope'],
])('%s is no call', async (body, words) => {
  const [status, text] = await soap('m', body);
  expect(status).toBe(500);
  expect(text).toContain('<faultcode>soapenv:Client</faultcode>');
  expect(text).toContain(words);
});

test('login by password is refused as new orgs refuse it', async () => {
  const old = new Connection({ loginUrl: org.url, version: '64.0' });
  await expect(old.loginBySoap('admin@heap.local', 'x')).rejects.toThrow(
    'SOAP API login() is disabled by default in this org.',
  );
});

test('jsforce asks for the time and the user over the partner API', async () => {
  const connection = connect();
  expect(await connection.soap.getServerTimestamp()).toMatchObject({ timestamp: expect.any(String) });
  expect(await connection.soap.getUserInfo()).toMatchObject({ userName: 'admin@heap.local' });
});

const newSet = zipSync({
  'package.xml': strToU8(
    '<Package><types><members>Quick</members><name>PermissionSet</name></types><version>67.0</version></Package>',
  ),
  'permissionsets/Quick.permissionset': strToU8('<PermissionSet><label>Quick</label></PermissionSet>'),
});

test.each([
  ['SOAP', false],
  ['REST', true],
] as const)('jsforce validates, deploys the validation and cannot cancel it over %s', async (_, rest) => {
  const connection = connect();
  const options = { checkOnly: true, singlePackage: true, rollbackOnError: true };
  const zip = Buffer.from(newSet);
  const running = rest ? connection.metadata.deployRest(zip, options) : connection.metadata.deploy(zip, options);
  const validation = await running.complete(true);
  expect(validation).toMatchObject({ done: true, success: true, checkOnly: true, numberComponentsDeployed: 1 });
  const id = await connection.metadata.deployRecentValidation({ id: validation.id, rest });
  expect(await connection.metadata.checkDeployStatus(id, true)).toMatchObject({ success: true, checkOnly: false });
  await expect(connection.metadata.cancelDeploy(id)).rejects.toThrow('already completed');
  const canceled = await fetch(`${org.url}/services/data/v67.0/metadata/deployRequest/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${org.accessToken()}`, 'content-type': 'application/json' },
    body: '{"deployResult":{"status":"Canceling"}}',
  });
  expect(canceled.status).toBe(400);
});

test('a password must be one, and is set for oneself or by who manages users', async () => {
  const admin = connect();
  const { user_id: id } = await admin.identity();
  await expect(admin.soap.setPassword(id, 'secret')).rejects.toThrow('INVALID_NEW_PASSWORD');
  await admin.soap.setPassword(id, 'long enough 1');
});

test('a call that nobody knows is refused by its name', async () => {
  const answer = await soap(
    'u',
    `<x:Envelope><x:Header><SessionHeader><sessionId>${org.accessToken()}</sessionId></SessionHeader></x:Header><x:Body><fly/></x:Body></x:Envelope>`,
  );
  expect(answer).toEqual([
    500,
    expect.stringContaining('No operation available for request {urn:partner.soap.sforce.com}fly'),
  ]);
});

test('a deployment over REST is checked, and can not be canceled when it is over', async () => {
  const bearer = { authorization: `Bearer ${org.accessToken()}` };
  const form = new FormData();
  form.append(
    'json',
    new Blob(['{"deployOptions":{"singlePackage":true,"checkOnly":true}}'], { type: 'application/json' }),
  );
  form.append('file', new Blob(['no zip'], { type: 'application/zip' }), 'package.zip');
  const path = `${org.url}/services/data/v67.0/metadata/deployRequest`;
  const refused = await fetch(path, { method: 'POST', headers: bearer, body: form });
  expect([refused.status, await refused.json()]).toEqual([
    400,
    [{ errorCode: 'INVALID_ZIP_FILE', message: 'The zip file is not valid.' }],
  ]);
  const absent = await fetch(`${path}/0Af000000000000AAA`, { headers: bearer });
  expect(absent.status).toBe(404);
});
