import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningOrg } from '../../src/local-org/index.ts';
import { metadata, numberField, zipOf } from '../local-org/metadata/an-org.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';
import { fieldFile, source, writeFiles } from './source-files.ts';

let desk: Desk;
let customer: RunningOrg;

const hub = '--target-dev-hub local';
const name = 'Heap Usage';

beforeAll(async () => {
  desk = await openDesk({ org: { kind: 'production' } });
  customer = desk.org.orgs.create({ name: 'Customer', kind: 'production' });
  const login = 'org login access-token --no-prompt --alias customer --instance-url';
  await desk.gives(login, [desk.org.url], { SF_ACCESS_TOKEN: customer.accessToken(), SF_TARGET_ORG: '' });
  await changeProject((project) => ({ ...project, namespace: 'acme' }));
}, patience);
afterAll(() => desk.close());

interface Project {
  readonly namespace?: string;
  readonly packageDirectories: readonly Readonly<Record<string, unknown>>[];
}

async function changeProject(change: (project: Project) => Project): Promise<void> {
  const file = join(desk.project.folder, 'sfdx-project.json');
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8'))), null, 2));
}

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${desk.org.url}/services/data/v67.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${customer.accessToken()}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the test is about
  return (await answer.json()) as any;
}

const rows = async (soql: string) => (await call('GET', `query?q=${encodeURIComponent(soql)}`)).records;

async function release(number: string): Promise<string> {
  const create = `package version create --installation-key-bypass --code-coverage --wait 10 --version-number ${number}.NEXT ${hub} --package`;
  const { SubscriberPackageVersionId: version } = await desk.gives(create, [name]);
  await desk.says(`package version promote --no-prompt ${hub} --package`, [version]);
  return version;
}

const install = (version: string) =>
  desk.says('package install --no-prompt --wait 5 --target-org customer --package', [version]);

describe('the life of a managed package, with sf', { timeout: patience }, () => {
  it('brings everything behind its namespace', async () => {
    await desk.gives(`package create --package-type Managed --path force-app/package ${hub} --name`, [name]);
    await install(await release('1.0.0'));
    expect(await desk.gives('package installed list --target-org customer')).toEqual([
      expect.objectContaining({ SubscriberPackageName: name, SubscriberPackageNamespace: 'acme' }),
    ]);
    const { fields } = await call('GET', 'sobjects/acme__Heap_Account_Usage__c/describe');
    expect(
      fields.filter(({ custom }: { custom: boolean }) => custom).map(({ name: field }: { name: string }) => field),
    ).toEqual(['acme__Account_Id__c', 'acme__Account__c']);
    expect(
      (await rows("SELECT NamespacePrefix FROM PermissionSet WHERE Name LIKE 'Heap_Usage%'")).map(
        ({ NamespacePrefix }: { NamespacePrefix: string }) => NamespacePrefix,
      ),
    ).toEqual(['acme', 'acme']);
  });

  it('is upgraded along its ancestors, and keeps the fields that metrics have made meanwhile', async () => {
    const object = 'acme__Heap_Account_Usage__c';
    customer.control.deploy(
      zipOf({ [`objects/${object}.object`]: metadata('CustomObject', numberField('Sessions__c')) }),
    );
    await writeFiles(desk.project.folder, {
      [`${source}/objects/Heap_Account_Usage__c/fields/Tier__c.field-meta.xml`]: fieldFile('Tier__c'),
    });
    await changeProject((project) => ({
      ...project,
      packageDirectories: project.packageDirectories.map((one) =>
        one['package'] === name ? { ...one, ancestorVersion: 'HIGHEST' } : one,
      ),
    }));
    await install(await release('1.1.0'));
    const [installed] = await desk.gives('package installed list --target-org customer');
    expect(installed.SubscriberPackageVersionNumber).toBe('1.1.0.1');
    const fields = await rows(
      `SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = '${object}' AND QualifiedApiName LIKE '%\\_\\_c' ORDER BY QualifiedApiName`,
    );
    // Who asks may see them is another matter: a field that was deployed is granted to nobody.
    expect(fields.map(({ QualifiedApiName }: { QualifiedApiName: string }) => QualifiedApiName)).toEqual(
      expect.arrayContaining(['acme__Account_Id__c', 'acme__Account__c', 'acme__Tier__c']),
    );
    expect(customer.control.write({ object, operation: 'insert', rows: [{ Sessions__c: 1 }] })).toEqual([
      expect.objectContaining({ status: 'done' }),
    ]);
  });

  it('leaves nothing behind', async () => {
    const [installed] = await desk.gives('package installed list --target-org customer');
    const uninstall = 'package uninstall --wait 5 --target-org customer --package';
    expect(await desk.says(uninstall, [installed.SubscriberPackageVersionId])).toContain('Successfully uninstalled');
    expect(await rows("SELECT Id FROM PermissionSet WHERE NamespacePrefix = 'acme'")).toEqual([]);
    expect(await rows("SELECT Id FROM EntityDefinition WHERE QualifiedApiName LIKE 'acme%'")).toEqual([]);
  });
});
