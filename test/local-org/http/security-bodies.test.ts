import { gzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data } from './caller.ts';
import { raw, sendRaw } from './wire.ts';

let org: LocalOrg;

beforeAll(async () => {
  org = await startLocalOrg();
});
afterAll(() => org.close());

const json = { 'content-type': 'application/json' };
const post = (path: string, body: string | Uint8Array, headers: Readonly<Record<string, string>> = json) =>
  fetch(`${org.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.accessToken()}`, ...headers },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });

async function coded(response: Response): Promise<readonly [number, string]> {
  const [error] = (await response.json()) as readonly { readonly errorCode: string }[];
  return [response.status, error?.errorCode ?? ''];
}

const alive = async () => expect((await caller(org)('GET', 'limits')).status).toBe(200);

test('JSON that is nested without end is refused before anything walks over it', async () => {
  const deep = 100_000;
  for (const body of [
    '['.repeat(deep),
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    `{"Name":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`,
  ]) {
    expect(await coded(await post(`${data}/sobjects/Account`, body))).toEqual([400, 'JSON_PARSER_ERROR']);
  }
  const brackets = JSON.stringify({ Name: `[{"\\`.repeat(40) });
  expect((await post(`${data}/sobjects/Account`, brackets)).status).toBe(201);
});

test('names of prototypes in a body are fields like others, and change nothing', async () => {
  for (const body of [
    '{"Name":"x","__proto__":{"polluted":true}}',
    '{"Name":"x","constructor":{"prototype":{"polluted":true}}}',
  ]) {
    expect((await coded(await post(`${data}/sobjects/Account`, body)))[0]).toBe(400);
  }
  for (const object of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const { status } = await caller(org)('GET', `sobjects/${object}/describe`);
    expect([object, status]).toEqual([object, 404]);
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const grant of ['__proto__', 'constructor', 'toString']) {
    const response = await post(
      '/services/oauth2/token',
      `grant_type=${grant}&__proto__[polluted]=1&__proto__=x`,
      form,
    );
    expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' });
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a body that is too large is refused in the form of its API', async () => {
  const large = `"${'x'.repeat(61 * 2 ** 20)}"`;
  expect(await coded(await post(`${data}/sobjects/Account`, large))).toEqual([413, 'REQUEST_TOO_LARGE']);
  const soap = await post('/services/Soap/u/64.0', large, { 'content-type': 'text/xml' });
  expect([soap.status, await soap.text()]).toEqual([413, expect.stringContaining('<faultcode>sf:REQUEST_TOO_LARGE')]);
  const form = await post('/services/oauth2/token', `a=${'x'.repeat(2 ** 20)}`, {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(form.status).toBe(413);
});

test('a body that unpacks to much more than it was is refused as too large', async () => {
  const bomb = gzipSync(new Uint8Array(80 * 2 ** 20));
  expect(bomb.length).toBeLessThan(200_000);
  const response = await post(`${data}/sobjects/Account`, bomb, { ...json, 'content-encoding': 'gzip' });
  expect(response.status).toBe(413);
  await alive();
});

async function deployed(zip: Uint8Array): Promise<string> {
  const body = new FormData();
  body.append('json', new Blob([JSON.stringify({ deployOptions: {} })], { type: 'application/json' }));
  body.append('file', new Blob([Buffer.from(zip)], { type: 'application/zip' }), 'package.zip');
  const response = await fetch(`${org.url}${data}/metadata/deployRequest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.accessToken()}` },
    body,
  });
  return `${response.status} ${await response.text()}`;
}

const manifest = new TextEncoder().encode(
  '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>67.0</version></Package>',
);

/** The zip with another size in its directory for the largest file in it. */
function claiming(zip: Uint8Array, bytes: number): Uint8Array {
  const forged = Buffer.from(zip);
  const entry = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
  const at = forged.lastIndexOf(entry);
  forged.writeUInt32LE(bytes, at + 24);
  return forged;
}

test('a zip that unpacks to more than a deployment may hold is refused, and one that lies gains no room', async () => {
  const zip = zipSync({ 'package.xml': manifest, 'objects/A.object': new Uint8Array(2 ** 22) });
  expect(await deployed(claiming(zip, 700 * 2 ** 20))).toMatch(/LIMIT_EXCEEDED|larger than/);
  expect(await deployed(claiming(zip, 10))).toMatch(/INVALID_ZIP_FILE|"success":false/);
  await alive();
});

test('a zip with too many files, or with files outside of the package, is refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 10_002 }, (_, at) => [`objects/O${at}.object`, manifest]));
  expect(await deployed(zipSync({ 'package.xml': manifest, ...many }, { level: 0 }))).toMatch(/more than 10000 files/);
  for (const path of ['../../evil.object', '/etc/evil.object', 'objects/../../../evil.object', 'C:\\evil.object']) {
    expect(await deployed(zipSync({ 'package.xml': manifest, [path]: manifest }))).toMatch(/INVALID_ZIP_FILE|outside/);
  }
  expect(await deployed(new TextEncoder().encode('PK no zip at all'))).toMatch(/^400 .*INVALID_ZIP_FILE/);
});

