import { strToU8, unzipSync, zipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { deploy } from '../../../src/local-org/engine/metadata/deploy/deploy.ts';
import { deployOptions } from '../../../src/local-org/engine/metadata/deploy/deploy-result.ts';
import {
  type RetrieveRequest,
  retrieve,
  retrieveStatus,
} from '../../../src/local-org/engine/metadata/retrieve/retrieve.ts';
import { anOrg, deployFiles, gadget, numberField, type TestOrg } from './an-org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg();
  deployFiles(org, { 'objects/Gadget__c.object': gadget(numberField('Size__c') + numberField('Weight__c')) });
});

const asked = (
  types: Readonly<Record<string, readonly string[]>>,
  more: Partial<RetrieveRequest> = {},
): RetrieveRequest => ({
  unpackaged: { types: new Map(Object.entries(types)), version: '67.0' },
  packageNames: [],
  singlePackage: false,
  ...more,
});

const filesOf = (zipFile: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(unzipSync(Buffer.from(zipFile, 'base64'))).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString(),
    ]),
  );

/** Deploys a file as part of an unmanaged package. */
function deployToPackage(name: string, members: readonly string[], text: string): void {
  const manifest = `<Package><fullName>${name}</fullName><types>${members
    .map((member) => `<members>${member}</members>`)
    .join('')}<name>CustomField</name></types><version>67.0</version></Package>`;
  const zip = zipSync({ 'package.xml': strToU8(manifest), 'objects/Gadget__c.object': strToU8(text) });
  const options = { ...deployOptions(() => undefined), singlePackage: true, rollbackOnError: true };
  expect(deploy(org, zip, options, '67.0').status).toBe('Succeeded');
}

test('fields asked for by name share the file of their object', () => {
  const { zipFile, fileProperties } = retrieve(
    org,
    asked({ CustomField: ['Gadget__c.Size__c', 'gadget__c.weight__c'] }),
  );
  const files = filesOf(zipFile);
  expect(Object.keys(files).sort()).toEqual(['unpackaged/objects/Gadget__c.object', 'unpackaged/package.xml']);
  expect(files['unpackaged/objects/Gadget__c.object']!.match(/<fullName>/g)).toHaveLength(2);
  expect(fileProperties.map(({ fullName }) => fullName)).toEqual([
    'Gadget__c.Size__c',
    'Gadget__c.Weight__c',
    'unpackaged/package.xml',
  ]);
});

test('a package is retrieved by its name, with what was deployed to it and is still there', () => {
  deployToPackage('Kit', ['Gadget__c.Size__c'], gadget(numberField('Size__c')));
  const { zipFile, messages } = retrieve(org, asked({}, { packageNames: ['Kit', 'Nothing'] }));
  const files = filesOf(zipFile);
  expect(Object.keys(files).sort()).toEqual(['Kit/objects/Gadget__c.object', 'Kit/package.xml']);
  expect(files['Kit/package.xml']).toContain('<fullName>Kit</fullName>');
  expect(files['Kit/objects/Gadget__c.object']).not.toContain('Weight__c');
  expect(messages).toEqual([{ fileName: 'Nothing/package.xml', problem: "No package named 'Nothing' found" }]);
});

test('a package and what is in none come side by side, each in a folder', () => {
  deployToPackage('Kit', ['Gadget__c.Size__c'], gadget(numberField('Size__c')));
  const { zipFile } = retrieve(org, asked({ CustomField: ['Gadget__c.Weight__c'] }, { packageNames: ['Kit'] }));
  expect(Object.keys(filesOf(zipFile)).map((name) => name.split('/')[0])).toEqual(
    expect.arrayContaining(['Kit', 'unpackaged']),
  );
});

test('a result is handed out once with its zip, and kept for a day without', () => {
  const { id } = retrieve(org, asked({ CustomObject: ['Gadget__c'] }));
  expect(retrieveStatus(org, id, false).zipFile).toBe('');
  expect(retrieveStatus(org, id, true).zipFile).not.toBe('');
  expect(() => retrieveStatus(org, id, true)).toThrow('retrieve result not found');
  const forgotten = retrieve(org, asked({ CustomObject: ['Gadget__c'] }));
  org.clock.advance(25 * 3_600_000);
  retrieve(org, asked({}));
  expect(() => retrieveStatus(org, forgotten.id, true)).toThrow('retrieve result not found');
});
