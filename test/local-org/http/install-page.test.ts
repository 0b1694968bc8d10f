import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningOrg } from '../../../src/local-org/index.ts';
import { metadata, zipOf } from '../metadata/an-org.ts';
import { openPackageDesk, type PackageDesk } from '../packages/package-desk.ts';

let desk: PackageDesk;
let versionId: string;

beforeAll(async () => {
  desk = await openPackageDesk();
  versionId = await desk.version(await desk.package('Gadgets <i>&'), { promote: true });
});
afterAll(() => desk.close());

interface Shown {
  readonly status: number;
  readonly text: string;
  readonly url: string;
}

/** A browser without scripts: keeps its cookie, follows where it is sent, and sends the form that it sees. */
class Browser {
  #cookie = '';
  #shown: Shown = { status: 0, text: '', url: '' };

  get text(): string {
    return this.#shown.text;
  }

  async go(address: string, init: RequestInit = {}): Promise<Shown> {
    const url = new URL(address, desk.server.url);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(this.#cookie === '' ? {} : { cookie: this.#cookie }) },
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) this.#cookie = set.split(';', 1)[0] ?? '';
    const next = response.headers.get('location');
    if (next !== null) return this.go(new URL(next, url).href);
    this.#shown = { status: response.status, text: await response.text(), url: url.href };
    return this.#shown;
  }

  /** Fills the form in; what it holds already goes along. */
  send(filled: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Shown> {
    const action = /<form method="post" action="([^"]+)"/.exec(this.text)?.[1] ?? '';
    const hidden = [...this.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
    const body = new URLSearchParams(hidden.map(([, name = '', value = '']): [string, string] => [name, plain(value)]));
    for (const [name, value] of Object.entries(filled)) body.set(name, value);
    return this.go(action, { method: 'POST', body, headers: { origin: desk.server.url, ...headers } });
  }
}

let serial = 0;
const subscriber = (kind: 'production' | 'sandbox' = 'production'): RunningOrg =>
  desk.server.orgs.create({ name: `Subscriber ${++serial}`, kind });

const plain = (text: string): string => text.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)));
const page = (id = versionId): string => `/packaging/installPackage.apexp?p0=${id}`;

async function login(org: RunningOrg, id = versionId, username = org.usernames()[0] ?? ''): Promise<Browser> {
  const browser = new Browser();
  await browser.go(page(id));
  await browser.send({ un: username });
  return browser;
}

const has = async (org: RunningOrg, object = 'Gadget__c'): Promise<boolean> =>
  (await desk.call(org, 'GET', `sobjects/${object}/describe`)).status === 200;

test('somebody logs in, chooses all users, and installs', async () => {
  const org = subscriber();
  const browser = new Browser();
  const first = await browser.go(page());
  expect(first.url).toContain(`/?ec=302&startURL=${encodeURIComponent('/packagingSetupUI/ipLanding.app?apvId=')}`);
  const shown = await browser.send({ un: org.usernames()[0] ?? '' });
  expect(shown.url).toBe(`${desk.server.url}/packagingSetupUI/ipLanding.app?apvId=${versionId}`);
  expect(plain(shown.text)).toContain('<h1>Install Gadgets <i>&</h1>');
  expect(shown.text).not.toContain('<i>&</h1>');
  expect(shown.text).toContain('<td>Gadget__c.Size__c</td><td>CustomField</td>');
  const done = await browser.send({ security: 'Full', acknowledged: 'on' });
  expect(done.url).toContain('&install=0Hf');
  expect(done.text).toContain('Installation Complete!');
  expect(await has(org)).toBe(true);
  expect((await browser.go('/')).text).toContain('1.0.0.1');
  expect((await browser.go(page())).text).toContain('<h1>Upgrade Gadgets');
});

test('somebody who chooses no more gives access to administrators only', async () => {
  const org = subscriber();
  ownProfile(org, 'Front Office');
  const browser = await login(org);
  expect(browser.text).toContain('value="None" checked');
  await browser.send({ security: 'None', acknowledged: 'on' });
  expect(await objectRights(org, 'Front Office')).toEqual([]);
});

test('somebody names the profiles that get access', async () => {
  const org = subscriber();
  for (const name of ['Front Office', 'Back Office']) ownProfile(org, name);
  const browser = await login(org);
  expect(browser.text).toContain('name="profile Back Office"');
  expect(browser.text).not.toContain('name="profile Standard User"');
  await browser.send({ security: 'Custom', 'profile Front Office': 'on', acknowledged: 'on' });
  expect(await objectRights(org, 'Front Office')).toMatchObject([
    { PermissionsCreate: true, PermissionsViewAllRecords: false },
  ]);
  expect(await objectRights(org, 'Back Office')).toEqual([]);
});

