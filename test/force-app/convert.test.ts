import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ComponentSet, MetadataConverter, type SourceComponent } from '@salesforce/source-deploy-retrieve';
import { afterAll, beforeAll, expect, test } from 'vitest';

const project = resolve(import.meta.dirname, '../..');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'force-app-'));
});
afterAll(() => rm(folder, { recursive: true }));

function components(part: 'package' | 'access'): SourceComponent[] {
  return ComponentSet.fromSource(join(project, 'force-app', part))
    .getSourceComponents()
    .toArray();
}

test('source-deploy-retrieve resolves every component of the package', () => {
  expect(
    components('package')
      .map(({ type, fullName }) => `${type.name} ${fullName}`)
      .sort(),
  ).toEqual([
    'CustomApplication Heap_Usage',
    'CustomObject Heap_Account_Usage__c',
    'CustomObject Heap_Contact_Usage__c',
    'CustomTab Heap_Account_Usage__c',
    'CustomTab Heap_Contact_Usage__c',
    'Layout Heap_Account_Usage__c-Heap Account Usage Layout',
    'Layout Heap_Contact_Usage__c-Heap Contact Usage Layout',
    'PermissionSet Heap_Usage_Sync',
    'PermissionSet Heap_Usage_Viewer',
  ]);
});

test('the subscriber-owned permission sets lie outside the package', () => {
  expect(
    components('access')
      .map(({ type, fullName }) => `${type.name} ${fullName}`)
      .sort(),
  ).toEqual([
    'PermissionSet Heap_Connecting_User',
    'PermissionSet Heap_Metric_Access',
    'PermissionSet Heap_Metric_Viewer',
  ]);
});

test.each(['package', 'access'] as const)('%s converts to metadata form without a warning', async (part) => {
  const set = ComponentSet.fromSource(join(project, 'force-app', part));
  const warnings: unknown[] = [];
  const listen = (warning: unknown): void => void warnings.push(warning);
  process.on('warning', listen);
  const { packagePath } = await new MetadataConverter().convert(set, 'metadata', {
    type: 'directory',
    outputDirectory: folder,
    packageName: part,
  });
  process.off('warning', listen);
  expect(warnings).toEqual([]);
  expect(set.forceIgnoredPaths?.size ?? 0).toBe(0);
  expect(await readdir(packagePath!)).toContain('package.xml');
});