const envelope = (inside: string, before = ''): string =>
  `<?xml version="1.0"?>${before}<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header><SessionHeader><sessionId>${org.accessToken()}</sessionId></SessionHeader></soapenv:Header><soapenv:Body>${inside}</soapenv:Body></soapenv:Envelope>`;

test('XML that declares entities, or is nested or repeated without end, is refused', async () => {
  const laughs = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(20)}"><!ENTITY c "${'&b;'.repeat(20)}">]>`;
  const outside = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>';
  for (const body of [
    envelope('<getUserInfo>&c;</getUserInfo>', laughs),
    envelope('<getUserInfo>&file;</getUserInfo>', outside),
    envelope(`<getUserInfo>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</getUserInfo>`),
    envelope(`<getUserInfo>${'<a/>'.repeat(600_000)}</getUserInfo>`),
    envelope('<getUserInfo>'),
  ]) {
    const response = await post('/services/Soap/u/64.0', body, { 'content-type': 'text/xml' });
    const text = await response.text();
    expect([response.status, /<faultcode>soapenv:Client/.test(text), /root:/.test(text)]).toEqual([500, true, false]);
  }
  const inZip = zipSync({ 'package.xml': new TextEncoder().encode(`${outside}<Package>&file;</Package>`) });
  expect(await deployed(inZip)).not.toMatch(/root:/);
  await alive();
});

test('a long SOAP message is not read for somebody unknown', async () => {
  const header = (session: string): string =>
    `<SessionHeader><sessionId xsi:type="xsd:string">${session}</sessionId></SessionHeader>`;
  const message = (session: string): string =>
    `<e:Envelope xmlns:e="x" xmlns:xsi="y"><e:Header>${header(session)}</e:Header><e:Body><getUserInfo>${'<a b="c"/>'.repeat(400_000)}</e:Body></e:Envelope>`;
  const answered = async (session: string): Promise<string> =>
    (await post('/services/Soap/u/67.0', message(session), { 'content-type': 'text/xml' })).text();
  expect(await answered(`${org.organizationId.slice(0, 15)}!AQ0AQ`)).toContain('<faultcode>sf:INVALID_SESSION_ID');
  // Whoever is known has it read, as far as it goes.
  expect(await answered(org.accessToken())).toContain('<faultcode>soapenv:Client');
});

test('a length that lies, two lengths, and lines that are none are refused', async () => {
  const head = [`POST ${data}/sobjects/Account HTTP/1.1`, 'Host: localhost'];
  for (const lines of [
    [...head, 'Content-Length: 5', 'Content-Length: 6'],
    [...head, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
    [...head, 'Content-Length: -1'],
    ['GET /services/data HTTP/1.1', 'Host : localhost'],
  ]) {
    expect(await sendRaw(org, raw(lines))).toMatch(/^HTTP\/1\.1 400/);
  }
  await alive();
});

test('a request that never comes to its end is given up', async () => {
  const server = await startLocalOrg({ patience: { headers: 80, request: 160 } });
  try {
    const head = `POST ${data}/sobjects/Account HTTP/1.1\r\nHost: localhost\r\n`;
    expect(await sendRaw(server, head)).toMatch(/^HTTP\/1\.1 408/);
    const half = `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"Name"`;
    expect(await sendRaw(server, half)).toMatch(/^(HTTP\/1\.1 408|$)/);
  } finally {
    await server.close();
  }
});
