import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPKCS8, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { idOf, type LocalOrg, type RunningOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { data, soql } from './caller.ts';
import { controller } from './control-caller.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orgs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const seed = { Account: [{ Id: idOf('001', 1), Name: 'Acme' }] };

async function ask(server: LocalOrg, org: RunningOrg, path: string, body?: unknown) {
  const response = await fetch(`${server.url}${data}/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${org.accessToken()}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about
  return { status: response.status, json: (await response.json()) as any };
}

async function names(server: LocalOrg, org: RunningOrg): Promise<readonly string[]> {
  const { json } = await ask(server, org, soql('SELECT Name FROM Account ORDER BY Name'));
  return json.records.map(({ Name }: { readonly Name: string }) => Name);
}

test('one address serves many orgs, and the token picks the one', async () => {
  const server = await startLocalOrg({ seed });
  try {
    const uat = server.orgs.create({ name: 'UAT', edition: 'Enterprise Edition', licences: 10 });
    const full = server.orgs.create({ name: 'Full copy', seed: { Account: [{ Name: 'Bolt' }] } });
    await ask(server, uat, 'sobjects/Account', { Name: 'Only there' });
    expect([await names(server, server), await names(server, uat), await names(server, full)]).toEqual([
      ['Acme'],
      ['Only there'],
      ['Bolt'],
    ]);
    expect((await ask(server, uat, 'limits')).json.DailyApiRequests.Max).toBe(110_000);
    const organization = await ask(server, uat, soql('SELECT Id, Name, OrganizationType FROM Organization'));
    expect(organization.json.records).toMatchObject([
      { Id: uat.organizationId, Name: 'UAT', OrganizationType: 'Enterprise Edition' },
    ]);
    expect(new Set(server.orgs.list().map(({ organizationId }) => organizationId)).size).toBe(3);
    expect(server.orgs.find('full COPY')?.organizationId).toBe(full.organizationId);
    expect(server.orgs.find(uat.organizationId.slice(0, 15))?.name).toBe('UAT');
  } finally {
    await server.close();
  }
});

test('no two orgs share a username, and a login goes where its user is', async () => {
  const server = await startLocalOrg();
  try {
    const org = server.orgs.create({ name: 'Q & A' });
    const twin = server.orgs.create({ name: 'Q-A' });
    expect([org, twin].map(({ usernameSuffix }) => usernameSuffix)).toEqual(['.qa', '.qa2']);
    expect(org.usernames()).toEqual(['admin@heap.local.qa', 'heap-sync@heap.local.qa']);
    const key = await importPKCS8(readFileSync(server.jwt.privateKeyFile, 'utf8'), 'RS256');
    const claims = { iss: server.jwt.clientId, sub: 'admin@heap.local.qa2', aud: server.url, exp: Date.now() };
    const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
    const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const login = await fetch(`${server.url}/services/oauth2/token`, { method: 'POST', body });
    const { id, access_token } = (await login.json()) as Record<string, string>;
    expect(id).toContain(`/id/${twin.organizationId}/`);
    expect(access_token).toBe(twin.accessToken());
  } finally {
    await server.close();
  }
});

test('an org that cannot be made is refused by what is wrong with it', async () => {
  const server = await startLocalOrg();
  try {
    server.orgs.create({ name: 'UAT' });
    for (const [wanted, message] of [
      [{ name: 'uat' }, /Another org has this name/],
      [{ name: ' ' }, /1 to 80/],
      [{ name: 'First' }, /control API knows the first org/],
      [{ name: '\u001b[31mred' }, /no control characters/],
      [{ name: '00DHp0000000001' }, /form of an org’s Id/],
      [{ name: 'Next', seed: { Nothing: [{}] } }, /row of Nothing: a new org has no such object/],
      [{ name: 'Next', seed: { Account: [{ Nme: 'x' }] } }, /row of Account: INVALID_FIELD: No such column 'Nme'/],
      [{ name: 'Next', seed: { Account: [{ Name: '' }] } }, /row of Account: REQUIRED_FIELD_MISSING/],
      [{ name: 'Next', usernameSuffix: '.uat' }, /belongs to another org/],
      [{ name: 'Next', usernameSuffix: '../x' }, /no suffix/],
    ] as const) {
      expect(() => server.orgs.create(wanted)).toThrow(message);
    }
    expect(server.orgs.list().map(({ name }) => name)).toEqual(['Heap Local Org', 'UAT']);
    await expect(server.orgs.delete('Nowhere')).rejects.toThrow(/no org "Nowhere"/);
    await expect(server.orgs.delete(server.organizationId)).rejects.toThrow(/cannot be deleted/);
  } finally {
    await server.close();
  }
});

test('orgs, their tokens, clocks and snapshots outlive a restart; a deleted one is gone with its files', async () => {
  const first = await startLocalOrg({ folder });
  const kept = first.orgs.create({ name: 'Kept', edition: 'Unlimited Edition', licences: 3 });
  const gone = first.orgs.create({ name: 'Gone' });
  await ask(first, kept, 'sobjects/Account', { Name: 'Before' });
  kept.snapshot('early');
  await ask(first, kept, 'sobjects/Account', { Name: 'After' });
  kept.control.moveClock({ to: new Date('2031-01-01T00:00:00Z') });
  const token = kept.accessToken();
  const goneToken = gone.accessToken();
  await first.orgs.delete('Gone');
  expect(readdirSync(join(folder, 'orgs'))).toEqual([kept.organizationId]);
  expect((await fetch(`${first.url}${data}`, { headers: { authorization: `Bearer ${goneToken}` } })).status).toBe(401);
  await first.close();

  const second = await startLocalOrg({ folder });
  try {
    const found = second.orgs.find('Kept')!;
    expect([found.organizationId, found.edition, found.licences]).toEqual([
      kept.organizationId,
      'Unlimited Edition',
      3,
    ]);
    expect(found.accessToken()).toBe(token);
    expect(await names(second, found)).toEqual(['After', 'Before']);
    expect(found.control.moveClock({ by: 0 }).getUTCFullYear()).toBe(2031);
    expect(found.snapshots()).toEqual(['early']);
    await found.restore('early');
    expect(await names(second, found)).toEqual(['Before']);
    await found.reset();
    expect(await names(second, found)).toEqual([]);
    expect(found.dropSnapshot('early')).toBe(true);
    expect(found.snapshots()).toEqual([]);
  } finally {
    await second.close();
  }
});

test('what a process left half made is cleared away', async () => {
  await (await startLocalOrg({ folder })).close();
  const half = join(folder, 'orgs', idOf('00D', 77));
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'org.sqlite'), 'not a database');
  const server = await startLocalOrg({ folder });
  expect(server.orgs.list()).toHaveLength(1);
  expect(existsSync(half)).toBe(false);
  await server.close();
});

test('a snapshot is taken and restored while tokens stay good, in memory as in a folder', async () => {
  for (const options of [{ seed }, { seed, folder }]) {
    const server = await startLocalOrg(options);
    try {
      const token = server.accessToken();
      server.snapshot('one');
      await ask(server, server, 'sobjects/Account', { Name: 'Later' });
      server.snapshot('two');
      await server.restore('one');
      expect([server.accessToken(), await names(server, server)]).toEqual([token, ['Acme']]);
      await server.restore('two');
      expect(await names(server, server)).toEqual(['Acme', 'Later']);
      expect(server.snapshots()).toEqual(['one', 'two']);
      await expect(server.restore('three')).rejects.toMatchObject({ actions: ['Name one of: one, two.'] });
    } finally {
      await server.close();
    }
  }
});

test('orgs are made, listed and deleted over the control API', async () => {
  const server = await startLocalOrg({ folder });
  try {
    const control = controller(server);
    const made = await control('POST', 'orgs', { name: 'Wired', edition: 'Enterprise Edition', seed });
    expect(made).toMatchObject({ status: 201, json: { name: 'Wired', usernameSuffix: '.wired', snapshots: [] } });
    const listed = await control('GET', 'orgs');
    expect(listed.json.orgs.map(({ name }: { readonly name: string }) => name)).toEqual(['Heap Local Org', 'Wired']);
    const { tokens } = (await control('GET', 'orgs/wired/tokens')).json;
    expect(tokens['admin@heap.local.wired']).toBe(server.orgs.find('wired')?.accessToken());
    expect((await control('POST', 'orgs', { name: 'Wired' })).status).toBe(400);
    const wrong = await control('POST', 'orgs', { name: 'X', edition: 'Nice Edition' });
    expect([wrong.status, wrong.json.problems[0].field]).toEqual([400, 'edition']);
    const uat = await control('POST', 'orgs', { name: 'UAT', kind: 'sandbox' });
    expect(uat).toMatchObject({ status: 201, json: { kind: 'sandbox', edition: 'Enterprise Edition' } });
    const none = await control('POST', 'orgs', { name: 'X', kind: 'scratch', edition: 'Unlimited Edition' });
    expect([none.status, none.json.message]).toEqual([400, 'There is no scratch org of Unlimited Edition.']);
    expect((await control('GET', 'orgs/X')).status).toBe(404);
    await control('DELETE', 'orgs/UAT');
    await control('POST', 'orgs', { name: 'Ours/Theirs 100%' });
    expect((await control('DELETE', `orgs/${encodeURIComponent('Ours/Theirs 100%')}`)).status).toBe(204);
    expect((await control('DELETE', 'orgs/Wired')).status).toBe(204);
    expect((await control('GET', 'orgs/Wired')).status).toBe(404);
    expect((await control('DELETE', 'orgs/first')).status).toBe(400);
  } finally {
    await server.close();
  }
});

test('all that is kept is for the eyes of its owner only', async () => {
  const server = await startLocalOrg({ folder: join(folder, 'mine') });
  server.orgs.create({ name: 'Other' }).snapshot('one');
  server.snapshot('two');
  const loose: string[] = [];
  for (const entry of readdirSync(join(folder, 'mine'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if ((statSync(path).mode & 0o077) !== 0) loose.push(path.slice(folder.length));
  }
  await server.close();
  expect(loose).toEqual([]);
});
