import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { openEngine } from '../../../src/local-org/engine/engine.ts';
import {
  cancelDeploy,
  deployRecentValidation,
  deployStatus,
  startDeploy,
} from '../../../src/local-org/engine/metadata/deploy/deploy.ts';
import { type DeployOptions, deployOptions } from '../../../src/local-org/engine/metadata/deploy/deploy-result.ts';
import type { Asking } from '../../../src/local-org/engine/metadata/types.ts';
import type { Engine } from '../../../src/local-org/engine/types.ts';
import { anOrg, gadget, metadata, numberField, type TestOrg, zipOf } from './an-org.ts';

let org: TestOrg;
beforeEach(() => {
  org = anOrg();
});
afterEach(() => org.engine.close());

const usual = { ...deployOptions(() => undefined), rollbackOnError: true, singlePackage: true };

const zipText = (files: Readonly<Record<string, string>>): string => Buffer.from(zipOf(files)).toString('base64');

function start(files: Readonly<Record<string, string>>, options: Partial<DeployOptions> = {}, asking: Asking = org) {
  return startDeploy(asking, zipText(files), { ...usual, ...options }, '67.0');
}

const gadgetFile = { 'objects/Gadget__c.object': gadget(numberField('Size__c')) };

/** More files than a deployment may have that is over at its first check. */
const manySets = Object.fromEntries(
  Array.from({ length: 501 }, (_, i) => [
    `permissionsets/Set_${i}.permissionset`,
    metadata('PermissionSet', `<label>Set ${i}</label>`),
  ]),
);

const isThere = (name: string): boolean => org.engine.schema.object(name) !== undefined;

test('a deployment waits until its call is answered, and is over when it is first asked for', () => {
  const { id, status, done } = start(gadgetFile);
  expect([status, done, isThere('Gadget__c')]).toEqual(['Pending', false, false]);
  expect(deployStatus(org, id, false)).toMatchObject({ status: 'Succeeded', done: true, numberComponentsDeployed: 2 });
  expect(isThere('Gadget__c')).toBe(true);
});

test('a deployment that nobody asks for is worked all the same', async () => {
  start(gadgetFile);
  await new Promise((soon) => setImmediate(() => setImmediate(soon)));
  expect(isThere('Gadget__c')).toBe(true);
});

test('a large deployment is seen at work, and comes to its end between requests', async () => {
  const { id } = start(manySets);
  const first = deployStatus(org, id, false);
  expect(first).toMatchObject({ status: 'Pending', done: false });
  const seen = new Set<string>();
  for (;;) {
    const { status, done } = deployStatus(org, id, false);
    seen.add(status);
    if (done) break;
    await new Promise((soon) => setImmediate(soon));
  }
  expect([...seen]).toEqual(['Pending', 'InProgress', 'Succeeded']);
});

test('a deployment at work is canceled before it changes anything', async () => {
  const { id } = start(manySets);
  while (deployStatus(org, id, false).status === 'Pending') await new Promise((soon) => setImmediate(soon));
  expect(cancelDeploy(org, id)).toMatchObject({ status: 'Canceling', done: false, canceledBy: org.session.user.id });
  while (!deployStatus(org, id, false).done) await new Promise((soon) => setImmediate(soon));
  expect(deployStatus(org, id, false)).toMatchObject({ status: 'Canceled', success: false });
  const made = org.session.query("SELECT COUNT() FROM PermissionSet WHERE Name LIKE 'Set_%'", { apiVersion: '67.0' });
  expect(made.totalSize).toBe(0);
});

test('a deployment that waits is canceled at once, and one that is over can not be', () => {
  const fault = org.engine.faults.add({ kind: 'deploy-waits' });
  const { id } = start(gadgetFile);
  expect(deployStatus(org, id, false)).toMatchObject({ status: 'Pending' });
  expect(cancelDeploy(org, id)).toMatchObject({ status: 'Canceled', done: true });
  org.engine.faults.remove(fault);
  expect(deployStatus(org, id, false)).toMatchObject({ status: 'Canceled' });
  expect(isThere('Gadget__c')).toBe(false);
  expect(() => cancelDeploy(org, id)).toThrow('has already completed');
});

test('held deployments go on when they are let go, in the name of who sent them', () => {
  const fault = org.engine.faults.add({ kind: 'deploy-waits' });
  const { id } = start(gadgetFile);
  org.engine.faults.remove(fault);
  expect(deployStatus(org, id, false)).toMatchObject({ status: 'Succeeded', createdBy: org.session.user.id });
});

test('a deployment after a validation overtakes it', () => {
  const { id } = start(gadgetFile, { checkOnly: true });
  expect(deployStatus(org, id, false)).toMatchObject({ success: true, checkOnly: true });
  const other = start({ 'objects/Other__c.object': gadget() });
  expect(deployStatus(org, other.id, false).success).toBe(true);
  expect(() => deployRecentValidation(org, id, '67.0')).toThrow('overtaken by another deployment');
});

test.each([
  ['failed', { 'objects/Gadget__c.object': gadget(numberField('No__Good__c')) }, {}],
  ['ran without tests', gadgetFile, { testLevel: 'NoTestRun' }],
])('a validation that %s is no ground for a quick deploy', (_, files, options) => {
  const { id } = start(files, { checkOnly: true, ...options });
  expect(deployStatus(org, id, false).done).toBe(true);
  expect(() => deployRecentValidation(org, id, '67.0')).toThrow('cannot be quick-deployed');
});

test('deployments are shown for thirty days', () => {
  const { id } = start(gadgetFile);
  expect(deployStatus(org, id, false).done).toBe(true);
  org.clock.advance(31 * 86_400_000);
  start({ 'objects/Other__c.object': gadget() });
  expect(() => deployStatus(org, id, false)).toThrow('invalid deployment id');
});

test('a package of a version that nobody offers fails as a whole', () => {
  const zip = Buffer.from(zipOf(gadgetFile, ['CustomObject'], '99.0')).toString('base64');
  const { id } = startDeploy(org, zip, usual, '67.0');
  expect(deployStatus(org, id, true)).toMatchObject({
    status: 'Failed',
    errorStatusCode: 'INVALID_TYPE',
    errorMessage: 'Invalid version specified:99.0',
  });
});

test('what is no zip, or holds a path outside, is refused at once', () => {
  expect(() => startDeploy(org, Buffer.from('no zip').toString('base64'), usual, '67.0')).toThrow('not valid');
  expect(() => start({ '../x': 'y' })).toThrow('outside of the package');
});

test('a restored org has no deployment under way', async () => {
  const before = org.engine.snapshot();
  start(gadgetFile);
  org.engine.restore(before);
  await new Promise((soon) => setImmediate(() => setImmediate(soon)));
  expect(isThere('Gadget__c')).toBe(false);
});

test('a deployment goes on after a restart, when it is asked for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deployments-'));
  const file = join(folder, 'org.sqlite');
  const clock = new ManualClock('2026-03-01T12:00:00Z');
  const admin = (engine: Engine): Asking => ({
    engine,
    session: engine.session(engine.userByUsername('admin@heap.local')!.id)!,
  });
  try {
    const first = openEngine({ clock, file });
    const { id } = start(gadgetFile, {}, admin(first));
    first.close();
    const second = openEngine({ clock, file });
    expect(second.schema.object('Gadget__c')).toBeUndefined();
    expect(deployStatus(admin(second), id, false)).toMatchObject({ status: 'Succeeded' });
    expect(second.schema.object('Gadget__c')).toBeDefined();
    second.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
