import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunningOrg } from '../../src/local-org/index.ts';
import { openPackageDesk, type PackageDesk } from '../local-org/packages/package-desk.ts';
import { openChromium } from './chromium.ts';

let browser: Browser;
let desk: PackageDesk;
let version: string;
let page: Page;
let troubles: string[];

beforeAll(async () => {
  [browser, desk] = await Promise.all([openChromium(), openPackageDesk()]);
  version = await desk.version(await desk.package('Gadgets'), { promote: true });
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});
beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 } });
  page = await context.newPage();
  troubles = [];
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('console', (said) => said.type() === 'error' && troubles.push(said.text()));
  // A page of the local org brings all that it needs.
  page.on('request', (request) => {
    if (!request.url().startsWith(desk.server.url)) troubles.push(request.url());
  });
});
afterEach(async ({ task }) => {
  const folder = process.env['HEAP_SCREENSHOTS'];
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${task.name.replaceAll(/\W+/g, '-')}.png`), fullPage: true });
  }
  await page.context().close();
  expect(troubles).toEqual([]);
});

let serial = 0;
const subscriber = (): RunningOrg => desk.server.orgs.create({ name: `Subscriber ${++serial}`, kind: 'production' });

async function logIn(org: RunningOrg, id = version): Promise<void> {
  await page.goto(`${desk.server.url}/packaging/installPackage.apexp?p0=${id}`);
  await page.getByLabel('Username').fill(org.usernames()[0] ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^(Install|Upgrade) / }).waitFor();
}

const isThere = async (org: RunningOrg): Promise<boolean> =>
  (await desk.call(org, 'GET', 'sobjects/Gadget__c/describe')).status === 200;

test('a person logs in, chooses all users, and installs', async () => {
  const org = subscriber();
  await logIn(org);
  expect(await page.getByRole('heading').first().textContent()).toBe('Install Gadgets');
  expect(await page.getByText('1.0.0.1').count()).toBeGreaterThan(0);
  await page.getByLabel('Install for All Users').check();
  await page.getByRole('checkbox', { name: /I acknowledge/ }).check();
  await page.getByRole('button', { name: 'Install' }).click();
  await page.getByText('Installation Complete!').waitFor();
  expect(await isThere(org)).toBe(true);
  await page.getByRole('link', { name: 'Done' }).click();
  await page.getByText('Gadgets').first().waitFor();
});

test('nothing is installed before somebody acknowledges it, and the choice stays', async () => {
  const org = subscriber();
  await logIn(org);
  await page.getByLabel('Install for All Users').check();
  await page.getByRole('button', { name: 'Install' }).click();
  expect(await page.getByRole('checkbox', { name: /I acknowledge/ }).evaluate((box) => box.matches(':invalid'))).toBe(
    true,
  );
  expect(await page.getByLabel('Install for All Users').isChecked()).toBe(true);
  expect(await isThere(org)).toBe(false);
});

test('an org that has it is offered the upgrade', async () => {
  const org = subscriber();
  await desk.install(org, version);
  await logIn(org);
  expect(await page.getByRole('button', { name: 'Upgrade' }).count()).toBe(1);
});

test('what is in the way is read instead of a button', async () => {
  const beta = await desk.version(await desk.package('Beta'));
  await logIn(subscriber(), beta);
  expect(await page.getByText('you can only install in sandbox').count()).toBe(1);
  expect(await page.getByRole('button', { name: /Install|Upgrade/ }).count()).toBe(0);
});
