import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRecords } from '../../src/context/sample.ts';
import { heapAtDesk } from './heap-at-desk.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';

let desk: Desk;
const day = 24 * 3_600_000;

beforeAll(async () => {
  desk = await openDesk({ org: { kind: 'production', edition: 'Unlimited Edition', seed: sampleRecords } });
}, patience);
afterAll(() => desk.close());

const sandboxes = () => desk.org.orgs.list().filter(({ kind }) => kind === 'sandbox');
const count = async (alias: string) =>
  (await desk.gives(`data query --target-org ${alias} --query`, ['SELECT COUNT() FROM Account'])).totalSize;

/** The copy is ready to be pushed to, for what was granted came along, and says that it is no production org. */
async function pushesOnlyFromDevelopment(): Promise<void> {
  const org = 'org: admin@heap.local.full';
  const environments = `environments:
  live: { ${org}, heap: { appId: 42, environment: production } }
  trial: { ${org}, heap: { appId: 43, environment: development } }
`;
  const push = (name: string) => heapAtDesk(desk, `usage push --dry-run --environment ${name}`, environments);
  const [live, trial] = [await push('live'), await push('trial')];
  expect([live.exitCode, live.stderr.replaceAll(/\s+/g, ' ')]).toEqual([10, expect.stringContaining('is a sandbox')]);
  expect([trial.exitCode, trial.stdout]).toEqual([0, expect.stringMatching(/Heap_Account_Usage__c +300 +300 +0/)]);
}

describe('sandboxes of a local production org, with sf', { timeout: patience }, () => {
  it('are made, signed in to, tracked, listed, refreshed and deleted', async () => {
    const options = '--name dev1 --license-type Developer --alias dev1 --no-prompt --target-org local';
    const made = await desk.gives(`org create sandbox ${options}`);
    expect(made).toMatchObject({ SandboxName: 'dev1', Status: 'Completed', LicenseType: 'DEVELOPER' });
    const [before] = sandboxes();
    expect(before?.organizationId.slice(0, 15)).toBe(made.SandboxOrganization);
    const { sandboxes: listed } = await desk.gives('org list');
    expect(listed).toEqual([
      expect.objectContaining({ alias: 'dev1', username: 'admin@heap.local.dev1', connectedStatus: 'Connected' }),
    ]);
    expect(await count('dev1')).toBe(0);
    await desk.gives('project deploy start --source-dir force-app --target-org dev1');
    expect((await desk.gives('project retrieve preview --target-org dev1')).toRetrieve).toEqual([]);
    desk.org.control.moveClock({ by: day });
    const refreshed = await desk.gives('org refresh sandbox --name dev1 --no-prompt --target-org local');
    expect(refreshed).toMatchObject({ SandboxName: 'dev1', Status: 'Completed' });
    expect(refreshed.SandboxOrganization).not.toBe(made.SandboxOrganization);
    const again = await desk.gives('org display --target-org admin@heap.local.dev1');
    expect(again.id.slice(0, 15)).toBe(refreshed.SandboxOrganization);
    await desk.gives('org delete sandbox --no-prompt --target-org admin@heap.local.dev1');
    expect(sandboxes()).toEqual([]);
  });

  it('are made while nobody waits, with all rows, by a production org that is signed in to by JWT', async () => {
    const { clientId, privateKeyFile } = desk.org.jwt;
    const words = ['--client-id', clientId, '--jwt-key-file', privateKeyFile, '--instance-url', desk.org.url];
    await desk.gives('org login jwt --alias prod --username admin@heap.local', words);
    for (const command of ['setup', 'metrics apply']) {
      const { exitCode, stderr } = await heapAtDesk(desk, `${command} --target-org prod`);
      expect(exitCode, stderr).toBe(0);
    }
    const asked = await desk.sf('org create sandbox --name full --license-type Full --async --json --target-org prod');
    expect([asked.exitCode, asked.json().result]).toEqual([68, expect.objectContaining({ SandboxName: 'full' })]);
    const resumed = await desk.gives('org resume sandbox --name full --target-org prod');
    expect(resumed).toMatchObject({ Status: 'Completed', SandboxUsername: 'admin@heap.local.full' });
    expect(await count('admin@heap.local.full')).toBe(300);
    await pushesOnlyFromDevelopment();
    const taken = await desk.sf('org create sandbox --name full --no-prompt --json --target-org prod');
    expect([taken.exitCode, taken.json().message]).toEqual([1, expect.stringContaining('duplicate value found')]);
  });
});
