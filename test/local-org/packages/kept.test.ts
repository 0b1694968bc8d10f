import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningOrg } from '../../../src/local-org/index.ts';
import { openPackageDesk, type PackageDesk, versionForm } from './package-desk.ts';

let folder: string;
let desk: PackageDesk;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kept-packages-'));
  desk = await openPackageDesk({ folder });
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await desk.close();
  desk = await openPackageDesk({ folder });
}

function org(name: string): RunningOrg {
  const found = desk.server.orgs.find(name);
  if (found === undefined) throw new Error(`no org ${name}`);
  return found;
}

const installed = () => desk.rows(org('UAT'), 'SELECT SubscriberPackageVersionId FROM InstalledSubscriberPackage');

test('a version that was asked for before a restart is built after it', async () => {
  const id = await desk.package('Gadgets');
  const asked = await desk.tooling(desk.hub, 'POST', 'sobjects/Package2VersionCreateRequest', versionForm(id));
  expect(asked.status).toBe(201);
  await restart();
  const [request] = await desk.rows(desk.hub, 'SELECT Status FROM Package2VersionCreateRequest');
  expect(request).toMatchObject({ Status: 'Success' });
  expect(await desk.rows(desk.hub, 'SELECT BuildNumber FROM Package2Version')).toMatchObject([{ BuildNumber: 1 }]);
});

test('versions are installed, upgraded and uninstalled across restarts', async () => {
  const id = await desk.package('Gadgets');
  const first = await desk.version(id);
  desk.server.orgs.create({ name: 'UAT', kind: 'sandbox' });
  await restart();
  expect(await desk.install(org('UAT'), first)).toMatchObject({ Status: 'SUCCESS' });
  await restart();
  expect(await installed()).toMatchObject([{ SubscriberPackageVersionId: first }]);
  const second = await desk.version(id);
  expect(await desk.install(org('UAT'), second)).toMatchObject({ Status: 'SUCCESS' });
  await restart();
  expect(await desk.uninstall(org('UAT'), second)).toEqual([]);
  expect(await installed()).toEqual([]);
});

test('a snapshot that is put back takes a later installation back', async () => {
  const version = await desk.version(await desk.package('Gadgets'));
  const uat = desk.server.orgs.create({ name: 'UAT', kind: 'sandbox' });
  uat.snapshot('before');
  await desk.install(uat, version);
  await uat.restore('before');
  expect(await installed()).toEqual([]);
  expect((await desk.call(uat, 'GET', 'sobjects/Gadget__c')).status).toBe(404);
  expect(await desk.install(uat, version)).toMatchObject({ Status: 'SUCCESS' });
});
