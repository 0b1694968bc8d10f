import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data, soql } from './caller.ts';

let org: LocalOrg;
const clock = new ManualClock('2026-11-02T08:00:00Z');

beforeAll(async () => {
  org = await startLocalOrg({ clock, dailyApiRequests: 40 });
});
afterAll(() => org.close());

test('the list of versions needs no login, and ends with the newest', async () => {
  const response = await fetch(`${org.url}/services/data`);
  const versions = (await response.json()) as { version: string; url: string }[];
  expect(versions.at(-1)).toEqual({ label: "Summer '26", url: '/services/data/v67.0', version: '67.0' });
  for (const { version } of versions) expect(version).toMatch(/^[1-9]\d\.0$/);
});

test('two slashes at the beginning are taken for one', async () => {
  const response = await fetch(`${org.url}//services/data`);
  expect(response.status).toBe(200);
});

test('versions that clients have built in are served, retired ones are gone, later ones are not there', async () => {
  const call = caller(org);
  const statuses = await Promise.all(
    ['20.0', '30.0', '31.0', '42.0', '51.0', '67.0', '69.0', '67.5', 'x'].map(async (version) => {
      const { status } = await call('GET', `/services/data/v${version}`);
      return [version, status];
    }),
  );
  expect(Object.fromEntries(statuses)).toEqual({
    '20.0': 410,
    '30.0': 410,
    '31.0': 200,
    '42.0': 200,
    '51.0': 200,
    '67.0': 200,
    '69.0': 404,
    '67.5': 404,
    x: 404,
  });
});

test('without a token, with a strange one and with one of another org the session is invalid', async () => {
  const strange = `${org.organizationId.slice(0, 15)}!AQ0AQ`;
  for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: `Bearer ${strange}` }]) {
    const response = await fetch(`${org.url}${data}/sobjects`, { headers });
    expect([response.status, await response.json()]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ]);
  }
});

test('a user without the API permission is told so, not asked to log in again', async () => {
  const { status, json } = await caller(org, 'heap-sync@heap.local')('GET', soql('SELECT Id FROM User'));
  expect(status).toBe(403);
  expect(json[0].errorCode).toBe('API_CURRENTLY_DISABLED');
});

test('an address that leads nowhere is not found', async () => {
  const { status, json } = await caller(org)('GET', 'nonsense/of/mine');
  expect([status, json]).toEqual([404, [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]]);
});

test('a body that is no JSON is refused by the parser, and one of another type by its type', async () => {
  const call = caller(org);
  const broken = await call('POST', 'sobjects/Account', '{"Name": ', { 'content-type': 'application/json' });
  expect([broken.status, broken.json[0].errorCode]).toEqual([400, 'JSON_PARSER_ERROR']);
  const other = await call('POST', 'sobjects/Account', 'Name=x', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect([other.status, other.json[0].errorCode]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
});

test('each request is counted, and the one beyond the allocation is refused until a day has passed', async () => {
  const call = caller(org);
  const usage = (headers: Headers) => Number(/^api-usage=(\d+)\/40$/.exec(headers.get('sforce-limit-info') ?? '')?.[1]);
  const first = usage((await call('GET', '')).headers);
  await fetch(`${org.url}/services/data`);
  await call('GET', '/services/oauth2/userinfo');
  expect(usage((await call('GET', '')).headers)).toBe(first + 1);
  const limits = await call('GET', 'limits');
  expect(limits.json.DailyApiRequests).toEqual({ Max: 40, Remaining: 40 - first - 2 });
  for (let used = first + 2; used < 40; used++) expect((await call('GET', '')).status).toBe(200);
  const refused = await call('GET', '');
  expect([refused.status, refused.json]).toEqual([
    403,
    [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
  ]);
  clock.advance(23 * 3_600_000);
  expect((await call('GET', '')).status).toBe(403);
  clock.advance(2 * 3_600_000);
  expect((await call('GET', '')).status).toBe(200);
});