test('a version with an installation key tells little without it, and takes no wrong one', async () => {
  const keyed = await desk.version(await desk.package('Keyed'), { key: `it's "mine"\\`, promote: true });
  const org = subscriber();
  const browser = await login(org, keyed);
  expect(browser.text).not.toContain('Gadget__c');
  const refused = await browser.send({ security: 'Full', key: 'wrong', acknowledged: 'on' });
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('Invalid InstallationKey')]);
  expect(refused.text).toContain('value="Full" checked');
  expect(await has(org)).toBe(false);
  await browser.send({ security: 'Full', key: `it's "mine"\\`, acknowledged: 'on' });
  expect(browser.text).toContain('Installation Complete!');
});

test('what stands against an installation is shown, and the org stays as it was', async () => {
  const beta = await desk.version(await desk.package('Beta'));
  const production = await login(subscriber(), beta);
  expect(production.text).toContain('This package can’t be installed.');
  expect(production.text).toContain('you can only install in sandbox or Developer Edition organizations.');
  expect(production.text).not.toContain('<button');
  for (const unknown of ['04t000000000000AAA', 'x', '']) {
    await production.go(page(unknown));
    expect(production.text).toContain('Package Not Found');
  }

  const org = subscriber('sandbox');
  await desk.install(org, versionId);
  const clash = await login(org, beta);
  await clash.send({ security: 'None', acknowledged: 'on' });
  expect(plain(clash.text)).toContain('Your request to install package "Beta" was unsuccessful.');
  expect(clash.text).toContain('to another package because it is an installed component.');
});

test('whoever may not install is told so', async () => {
  const org = subscriber();
  const [profile] = await desk.data(org, "SELECT Id FROM Profile WHERE Name = 'Standard User'");
  const username = 'clerk@subscriber.local';
  const user = { Username: username, LastName: 'Clerk', Email: username, Alias: 'clerk', ProfileId: profile.Id };
  await desk.call(org, 'POST', 'sobjects/User', { ...user, ...locale });
  const browser = await login(org, versionId, username);
  expect(browser.text).toContain('You do not have the level of access necessary');
});

test('no other site can log a browser in, or send a form for it', async () => {
  const org = subscriber();
  const stranger = { origin: 'https://elsewhere.example' };
  const browser = new Browser();
  await browser.go(page());
  expect((await browser.send({ un: org.usernames()[0] ?? '' }, stranger)).status).toBe(403);
  const logged = await login(org);
  const form = { security: 'Full', acknowledged: 'on' };
  expect((await logged.send(form, stranger)).status).toBe(403);
  await logged.go(page());
  expect((await logged.send(form, { origin: 'null' })).status).toBe(403);
  await logged.go(page());
  expect((await logged.send({ ...form, _CONFIRMATIONTOKEN: 'made up' })).status).toBe(403);
  expect(await has(org)).toBe(false);
  await logged.go(page());
  const headers = (await fetch(`${desk.server.url}/`)).headers;
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('a login leads nowhere but to this server', async () => {
  const org = subscriber();
  for (const start of ['//evil.example/', '/\\evil.example', 'https://evil.example', '/.//evil.example']) {
    const body = new URLSearchParams({ un: org.usernames()[0] ?? '', startURL: start });
    const { status, headers } = await fetch(`${desk.server.url}/`, { method: 'POST', body, redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([303, expect.stringMatching(/^\/(?![/\\])/)]);
    expect(headers.get('set-cookie')).toMatch(/^sid=00D\w{12}!.+; Path=\/; HttpOnly; SameSite=Lax$/);
  }
});

test('the address of a single access logs a browser in, once', async () => {
  const org = subscriber();
  const start = encodeURIComponent(`packagingSetupUI/ipLanding.app?apvId=${versionId}`);
  const answer = await fetch(`${desk.server.url}/services/oauth2/singleaccess?redirect_uri=${start}`, {
    headers: { authorization: `Bearer ${org.accessToken()}` },
  });
  const { frontdoor_uri } = (await answer.json()) as { frontdoor_uri: string };
  const [browser, late] = [new Browser(), new Browser()];
  expect((await browser.go(frontdoor_uri)).text).toContain('<h1>Install Gadgets');
  expect((await late.go(frontdoor_uri)).text).toContain('<h1>Log in');
  await browser.go('/');
  expect((await browser.send({})).text).toContain('<h1>Log in');
});

const locale = {
  TimeZoneSidKey: 'GMT',
  LocaleSidKey: 'en_US',
  EmailEncodingKey: 'UTF-8',
  LanguageLocaleKey: 'en_US',
};

function ownProfile(org: RunningOrg, name: string): void {
  const profile = metadata('Profile', '<custom>true</custom><userLicense>Salesforce</userLicense>');
  org.control.deploy(zipOf({ [`profiles/${name}.profile`]: profile }));
}

const objectRights = (org: RunningOrg, profile: string) =>
  desk.data(
    org,
    `SELECT PermissionsCreate, PermissionsViewAllRecords FROM ObjectPermissions WHERE SobjectType = 'Gadget__c' AND Parent.Profile.Name = '${profile}'`,
  );
