import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NotAZip, zipEntries } from '../../../src/local-org/engine/metadata/package/zip-entries.ts';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data, soql } from './caller.ts';
import { raw, sendRaw } from './wire.ts';

let org: LocalOrg;
const unforeseen: string[] = [];

beforeAll(async () => {
  const warn = (message: string): void => void unforeseen.push(message);
  org = await startLocalOrg({ log: { debug() {}, info() {}, warn } });
});
afterAll(async () => {
  await org.close();
  expect(unforeseen).toEqual([]);
});

async function posted(path: string, body: string | FormData, type?: string): Promise<readonly [number, string]> {
  const response = await fetch(`${org.url}${data}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.accessToken()}`, ...(type === undefined ? {} : { 'content-type': type }) },
    body,
  });
  const [error] = (await response.json()) as readonly { readonly errorCode: string }[];
  return [response.status, error?.errorCode ?? ''];
}

function form(job: string, files: readonly Blob[]): FormData {
  const body = new FormData();
  body.append('json', new Blob([job], { type: 'application/json' }));
  for (const file of files) body.append('file', file, '../../evil.zip');
  return body;
}

test.each(['metadata/deployRequest', 'jobs/ingest'])('a form at %s that cannot be read is refused', async (path) => {
  for (const type of [
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    `multipart/form-data; boundary=${'x'.repeat(5000)}`,
  ])
    expect(await posted(path, '--x\r\n', type)).toEqual([400, 'INVALID_MULTIPART_REQUEST']);
  const file = new Blob(['x'], { type: 'application/zip' });
  expect(await posted(path, form('{}', Array(5).fill(file)))).toEqual([400, 'INVALID_MULTIPART_REQUEST']);
  expect(await posted(path, form('{', [file]))).toEqual([400, 'JSON_PARSER_ERROR']);
  expect(await posted(path, form('['.repeat(5000), [file]))).toEqual([400, 'JSON_PARSER_ERROR']);
  const large = new Blob([new Uint8Array(40 * 2 ** 20 - 1000)], { type: 'application/zip' });
  expect(await posted(path, form('{}', [large]))).toEqual([413, 'REQUEST_TOO_LARGE']);
});

test('of a word that comes twice in an address the first counts', async () => {
  const call = caller(org);
  const twice = await call('GET', `${soql('SELECT Username FROM User LIMIT 1')}&q=nonsense`);
  expect([twice.status, twice.json.totalSize]).toEqual([200, 1]);
  const fields = await call('GET', `sobjects/Organization/${org.organizationId}?fields=Name&fields=Id`);
  expect(fields.json.Name).toBe('Heap Local Org');
});

test('an address that cannot be decoded is refused in the form of its API', async () => {
  const rest = await sendRaw(org, raw([`GET ${data}/sobjects/%ff%fe HTTP/1.1`, 'Host: localhost']));
  expect(rest).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*\[\{"message":"The address is not a valid URL","errorCode":"BAD_REQUEST"\}\]$/,
  );
  const part = { method: 'GET', url: '//[', referenceId: 'a' };
  const { json } = await caller(org)('POST', 'composite', { compositeRequest: [part] });
  expect(json.compositeResponse[0].httpStatusCode).toBe(404);
});

test('a count of days that reaches past the calendar is refused, and is no fault of the server', async () => {
  const call = caller(org);
  for (const literal of ['LAST_N_DAYS:99999999999999999999', 'LAST_N_YEARS:99999999999', 'NEXT_N_QUARTERS:9999999']) {
    const { status, json } = await call('GET', soql(`SELECT Id FROM User WHERE CreatedDate >= ${literal}`));
    expect([literal, status]).toEqual([literal, 400]);
    expect(json[0].message).toContain('Invalid date');
  }
});

test('XML whose elements would be no children is refused, and not half read', async () => {
  const sObject = '<create><sObjects><type>Account</type><__proto__>x</__proto__><Name>x</Name></sObjects></create>';
  const response = await fetch(`${org.url}/services/Soap/u/67.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<e:Envelope xmlns:e="x"><e:Header><SessionHeader><sessionId>${org.accessToken()}</sessionId></SessionHeader></e:Header><e:Body>${sObject}</e:Body></e:Envelope>`,
  });
  expect(await response.text()).toContain('Invalid element name: __proto__');
});

test('a file of a zip that is too large for XML fails its deployment, and is not read', () => {
  const blanks = new Uint8Array(51 * 2 ** 20).fill(32);
  const result = org.control.deploy(zipSync({ 'package.xml': blanks }, { level: 1 }));
  expect(result.details?.componentFailures[0]?.problem).toMatch(/^Error parsing file: The file is larger than/);
});

test('no room is made for what a zip claims and cannot hold', () => {
  const zip = Buffer.from(zipSync({ 'a.txt': new Uint8Array(1000) }));
  zip.writeUInt32LE(500 * 2 ** 20, zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24);
  const before = process.memoryUsage().external;
  expect(() => zipEntries(zip)[0]?.unpack()).toThrow(NotAZip);
  expect(process.memoryUsage().external - before).toBeLessThan(100 * 2 ** 20);
});
