import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../support/project.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';
import { manifestFile, writeFiles } from './source-files.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.gives('project deploy start --source-dir force-app');
});
afterAll(() => desk.close());

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(desk.project.folder, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

interface FileLine {
  readonly fullName: string;
  readonly type: string;
}

describe('sf project retrieve start on a local org', { timeout: patience }, () => {
  it('brings the project back to what is in the org', async () => {
    const file = 'force-app/package/main/default/permissionsets/Heap_Usage_Sync.permissionset-meta.xml';
    await rm(join(desk.project.folder, file));
    const text = await desk.says('project retrieve start --metadata PermissionSet:Heap_Usage_Sync');
    expect(text).toContain('Heap_Usage_Sync');
    expect(await readFile(join(desk.project.folder, file), 'utf8')).toBe(
      await readFile(join(projectFolder, file), 'utf8'),
    );
    const result = await desk.gives('project retrieve start --source-dir force-app');
    expect(result.files.map(({ fullName }: FileLine) => fullName)).toContain('Heap_Account_Usage__c.Account_Id__c');
  });

  it('by a manifest, into a folder of its own', async () => {
    await writeFiles(desk.project.folder, {
      'manifest/package.xml': manifestFile({ CustomTab: ['*'], CustomField: ['Heap_Account_Usage__c.Account_Id__c'] }),
    });
    await desk.gives('project retrieve start --manifest manifest/package.xml --output-dir by-manifest');
    expect(await filesIn('by-manifest')).toEqual([
      'Account_Id__c.field-meta.xml',
      'Heap_Account_Usage__c.object-meta.xml',
      'Heap_Account_Usage__c.tab-meta.xml',
      'Heap_Contact_Usage__c.tab-meta.xml',
    ]);
  });

  it('by names, with a star', async () => {
    const result = await desk.gives('project retrieve start --metadata', [
      'PermissionSet:Heap_Usage_*',
      '--output-dir',
      'by-name',
    ]);
    expect(result.files.map(({ fullName }: FileLine) => fullName).sort()).toEqual([
      'Heap_Usage_Sync',
      'Heap_Usage_Viewer',
    ]);
  });

  it('tells what is not there', async () => {
    const answer = await desk.sf(
      'project retrieve start --metadata PermissionSet:Never_There --output-dir absent --json',
    );
    expect(answer.stdout).toContain("Entity of type 'PermissionSet' named 'Never_There' cannot be found");
  });
});

describe('what sf lists of the metadata', { timeout: patience }, () => {
  it('components of a type', async () => {
    const result = await desk.gives('org list metadata --metadata-type PermissionSet');
    expect(result).toContainEqual(
      expect.objectContaining({
        fullName: 'Heap_Usage_Sync',
        type: 'PermissionSet',
        fileName: 'permissionsets/Heap_Usage_Sync.permissionset',
        createdByName: expect.any(String),
      }),
    );
    expect(await desk.says('org list metadata --metadata-type CustomTab')).toContain('Heap_Account_Usage__c');
  });

  it('the types', async () => {
    const { metadataObjects } = await desk.gives('org list metadata-types');
    expect(metadataObjects).toContainEqual(
      expect.objectContaining({ xmlName: 'CustomObject', directoryName: 'objects', suffix: 'object' }),
    );
    expect(metadataObjects).toContainEqual(expect.objectContaining({ xmlName: 'StaticResource', metaFile: true }));
  });

  it('all of it, as a manifest', async () => {
    await desk.gives('project generate manifest --from-org admin@heap.local --name all --output-dir manifest');
    const manifest = await readFile(join(desk.project.folder, 'manifest/all.xml'), 'utf8');
    expect(manifest).toContain('<members>Heap_Account_Usage__c.Account_Id__c</members>');
    expect(manifest).toContain('<name>PermissionSet</name>');
  });
});
