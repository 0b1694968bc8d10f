import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startLocalOrg();
  connection = jsforceOn(org);
});
afterAll(() => org.close());

const gauge = {
  fullName: 'Gauge__c',
  label: 'Gauge',
  pluralLabel: 'Gauges',
  deploymentStatus: 'Deployed',
  sharingModel: 'ReadWrite',
  nameField: { label: 'Gauge Name', type: 'Text' },
};
const level = { fullName: 'Gauge__c.Level__c', label: 'Level', type: 'Number', precision: 5, scale: 1 };

test('create, read, update, upsert, rename and delete', async () => {
  const { metadata } = connection;
  expect(await metadata.create('CustomObject', gauge)).toMatchObject({ fullName: 'Gauge__c', success: true });
  expect(await metadata.create('CustomField', [level])).toMatchObject([{ fullName: level.fullName, success: true }]);
  expect(await metadata.read('CustomField', level.fullName)).toMatchObject(level);
  expect(await metadata.update('CustomField', { ...level, label: 'Height' })).toMatchObject({ success: true });
  expect(await metadata.upsert('CustomField', { ...level, label: 'Depth' })).toMatchObject({
    success: true,
    created: false,
  });
  expect(await metadata.read('CustomField', level.fullName)).toMatchObject({ label: 'Depth' });
  await metadata.create('ListView', { fullName: 'Gauge__c.Old', label: 'Old', filterScope: 'Everything' } as never);
  expect(await metadata.rename('ListView', 'Gauge__c.Old', 'Gauge__c.New')).toMatchObject({ success: true });
  expect(await metadata.delete('ListView', 'Gauge__c.New')).toMatchObject({ success: true });
  const [gone] = await metadata.delete('CustomField', [level.fullName, 'Gauge__c.Nope__c']);
  expect(gone).toMatchObject({ fullName: level.fullName, success: true });
});

test('list and describe', async () => {
  const { metadata } = connection;
  const listed = await metadata.list([{ type: 'CustomObject' }], '67.0');
  expect(listed.map(({ fullName }) => fullName)).toContain('Gauge__c');
  expect(await metadata.list({ type: 'ApexClass' }, '67.0')).toEqual([]);
  const { metadataObjects } = await metadata.describe('67.0');
  expect(metadataObjects.map(({ xmlName }) => xmlName)).toEqual(
    expect.arrayContaining(['CustomObject', 'PermissionSet', 'Layout']),
  );
});

const manifest = (...types: readonly (readonly [name: string, member: string])[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">${types
    .map(([name, member]) => `<types><members>${member}</members><name>${name}</name></types>`)
    .join('')}<version>67.0</version></Package>`;

const zipped = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));

test('deploy and retrieve files', async () => {
  const object = `<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><deploymentStatus>Deployed</deploymentStatus><label>Dial</label>
<nameField><label>Dial Name</label><type>Text</type></nameField><pluralLabel>Dials</pluralLabel><sharingModel>ReadWrite</sharingModel></CustomObject>`;
  const zip = zipped({ 'package.xml': manifest(['CustomObject', 'Dial__c']), 'objects/Dial__c.object': object });
  const result = await connection.metadata.deploy(zip, { rollbackOnError: true, singlePackage: true }).complete(true);
  expect(result).toMatchObject({ success: true, status: 'Succeeded', numberComponentsDeployed: 1 });
  const request = {
    apiVersion: '67.0',
    singlePackage: true,
    unpackaged: { types: [{ members: ['Dial__c'], name: 'CustomObject' }], version: '67.0' },
  };
  const { zipFile } = await connection.metadata.retrieve(request as never).complete();
  const files = unzipSync(Buffer.from(zipFile, 'base64'));
  const path = Object.keys(files).find((name) => name.endsWith('objects/Dial__c.object')) ?? '';
  expect(strFromU8(files[path] ?? new Uint8Array())).toContain('<label>Dial</label>');
});

test('a deployment that fails names the component, its file and its line', async () => {
  const zip = zipped({
    'package.xml': manifest(['CustomObject', 'Bad__c']),
    'objects/Bad__c.object': '<CustomObject><label>',
  });
  const result = await connection.metadata.deploy(zip, { rollbackOnError: true, singlePackage: true }).complete(true);
  expect(result).toMatchObject({ success: false, status: 'Failed' });
  expect([result.details?.componentFailures].flat()).toContainEqual(
    expect.objectContaining({ fileName: 'objects/Bad__c.object' }),
  );
});
