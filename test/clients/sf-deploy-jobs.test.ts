import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk, patience } from './sf-desk.ts';
import { gadget, source, writeFiles } from './source-files.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const isThere = async (object: string): Promise<boolean> =>
  (await desk.rows(`SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = '${object}'`)).length === 1;

/** Writes an object to the project, and gives the words that name its folder. */
async function newObject(object: string): Promise<readonly string[]> {
  await writeFiles(desk.project.folder, gadget(object));
  return ['--source-dir', `${source}/objects/${object}`];
}

describe('deployments that sf does not wait for', { timeout: patience }, () => {
  it('are done when they are asked for', async () => {
    const { id, done } = await desk.gives('project deploy start --async', await newObject('Later__c'));
    expect(done).toBe(false);
    expect(await desk.gives('project deploy report --job-id', [id])).toMatchObject({ id, status: 'Succeeded' });
    expect(await desk.says('project deploy report --job-id', [id])).toMatch(/numberComponentsDeployed\s+│ 2/);
    expect(await isThere('Later__c')).toBe(true);
  });

  it('can be waited for after all', async () => {
    const fault = desk.org.control.addFault({ kind: 'deploy-waits' });
    const { id } = await desk.gives('project deploy start --async', await newObject('Waited__c'));
    expect(await desk.gives('project deploy report --job-id', [id])).toMatchObject({ status: 'Pending', done: false });
    desk.org.control.removeFault(fault);
    expect(await desk.gives('project deploy resume --job-id', [id])).toMatchObject({ id, status: 'Succeeded' });
    expect(await isThere('Waited__c')).toBe(true);
  });

  it('can be canceled while they wait, and not after', async () => {
    const fault = desk.org.control.addFault({ kind: 'deploy-waits' });
    const { id } = await desk.gives('project deploy start --async', await newObject('Canceled__c'));
    const answer = await desk.sf(`project deploy cancel --json --job-id ${id}`);
    expect(answer.json().result).toMatchObject({ id, status: 'Canceled', done: true, success: false });
    desk.org.control.removeFault(fault);
    expect(await isThere('Canceled__c')).toBe(false);
    const again = await desk.sf(`project deploy cancel --json --job-id ${id}`);
    expect(again.exitCode).not.toBe(0);
  });
});

describe('validations', { timeout: patience }, () => {
  it('change nothing, and are deployed quickly, once', async () => {
    const validation = await desk.gives('project deploy validate', await newObject('Quick__c'));
    expect(validation).toMatchObject({ status: 'Succeeded', checkOnly: true });
    expect(await isThere('Quick__c')).toBe(false);
    const deployed = await desk.gives('project deploy quick --job-id', [validation.id]);
    expect(deployed).toMatchObject({ status: 'Succeeded', checkOnly: false });
    expect(deployed.id).not.toBe(validation.id);
    expect(await isThere('Quick__c')).toBe(true);
    const again = await desk.sf(`project deploy quick --json --job-id ${validation.id}`);
    expect(again.exitCode).not.toBe(0);
  });

  it('are too old after ten days', async () => {
    const { id } = await desk.gives('project deploy validate', await newObject('Old__c'));
    desk.org.control.moveClock({ by: 11 * 86_400_000 });
    const answer = await desk.sf(`project deploy quick --json --job-id ${id}`);
    expect(answer.exitCode).not.toBe(0);
    expect(await isThere('Old__c')).toBe(false);
  });
});
