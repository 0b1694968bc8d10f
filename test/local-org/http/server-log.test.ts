import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { type Log, silentLog } from '../../../src/base/log.ts';
import { HostedOrgs } from '../../../src/local-org/hosted-org.ts';
import { buildServer } from '../../../src/local-org/http/server.ts';
import { startLocalOrg } from '../../../src/local-org/index.ts';
import { openOrg } from '../../../src/local-org/open-org.ts';
import { orgPlace } from '../../../src/local-org/org-place.ts';
import { caller } from './caller.ts';

interface Line {
  readonly message: string;
  readonly facts: unknown;
}

function listening(): { readonly log: Log; readonly lines: Line[] } {
  const lines: Line[] = [];
  const write = (message: string, facts: unknown): void => void lines.push({ message, facts });
  return { log: { debug: () => undefined, info: write, warn: write }, lines };
}

test('what is asked for and not offered is told once, whatever Ids are in its address', async () => {
  const { log, lines } = listening();
  const server = await startLocalOrg({ log });
  const call = caller(server);
  for (const path of ['chatter/feeds', 'chatter/feeds?x=1', 'chatter/users/005Hp0000000001IAA/groups']) {
    await call('GET', path);
    await call('GET', path);
  }
  await call('GET', 'chatter/users/005Hp0000000002IAA/groups');
  for (let time = 0; time < 2; time++) {
    await fetch(`${server.url}/services/Soap/u/64.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: `<e:Envelope xmlns:e="x"><e:Header><SessionHeader><sessionId>${server.accessToken()}</sessionId></SessionHeader></e:Header><e:Body><convertLeadToNothing/></e:Body></e:Envelope>`,
    });
  }
  await server.close();
  expect(lines.filter(({ message }) => message.includes('not offer')).map(({ facts }) => facts)).toEqual([
    { resource: 'GET /services/data/v67.0/chatter/feeds' },
    { resource: 'GET /services/data/v67.0/chatter/users/:id/groups' },
    { resource: 'SOAP u convertLeadToNothing' },
  ]);
});

test('a defect is answered in the form of the API that was asked, and logged with its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'defect-'));
  const { log, lines } = listening();
  const orgs = new HostedOrgs();
  const org = openOrg({ place: orgPlace(folder, false), orgs, clock: systemClock, log: silentLog });
  orgs.add(org);
  const user = org.engine.userByUsername('admin@heap.local')!;
  const token = org.tokens.accessToken(user.id, 'admin@heap.local', 'test');
  const { app } = await buildServer({
    orgs,
    house: {
      list: () => [],
      find: () => undefined,
      create: () => undefined as never,
      delete: async () => undefined,
      usernameTaken: () => false,
    },
    clock: systemClock,
    log,
    beyondThisMachine: false,
    defaultUsername: 'admin@heap.local',
    origin: () => 'http://localhost',
    controlKey: () => 'key',
    jwtApps: () => [],
    secretApps: [],
  });
  // A database that is closed: nothing that an org answers to foresees it.
  org.engine.close();
  const rest = await app.inject({ url: '/services/data/v67.0/limits', headers: { authorization: `Bearer ${token}` } });
  expect([rest.statusCode, rest.json()]).toEqual([
    500,
    [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' }],
  ]);
  const soap = await app.inject({
    method: 'POST',
    url: '/services/Soap/u/64.0',
    headers: { 'content-type': 'text/xml' },
    payload: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body><getUserInfo/></e:Body></e:Envelope>`,
  });
  expect([soap.statusCode, soap.headers['content-type']]).toEqual([500, 'text/xml; charset=UTF-8']);
  expect(soap.body).toContain('<faultcode>sf:UNKNOWN_EXCEPTION</faultcode>');
  expect(lines.map(({ message }) => message)).toEqual(['local org: unexpected error', 'local org: unexpected error']);
  expect(JSON.stringify(lines)).not.toContain(token.slice(16));
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
