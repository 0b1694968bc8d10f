import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heapAtDesk } from './heap-at-desk.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';

let desk: Desk;
const fields = 'force-app/package/main/default/objects/Heap_Account_Usage__c/fields';
const sets = 'force-app/package/main/default/permissionsets';

beforeAll(async () => {
  desk = await openDesk({ org: { kind: 'production' } });
  const options = '--target-dev-hub local --alias work --set-default --definition-file config/project-scratch-def.json';
  await desk.gives(`org create scratch ${options}`);
}, patience);
afterAll(() => desk.close());

/** In the default org, which is the scratch org and not the one that the desk signed in to. */
const here = { SF_TARGET_ORG: 'work' };
const gives = (command: string, more: readonly string[] = []) => desk.gives(command, more, here);

/** Asks the scratch org without sf, as a colleague in Setup would. */
async function inSetup(method: string, path: string, body?: unknown): Promise<Response> {
  const scratch = desk.org.orgs.list().find(({ kind }) => kind === 'scratch')!;
  const response = await fetch(`${desk.org.url}/services/data/v67.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${scratch.accessToken()}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response;
}

/** The Id of the only row. */
async function idOf(query: string): Promise<string> {
  const answer = await inSetup('GET', `tooling/query?q=${encodeURIComponent(query)}`);
  const { records } = (await answer.json()) as { readonly records: readonly { readonly Id: string }[] };
  expect(records).toHaveLength(1);
  return records[0]!.Id;
}

const names = (list: readonly { readonly fullName: string }[]) => list.map(({ fullName }) => fullName).toSorted();

describe('source tracking between this project and a scratch org, with sf', { timeout: patience }, () => {
  it('sends all there is, and then nothing more', async () => {
    const before = await gives('project deploy preview');
    expect(names(before.toDeploy)).toEqual(expect.arrayContaining(['Heap_Account_Usage__c', 'Heap_Usage_Viewer']));
    const sent = await gives('project deploy start');
    expect([sent.status, sent.files.length]).toEqual(['Succeeded', before.toDeploy.length]);
    const after = await gives('project deploy preview');
    expect([after.toDeploy, after.toRetrieve, after.conflicts]).toEqual([[], [], []]);
  });

  it('shows a field that was made by metrics apply as a change of the org, and brings it here', async () => {
    for (const command of ['setup', 'metrics apply']) {
      const { exitCode, stderr } = await heapAtDesk(desk, `${command} --target-org work`);
      expect(exitCode, stderr).toBe(0);
    }
    const { toRetrieve } = await gives('project retrieve preview');
    expect(names(toRetrieve)).toEqual(expect.arrayContaining(['Heap_Metric_Access', 'Heap_Account_Usage__c']));
    const [field] = toRetrieve.filter(({ type }: { readonly type: string }) => type === 'CustomField');
    expect(field.fullName).toMatch(/^Heap_Account_Usage__c\.Sessions\w*__c$/);
    await gives('project retrieve start');
    const file = join(desk.project.folder, fields, `${field.fullName.split('.')[1]}.field-meta.xml`);
    expect(await readFile(file, 'utf8')).toContain('<type>Number</type>');
    expect((await gives('project retrieve preview')).toRetrieve).toEqual([]);
  });

  it('shows who changed the same thing on both sides, and forgets it when told to', async () => {
    const viewer = await idOf("SELECT Id FROM PermissionSet WHERE Name = 'Heap_Usage_Viewer'");
    await inSetup('PATCH', `sobjects/PermissionSet/${viewer}`, { Description: 'Changed in Setup' });
    const file = join(desk.project.folder, sets, 'Heap_Usage_Viewer.permissionset-meta.xml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/<description>[^<]*/, '<description>Changed here'));
    const preview = await gives('project deploy preview');
    expect(names(preview.conflicts)).toEqual(['Heap_Usage_Viewer']);
    const refused = await desk.sf('project deploy start --json', [], here);
    expect([refused.exitCode, refused.json().name]).toEqual([1, 'SourceConflictError']);
    await gives('project reset tracking --no-prompt');
    const after = await gives('project retrieve preview');
    expect([after.conflicts, after.toRetrieve]).toEqual([[], []]);
  });

  it('shows what was deleted in the org, and leaves alone what .forceignore names', async () => {
    await appendFile(join(desk.project.folder, '.forceignore'), '\n**/Heap_Usage_Sync*\n');
    const sync = await idOf("SELECT Id FROM PermissionSet WHERE Name = 'Heap_Usage_Sync'");
    await inSetup('PATCH', `sobjects/PermissionSet/${sync}`, { Description: 'Changed in Setup' });
    const field = await idOf("SELECT Id FROM CustomField WHERE DeveloperName LIKE 'Sessions%'");
    await inSetup('DELETE', `tooling/sobjects/CustomField/${field}`);
    const { toDelete, toRetrieve, ignored } = await gives('project retrieve preview');
    expect(names(toDelete)).toEqual([expect.stringMatching(/^Heap_Account_Usage__c\.Sessions/)]);
    expect(names(toRetrieve)).not.toContain('Heap_Usage_Sync');
    expect(names(ignored)).toContain('Heap_Usage_Sync');
    const cleared = await gives('project delete tracking --no-prompt');
    expect(cleared).toMatchObject({ clearedFiles: expect.any(Array) });
  });
});
