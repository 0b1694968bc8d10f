import { spawn } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReleasedPackage } from '../../src/setup/released-package.ts';
import { projectFolder } from '../support/project.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk({ org: { kind: 'production' } });
  for (const file of ['README.md', 'package.json']) await cp(join(projectFolder, file), inCopy(file));
}, patience);
afterAll(() => desk.close());

const inCopy = (file: string): string => join(desk.project.folder, file);
const text = (file: string): Promise<string> => readFile(inCopy(file), 'utf8');

async function release(hub = 'local') {
  const script = join(projectFolder, 'scripts/release-package.ts');
  const child = spawn(process.execPath, [script, '--project', desk.project.folder, '--target-dev-hub', hub], {
    env: desk.home.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (more: string) => {
      printed[stream] += more;
    });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  return { exitCode, ...printed };
}

async function versions() {
  const soql =
    'SELECT MinorVersion, SubscriberPackageVersionId, IsReleased, Tag FROM Package2Version ORDER BY MinorVersion';
  const answer = await fetch(`${desk.org.url}/services/data/v67.0/tooling/query?q=${encodeURIComponent(soql)}`, {
    headers: { authorization: `Bearer ${desk.org.accessToken()}` },
  });
  const { records } = (await answer.json()) as { readonly records: readonly Readonly<Record<string, unknown>>[] };
  return records.map(({ MinorVersion, IsReleased, SubscriberPackageVersionId, Tag }) => ({
    minor: MinorVersion,
    released: IsReleased,
    id: String(SubscriberPackageVersionId),
    tag: String(Tag),
  }));
}

async function setVersion(version: string): Promise<void> {
  const before = JSON.parse(await text('package.json'));
  await writeFile(inCopy('package.json'), JSON.stringify({ ...before, version }));
}

const files = async () => [await text('README.md'), await text('sfdx-project.json')] as const;
const page = '/packaging/installPackage.apexp?p0=';

describe('scripts/release-package.ts', { timeout: patience }, () => {
  it('makes the package, builds and promotes a version, and writes where it is installed from', async () => {
    const { exitCode, stdout, stderr } = await release();
    expect([exitCode, stderr]).toEqual([0, '']);
    const [version] = await versions();
    expect(version).toMatchObject({ minor: 1, released: true });
    const [readme, project] = await files();
    for (const host of ['https://login.salesforce.com', 'https://test.salesforce.com']) {
      expect(readme).toContain(`(${host}${page}${version?.id})`);
      expect(stdout).toContain(`${host}${page}${version?.id}`);
    }
    expect(readme).not.toContain('No version is released yet');
    expect(await readReleasedPackage(desk.project.folder)).toEqual({
      name: 'Heap Usage',
      version: '0.1.0',
      versionId: version?.id,
    });
    expect(JSON.parse(project)).toMatchObject({
      packageDirectories: [{ path: 'force-app/package', package: 'Heap Usage', versionNumber: '0.1.0.NEXT' }, {}],
      packageAliases: { 'Heap Usage': expect.stringMatching(/^0Ho/), 'Heap Usage@0.1.0-1': version?.id },
    });
  });

  it('does nothing a second time', async () => {
    const before = await files();
    const { exitCode, stdout } = await release();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Heap Usage 0.1.0 is released already.')]);
    expect(await files()).toEqual(before);
    expect(await versions()).toHaveLength(1);
  });

  it('promotes what an earlier run built', async () => {
    await setVersion('0.2.0');
    const [{ tag } = { tag: '' }] = await versions();
    const build = 'package version create --installation-key-bypass --code-coverage --version-number 0.2.0.NEXT';
    await desk.gives(`${build} --target-dev-hub local --tag`, [tag, '--package', 'Heap Usage']);
    const { exitCode, stdout } = await release();
    expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining('Building')]);
    const both = await versions();
    expect(both).toMatchObject([
      { minor: 1, released: true },
      { minor: 2, released: true },
    ]);
    expect((await files())[0]).toContain(both[1]?.id);
  });

  it('says what hinders it, and leaves everything as it was', async () => {
    const before = await files();
    const tab = inCopy('force-app/package/main/default/tabs/Heap_Account_Usage__c.tab-meta.xml');
    await writeFile(tab, `${await readFile(tab, 'utf8')}<!-- -->`);
    const changed = await release();
    expect([changed.exitCode, changed.stderr]).toEqual([1, expect.stringContaining('0.2.0 is released already')]);
    expect([await files(), (await versions()).length]).toEqual([before, 2]);

    const [readme, project] = before;
    const elsewhere = project.replace(/0Ho\w+/, '0Ho000000000000AAA');
    await writeFile(inCopy('sfdx-project.json'), elsewhere);
    const stranger = await release();
    expect([stranger.exitCode, stranger.stderr]).toEqual([
      1,
      expect.stringContaining('this Dev Hub has no such package'),
    ]);
    expect(await text('sfdx-project.json')).toBe(elsewhere);

    const nobody = await release('nobody');
    expect([nobody.exitCode, nobody.stderr]).toEqual([
      1,
      expect.stringContaining('sf package list: Parsing --target-dev-hub'),
    ]);

    await writeFile(inCopy('README.md'), readme.replaceAll('install links', ''));
    expect((await release()).stderr).toContain('README.md has no place for the install links');
    await setVersion('1.0.0-rc.1');
    expect((await release()).stderr).toContain('a package’s is three numbers');
  });
});
