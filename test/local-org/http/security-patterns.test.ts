import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setZipAside } from '../../../src/local-org/http/soap/zip-file.ts';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data, soql } from './caller.ts';

// What a text of repeated beginnings costs must grow with its length. Where it grew with the square, each of these
// took minutes: none of them has to be measured to be seen.

let org: LocalOrg;

beforeAll(async () => {
  org = await startLocalOrg();
});
afterAll(() => org.close());

test('a SOAP message of zips that never end is refused, from whomever it comes', async () => {
  const response = await fetch(`${org.url}/services/Soap/m/67.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: '<ZipFile '.repeat(1_000_000),
  });
  expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('sf:INVALID_SESSION_ID')]);
  expect(setZipAside('<ZipFile '.repeat(1_000_000)).zip).toBeUndefined();
  expect(setZipAside('<a><m:ZipFile x="1">UEs=</m:ZipFile></a>').zip).toBe('UEs=');
});

test('a challenge that is no digest is met by no verifier, however long it is', async () => {
  const redirect = 'http://localhost:1717/OauthRedirect';
  const words = {
    response_type: 'code',
    client_id: 'PlatformCLI',
    redirect_uri: redirect,
  };
  const challenge = `${'='.repeat(120_000)}a`;
  const login = await fetch(
    `${org.url}/services/oauth2/authorize?${new URLSearchParams(words)}&code_challenge=${challenge}`,
    {
      redirect: 'manual',
    },
  );
  const code = new URL(login.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const answer = await fetch(`${org.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: 'PlatformCLI',
      redirect_uri: redirect,
      code_verifier: 'x',
    }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error_description: 'invalid code verifier' }]);
});

test('numbers, references and locators without an end are refused', async () => {
  const call = caller(org);
  const digits = `${'1'.repeat(2_000_000)}x`;
  const number = await call('POST', 'sobjects/Account', { Name: 'x', AnnualRevenue: digits });
  expect(number.status).toBe(400);
  const query = await call('GET', soql(`SELECT Id FROM Account WHERE AnnualRevenue = ${digits.slice(-60_000)}`));
  expect(query.status).toBe(400);
  const part = { method: 'POST', url: `${data}/sobjects/Account`, referenceId: 'a' };
  const composite = await call('POST', 'composite', {
    compositeRequest: [{ ...part, body: { Name: '@{'.repeat(1_000_000) } }],
  });
  expect(composite.json.compositeResponse[0].httpStatusCode).toBe(400);
  const job = await call('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM User' });
  const locator = await call('GET', `jobs/query/${job.json.id}/results?locator=${'='.repeat(100_000)}a`);
  expect([locator.status, locator.json[0].errorCode]).toEqual([400, 'INVALIDQUERYLOCATOR']);
});

test('metadata of blanks and of formats without an end is refused', () => {
  const field = (inside: string): string =>
    `<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">${inside}</CustomObject>`;
  const manifest =
    '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>*</members><name>CustomField</name></types><version>67.0</version></Package>';
  for (const inside of [
    `<fields><fullName>${' '.repeat(300_000)}<label>x</label></fullName></fields>`,
    '<fields><type>Text</type></fields >'.repeat(5_000),
    `<fields><fullName>A__c</fullName><label>A</label><type>AutoNumber</type><displayFormat>${'{'.repeat(1_000_000)}</displayFormat></fields>`,
  ]) {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    const zip = zipSync({ 'package.xml': encode(manifest), 'objects/Account.object': encode(field(inside)) });
    expect(org.control.deploy(zip)).toMatchObject({ done: true, success: false });
  }
});

test('Apex of comments that never end is where the compiler stops', async () => {
  const { json } = await caller(org)(
    'GET',
    `tooling/executeAnonymous?anonymousBody=${encodeURIComponent('/**/ //x\n /* ')}`,
  );
  expect(json).toMatchObject({ compiled: false, line: 2, column: 2 });
  const response = await fetch(`${org.url}/services/Soap/s/67.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<e:Envelope xmlns:e="x"><e:Header><SessionHeader><sessionId>${org.accessToken()}</sessionId></SessionHeader></e:Header><e:Body><executeAnonymous><String>${'/* '.repeat(1_000_000)}</String></executeAnonymous></e:Body></e:Envelope>`,
  });
  expect(await response.text()).toContain('<compiled>false</compiled>');
});
