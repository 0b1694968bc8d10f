import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReleasedPackage } from '../../src/setup/released-package.ts';
import { openTerminal } from '../support/heap-sf.ts';
import { projectFolder } from '../support/project.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'released-'));
});
afterAll(() => rm(folder, { recursive: true }));

const released = async (project: unknown) => {
  await writeFile(join(folder, 'sfdx-project.json'), JSON.stringify(project));
  return readReleasedPackage(folder);
};

test.each([
  ['no package', {}, undefined],
  ['a package without a version', { 'Heap Usage': '0Ho000000000001' }, undefined],
  ['a version that is no Id of one', { 'Heap Usage@1.0.0-1': '0Ho000000000001' }, undefined],
  ['one version', { 'Heap Usage@1.0.0-1': '04t1' }, { name: 'Heap Usage', version: '1.0.0', versionId: '04t1' }],
  [
    'several, of which the highest number counts and not the last line',
    { 'H@1.10.0-1': '04t3', 'H@1.9.0-7': '04t2', 'H@1.10.0-2': '04t4', 'H@1.2.0-1': '04t1' },
    { name: 'H', version: '1.10.0', versionId: '04t4' },
  ],
])('of %s', async (_, packageAliases, expected) => {
  expect(await released({ packageAliases })).toEqual(expected);
});

test('what sf would not write is named', async () => {
  await expect(released({ packageAliases: ['04t1'] })).rejects.toMatchObject({ trouble: 'config' });
});

test('package links tells of the version that this copy names, or how one is built, and leaves nothing behind', async () => {
  const terminal = await openTerminal({ HEAP_SF_STATE: join(folder, 'none') });
  const { code, stdout, stderr } = await terminal.run('package links --target-org uat', { cwd: folder });
  await terminal.remove();
  const version = await readReleasedPackage(projectFolder);
  const says =
    version === undefined
      ? ['node scripts/release-package.ts --target-dev-hub hub']
      : [
          `https://login.salesforce.com/packaging/installPackage.apexp?p0=${version.versionId}`,
          `https://test.salesforce.com/packaging/installPackage.apexp?p0=${version.versionId}`,
          `sf package install --package ${version.versionId} --security-type AllUsers`,
          '--target-org uat',
        ];
  expect([code, stderr]).toEqual([version === undefined ? 1 : 0, '']);
  for (const words of says) expect(stdout).toContain(words);
  await expect(import('node:fs/promises').then(({ readdir }) => readdir(join(folder, 'none')))).rejects.toThrow();
});
