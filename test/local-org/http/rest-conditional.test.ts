import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { idOf, type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { type Call, caller } from './caller.ts';

let org: LocalOrg;
let call: Call;
const clock = new ManualClock('2026-11-02T08:00:00Z');
const acme = idOf('001', 1);
const ada = idOf('003', 1);
const row = `sobjects/Account/${acme}`;

beforeAll(async () => {
  org = await startLocalOrg({
    clock,
    seed: { Account: [{ Id: acme, Name: 'Acme' }], Contact: [{ Id: ada, LastName: 'Adler', AccountId: acme }] },
  });
  call = caller(org);
});
afterAll(() => org.close());
beforeEach(async () => {
  clock.set('2026-11-02T08:00:00Z');
  await org.reset();
  clock.advance(60_000);
});

const earlier = 'Mon, 02 Nov 2026 07:00:00 GMT';
const later = 'Mon, 02 Nov 2026 09:00:00 GMT';

test('a row says when it was changed, and an account has a tag as well', async () => {
  const { headers } = await call('GET', row);
  expect(Date.parse(headers.get('last-modified') ?? '')).toBe(Date.parse('2026-11-02T08:00:00Z'));
  expect(headers.get('etag')).toMatch(/^".+"$/);
  const contact = await call('GET', `sobjects/Contact/${ada}`);
  expect([contact.headers.get('last-modified'), contact.headers.get('etag')]).toEqual([expect.any(String), null]);
});

test.each([
  ['If-Modified-Since', later, 304],
  ['If-Modified-Since', earlier, 200],
  ['If-Unmodified-Since', later, 200],
  ['If-Unmodified-Since', earlier, 412],
  ['If-Match', '"other"', 412],
  ['If-Match', '*', 200],
  ['If-None-Match', '*', 304],
  ['If-None-Match', '"other"', 200],
])('a read with %s: %s is answered with %s%s', async (name, value, status) => {
  const answer = await call('GET', row, undefined, { [name]: value });
  expect(answer.status).toBe(status);
  if (status === 304) expect(answer.text).toBe('');
  if (status === 412) expect(answer.json).toMatchObject([{ errorCode: 'PRECONDITION_FAILED' }]);
});

test('a tag stands for one content, whether it came compressed or not', async () => {
  const tag = (await call('GET', row)).headers.get('etag') ?? '';
  expect((await call('GET', row, undefined, { 'If-None-Match': tag })).status).toBe(304);
  expect((await call('GET', row, undefined, { 'If-None-Match': `${tag.slice(0, -1)}-gzip"` })).status).toBe(304);
  expect((await call('PATCH', row, { Name: 'Acme 2' }, { 'If-Match': tag })).status).toBe(204);
  expect((await call('PATCH', row, { Name: 'Acme 3' }, { 'If-Match': tag })).status).toBe(412);
  expect((await call('DELETE', row, undefined, { 'If-Match': tag })).status).toBe(412);
  expect((await call('GET', `${row}?fields=Name`)).json.Name).toBe('Acme 2');
});

test('a row that was changed since is neither overwritten nor deleted', async () => {
  expect((await call('PATCH', row, { Name: 'X' }, { 'If-Unmodified-Since': earlier })).status).toBe(412);
  expect((await call('DELETE', row, undefined, { 'If-Unmodified-Since': earlier })).status).toBe(412);
  expect((await call('PATCH', row, { Name: 'X' }, { 'If-Unmodified-Since': later })).status).toBe(204);
});

test('a condition on a row that is not there is a row that is not there', async () => {
  const answer = await call('GET', `sobjects/Account/${idOf('001', 9)}`, undefined, { 'If-Match': '"x"' });
  expect([answer.status, answer.json[0].errorCode]).toEqual([404, 'NOT_FOUND']);
});

test('descriptions are sent again when the schema or the access changed, and not otherwise', async () => {
  for (const path of ['sobjects', 'sobjects/Account/describe', 'tooling/sobjects']) {
    const since = (await call('GET', path)).headers.get('last-modified') ?? '';
    expect((await call('GET', path, undefined, { 'If-Modified-Since': since })).status, path).toBe(304);
    expect((await call('GET', path, undefined, { 'If-Modified-Since': earlier })).status, path).toBe(200);
  }
  const since = (await call('GET', 'sobjects/Account/describe')).headers.get('last-modified') ?? '';
  const made = await call('POST', 'tooling/sobjects/CustomField', {
    FullName: 'Account.Score__c',
    Metadata: { label: 'Score', type: 'Number', precision: 5, scale: 0, required: true },
  });
  expect(made.status).toBe(201);
  const changed = await call('GET', 'sobjects/Account/describe', undefined, { 'If-Modified-Since': since });
  expect([changed.status, changed.headers.get('last-modified') !== since]).toEqual([200, true]);
});
