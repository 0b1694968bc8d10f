import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { controlOver } from '../../src/local-org/control-client.ts';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { caller, soql } from '../local-org/http/caller.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';

let terminal: Terminal;
let folder: string;

beforeEach(async () => {
  terminal = await openTerminal();
  folder = join(terminal.state, 'local-org');
});
afterEach(() => terminal.remove());

/** Starts the org of the state folder as another process would have it, without the sample. */
const startKept = (): Promise<LocalOrg> => startLocalOrg({ folder });

test('with no server running, an org is kept under a name, listed, brought back, and the name thrown away', async () => {
  await (await startKept()).close();
  expect(await terminal.run('org snapshot before-the-push')).toMatchObject({
    code: 0,
    stdout: 'Kept as before-the-push. Go back to it with: heap-sf org restore before-the-push\n',
  });
  const listed = await terminal.run('org list');
  const lines = listed.stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^Name +Id +Edition +Kind +Snapshots$/);
  expect(lines[1]).toMatch(/^Heap Local Org +00D\w{15} +Developer +developer +before-the-push$/);
  const org = await startKept();
  await caller(org)('POST', 'sobjects/Account', { Name: 'Later' });
  await org.close();
  expect((await terminal.run('org restore before-the-push --json')).json()).toMatchObject({
    status: 0,
    result: { org: 'first', snapshot: 'before-the-push' },
  });
  const again = await startKept();
  expect((await caller(again)('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize).toBe(0);
  await again.close();
  expect((await terminal.run('org drop-snapshot before-the-push')).stdout).toBe(
    'The snapshot before-the-push is gone.\n',
  );
  expect(await terminal.run('org drop-snapshot before-the-push')).toMatchObject({ code: 11 });
});

test('a running server does the same, for any of its orgs', async () => {
  const org = await startKept();
  try {
    const uat = org.orgs.create({
      name: 'A name of an org that is far too long for a table',
      edition: 'Enterprise Edition',
    });
    const call = caller(org);
    const count = async () => (await call('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize;
    expect((await terminal.run('org snapshot empty')).code).toBe(0);
    await call('POST', 'sobjects/Account', { Name: 'One' });
    expect((await terminal.run('org restore empty')).stdout).toBe(
      [
        'The local org is as it was at empty. What it was sent since then counts as sent, and what it told Heap as told.',
        'Once more all of it: heap-sf usage push --full, heap-sf fields pull --full\n',
      ].join('\n'),
    );
    expect(await count()).toBe(0);
    expect((await terminal.run(`org snapshot one --org ${uat.organizationId}`)).code).toBe(0);
    const { stdout } = await terminal.run('org list');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toContain(uat.organizationId);
    const { orgs } = (await terminal.run('org list --json')).json<{ orgs: readonly object[] }>().result;
    expect(orgs).toMatchObject([{ snapshots: ['empty'] }, { edition: 'Enterprise Edition', snapshots: ['one'] }]);
    expect(await controlOver(org.url, folder).list()).toEqual(orgs);
    expect(await terminal.run('org reset')).toMatchObject({ code: 20 });
  } finally {
    await org.close();
  }
});

test('what is wrong is said with what is right', async () => {
  await (await startKept()).close();
  const unknown = await terminal.run('org restore nothing');
  expect([unknown.code, unknown.stderr]).toEqual([
    11,
    'Error: The org has no snapshot nothing.\n\nTry this:\n  - None was taken yet.\n',
  ]);
  const name = await terminal.run('org snapshot a/b');
  expect([name.code, name.stderr]).toEqual([12, expect.stringMatching(/called "a\/b"[\s\S]*letters, digits, - and _/)]);
  const org = await terminal.run('org snapshot fine --org nowhere');
  expect([org.code, org.stderr]).toEqual([11, expect.stringContaining('Name one of: Heap Local Org.')]);
  expect(await terminal.run('org snapshot')).toMatchObject({ code: 2 });
});

test('a folder of another build is refused with the way out, which works', async () => {
  await (await startKept()).close();
  for (const found of ['older', 'newer']) {
    if (found === 'older') rmSync(join(folder, 'format'));
    else writeFileSync(join(folder, 'format'), '1000\n');
    const refused = await terminal.run('org list');
    expect(refused.code).toBe(12);
    expect(refused.stderr).toContain(
      `The local org in ${folder} was kept by a${found === 'older' ? 'n older' : ' newer'} version`,
    );
    expect(refused.stderr).toContain('heap-sf org reset');
  }
  const unasked = await terminal.run('org reset');
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('nobody to ask')]);
  expect(await terminal.run('org reset', { types: 'n\n' })).toMatchObject({
    code: 1,
    stdout: 'Nothing was deleted.\n',
  });
  expect((await terminal.run('org reset', { types: 'y\n' })).code).toBe(0);
  // There is nothing to ask for where nothing is left.
  expect((await terminal.run('org reset')).code).toBe(0);
  mkdirSync(folder, { recursive: true });
  await (await startKept()).close();
  expect((await terminal.run('org list')).code).toBe(0);
});

test('a kind goes with the editions that have it, and is for life', async () => {
  const none = await terminal.run('org start --port 0 --kind developer --edition enterprise');
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringMatching(/There is no developer org of Enterprise Edition[\s\S]*one of: Developer Edition\./),
  ]);
  const org = await startLocalOrg({ folder, kind: 'sandbox' });
  await org.close();
  const again = await startKept();
  const about = await caller(again)('GET', soql('SELECT IsSandbox FROM Organization'));
  expect([again.kind, again.edition, about.json.records[0].IsSandbox]).toEqual(['sandbox', 'Enterprise Edition', true]);
  await again.close();
});

test('an edition is for life: another one is refused, and so is one that does not exist', async () => {
  await (await startKept()).close();
  const other = await terminal.run('org start --port 0 --edition enterprise');
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('as Developer Edition; it cannot become')]);
  const none = await terminal.run('org start --edition gold');
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('team, professional, enterprise')]);
  const kind = await terminal.run('org start --port 0 --kind sandbox');
  expect([kind.code, kind.stderr]).toEqual([
    2,
    expect.stringContaining('as a developer org; it cannot become a sandbox org'),
  ]);
  expect((await terminal.run('org info')).stdout).toContain('is not running');
});
