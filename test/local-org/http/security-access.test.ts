import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data } from './caller.ts';
import { controller } from './control-caller.ts';
import { raw, sendRaw } from './wire.ts';

let org: LocalOrg;

beforeAll(async () => {
  org = await startLocalOrg();
});
afterAll(() => org.close());

/** What anybody may ask: where to begin, and how to be let in. */
const open = new Set([
  'GET /',
  'POST /',
  'GET /services/data',
  'GET /services/oauth2/authorize',
  'POST /services/oauth2/token',
  'POST /services/oauth2/introspect',
  'GET /services/oauth2/revoke',
  'POST /services/oauth2/revoke',
]);

const filled: Readonly<Record<string, string>> = { version: 'v67.0', object: 'Account', id: '001Hp0000000001IAA' };

/** A route's path with something in each of its places; the version of SOAP and Bulk API 1.0 has no `v`. */
function address(path: string): string {
  const version = /^\/services\/(?:Soap|async)\//i.test(path) ? '67.0' : 'v67.0';
  return path
    .replace(':version', version)
    .replace(/:(\w+)/g, (_, name: string) => filled[name] ?? 'x')
    .replace('*', 'x');
}

const sayNoToken = /INVALID_SESSION_ID|InvalidSessionId|Bad_OAuth_Token/;
/** What pages say, which are no API. */
const askToLogIn = /Log in to the local org|The session is over/;
const isPage = (path: string): boolean => !/^\/(?:services|id)\//.test(path);

test('no route but those of logging in lets anybody in without a token, or with one that is made up', async () => {
  const admitted: string[] = [];
  expect(org.routes.length).toBeGreaterThan(40);
  for (const { method, path } of org.routes) {
    if (open.has(`${method} ${path}`) || method === 'HEAD') continue;
    const isSoap = path.startsWith('/services/Soap');
    for (const headers of [{}, { authorization: `Bearer ${org.organizationId.slice(0, 15)}!AQ0AQ` }]) {
      const envelope =
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><getUserInfo/></soapenv:Body></soapenv:Envelope>';
      const response = await fetch(`${org.url}${address(path)}`, {
        method,
        headers: { ...headers, ...(isSoap ? { 'content-type': 'text/xml' } : {}) },
        ...(isSoap ? { body: envelope } : {}),
      });
      const text = await response.text();
      const isRefused = isPage(path) ? askToLogIn.test(text) : !response.ok && sayNoToken.test(text);
      if (!isRefused) admitted.push(`${method} ${path}: ${response.status} ${text.slice(0, 120)}`);
    }
  }
  expect(admitted).toEqual([]);
});

test('tokens cannot be guessed, nor told apart by their beginnings', async () => {
  const token = org.accessToken();
  expect(token).toMatch(/^00D\w{12}![.\w]{90,}$/);
  for (const guess of [token.slice(0, -1), `${token}x`, token.toLowerCase(), token.replace(/.$/, '-')]) {
    const response = await fetch(`${org.url}${data}`, { headers: { authorization: `Bearer ${guess}` } });
    expect(response.status).toBe(401);
  }
});

test('a page of another name that was pointed at this machine is not answered', async () => {
  const token = `Authorization: Bearer ${org.accessToken()}`;
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'localhost@evil.example']) {
    const answer = await sendRaw(org, raw([`GET ${data}/limits HTTP/1.1`, `Host: ${host}`, token]));
    expect([host, answer.split('\r\n')[0]]).toEqual([host, 'HTTP/1.1 403 Forbidden']);
  }
  for (const host of ['localhost', 'localhost:1', '127.0.0.1:7437', '[::1]:7437', 'heap.internal.localhost']) {
    const answer = await sendRaw(org, raw(['GET /services/data HTTP/1.1', `Host: ${host}`]));
    expect([host, answer.split('\r\n')[0]]).toEqual([host, 'HTTP/1.1 200 OK']);
  }
});

test('another address than this machine is served only when that is asked for in words', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com']) {
    await expect(startLocalOrg({ host })).rejects.toThrow(`Other machines could reach the local org at ${host}`);
  }
  const warnings: string[] = [];
  const log = { debug() {}, info() {}, warn: (message: string) => void warnings.push(message) };
  const server = await startLocalOrg({ host: '0.0.0.0', allowOtherMachines: true, log });
  try {
    expect(warnings).toEqual(['local org: other machines can reach it; its login page asks for no password']);
    const answer = await sendRaw(server, raw(['GET /services/data HTTP/1.1', 'Host: build-machine.example']));
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    const control = await sendRaw(server, raw(['GET /local-org HTTP/1.1', 'Host: build-machine.example']));
    expect(control).toMatch(/^HTTP\/1\.1 403/);
  } finally {
    await server.close();
  }
});

test('the control API asks for its secret, and for no page of a browser', async () => {
  const control = controller(org);
  expect((await control('GET', 'orgs')).status).toBe(200);
  for (const headers of [
    { 'x-local-org-key': 'guess' },
    { 'x-local-org-key': '' },
    { origin: 'http://localhost:3000' },
  ]) {
    const { status, text } = await control('GET', 'orgs', undefined, headers);
    expect([status, text.includes('00D')]).toEqual([403, false]);
  }
  const { status } = await caller(org)('GET', '/local-org/orgs');
  expect(status).toBe(403);
  expect(statSync(org.controlKeyFile).mode & 0o777).toBe(0o600);
});

test('neither tokens nor the secret of the control API are logged', async () => {
  const lines: string[] = [];
  const write = (message: string, facts?: unknown): void => void lines.push(`${message} ${JSON.stringify(facts)}`);
  const server = await startLocalOrg({ log: { debug: write, info: write, warn: write } });
  const token = server.accessToken();
  await fetch(`${server.url}/services/apexrest/nonsense?access_token=${token}`);
  await fetch(`${server.url}/services/oauth2/userinfo?access_token=${token}`);
  await controller(server)('GET', 'nonsense');
  await server.close();
  expect(lines.join('\n')).not.toContain(token.slice(16));
  expect(lines.length).toBeGreaterThan(0);
});
