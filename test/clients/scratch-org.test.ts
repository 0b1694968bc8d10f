import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk, patience } from './sf-desk.ts';

let desk: Desk;
const definition = ['--definition-file', 'config/project-scratch-def.json'];
const day = 24 * 3_600_000;

beforeAll(async () => {
  desk = await openDesk({ org: { kind: 'production' } });
}, patience);
afterAll(() => desk.close());

const scratchOrgs = () => desk.org.orgs.list().filter(({ kind }) => kind === 'scratch');

describe('scratch orgs of a local Dev Hub, with sf', { timeout: patience }, () => {
  it('are made while nobody waits, taken up again, listed with their limits, and deleted', async () => {
    const asked = await desk.gives(
      'org create scratch --target-dev-hub admin@heap.local --alias quick --async',
      definition,
    );
    expect(asked.scratchOrgInfo.Id).toMatch(/^2SR/);
    const resumed = await desk.gives('org resume scratch --job-id', [asked.scratchOrgInfo.Id]);
    expect(resumed).toMatchObject({
      username: expect.stringMatching(/^test-.*@example\.com$/),
      scratchOrgInfo: { Status: 'Active', OrgName: 'Heap Usage', Edition: 'Developer' },
    });
    const settings = 'SELECT MemberType, MemberName, RevisionCounter FROM SourceMember';
    expect((await desk.gives('data query --use-tooling-api --target-org quick --query', [settings])).records).toEqual([
      expect.objectContaining({ MemberType: 'Settings', MemberName: 'LightningExperience', RevisionCounter: 0 }),
    ]);
    const listed = await desk.gives('org list');
    expect(listed.scratchOrgs).toEqual([
      expect.objectContaining({ alias: 'quick', username: resumed.username, status: 'Active', orgName: 'Heap Usage' }),
    ]);
    const limits: readonly { name: string; max: number; remaining: number }[] = await desk.gives('org list limits');
    expect(limits).toContainEqual({ name: 'ActiveScratchOrgs', max: 40, remaining: 39 });
    expect(limits).toContainEqual({ name: 'DailyScratchOrgs', max: 80, remaining: 79 });
    await desk.says('org delete scratch --no-prompt --target-org quick');
    expect(scratchOrgs()).toEqual([]);
  });

  it('are made by a Dev Hub that is signed in to by JWT, with a name and days of their own, and run out', async () => {
    const { clientId, privateKeyFile } = desk.org.jwt;
    const words = ['--client-id', clientId, '--jwt-key-file', privateKeyFile, '--instance-url', desk.org.url];
    await desk.gives('org login jwt --alias hub --username admin@heap.local', words);
    const options =
      '--target-dev-hub hub --alias short --duration-days 1 --username ada@heap.example --edition enterprise';
    const made = await desk.gives(`org create scratch ${options} --name`, ['Short lived']);
    expect(made).toMatchObject({ username: 'ada@heap.example', scratchOrgInfo: { Edition: 'Enterprise' } });
    const shown = await desk.gives('org display --target-org short');
    expect(shown).toMatchObject({ username: 'ada@heap.example', edition: 'Enterprise', status: 'Active' });
    desk.org.control.moveClock({ by: day });
    const gone = await desk.sf('org delete scratch --no-prompt --json --target-org short');
    expect([gone.exitCode, gone.json().message]).toEqual([1, expect.stringMatching(/expired|deleted/i)]);
    expect(scratchOrgs()).toEqual([]);
  });

  it('are refused in the words of the platform, and nothing is left of them', async () => {
    const file = join(desk.project.folder, 'config/odd-scratch-def.json');
    const plain = JSON.parse(await readFile(join(desk.project.folder, 'config/project-scratch-def.json'), 'utf8'));
    const attempt = async (text: string) => {
      await writeFile(file, text);
      const answer = await desk.sf('org create scratch --json --target-dev-hub admin@heap.local --definition-file', [
        file,
      ]);
      return [answer.exitCode, answer.json().name, answer.json().message];
    };
    expect(await attempt(JSON.stringify({ ...plain, features: ['Warp'] }))).toEqual([
      1,
      'INVALID_INPUT',
      'Warp is not a valid Features value.',
    ]);
    expect(await attempt(JSON.stringify({ ...plain, edition: 'Gold' }))).toEqual([
      1,
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      expect.stringContaining('Gold'),
    ]);
    expect(await attempt(JSON.stringify({ ...plain, adminEmail: 'ada@heap.e' }))).toEqual([
      1,
      'RemoteOrgSignupFailed',
      expect.stringContaining('valid email address'),
    ]);
    expect(await attempt('{ "orgName": ')).toEqual([1, expect.any(String), expect.stringContaining('JSON')]);
    expect(scratchOrgs()).toEqual([]);
  });
});
