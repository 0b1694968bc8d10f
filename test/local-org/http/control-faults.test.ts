import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, data, soql } from './caller.ts';
import { controller } from './control-caller.ts';

let org: LocalOrg;

beforeAll(async () => {
  org = await startLocalOrg();
});
afterEach(() => org.control.clearFaults());
afterAll(() => org.close());

const accounts = () => caller(org)('GET', soql('SELECT COUNT() FROM Account'));
const insert = () => caller(org)('POST', 'sobjects/Account', { Name: 'Made' });
const count = async (): Promise<number> => (await accounts()).json.totalSize;

test('the nth request that fits is answered with an error of choice, and the others are not', async () => {
  org.control.addFault({ kind: 'answer', status: 503, method: 'GET', path: '/services/data/*/query*', nth: 2 });
  const statuses = [];
  for (let time = 0; time < 3; time++) statuses.push((await accounts()).status);
  expect(statuses).toEqual([200, 503, 200]);
  expect((await caller(org)('GET', 'limits')).status).toBe(200);
});

test('an answer has the form of the API that was asked, and the headers that were asked for', async () => {
  org.control.addFault({ kind: 'answer', status: 503, headers: { 'Retry-After': '7' }, times: 0 });
  const rest = await accounts();
  expect([rest.status, rest.headers.get('retry-after'), rest.json[0].errorCode]).toEqual([
    503,
    '7',
    'SERVER_UNAVAILABLE',
  ]);
  const soap = await fetch(`${org.url}/services/Soap/u/64.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: '<x/>',
  });
  expect(await soap.text()).toContain('<faultcode>sf:SERVER_UNAVAILABLE</faultcode>');
  const oauth = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST' });
  expect(await oauth.json()).toMatchObject({ error: 'SERVER_UNAVAILABLE' });
});

test('code and message of an answer may be chosen', async () => {
  org.control.addFault({ kind: 'answer', status: 400, code: 'STRANGE_CODE', message: 'No.' });
  expect((await accounts()).json).toEqual([{ errorCode: 'STRANGE_CODE', message: 'No.' }]);
});

test('an answer after the work hides that it was done; one before it prevents it', async () => {
  const before = await count();
  org.control.addFault({ kind: 'answer', status: 500, method: 'POST' });
  expect((await insert()).status).toBe(500);
  expect(await count()).toBe(before);
  org.control.addFault({ kind: 'answer', status: 500, method: 'POST', when: 'after' });
  const lost = await insert();
  expect([lost.status, lost.json[0].errorCode]).toEqual([500, 'UNKNOWN_EXCEPTION']);
  expect(await count()).toBe(before + 1);
});

test('a connection is cut before the work, after it, or within the answer', async () => {
  const before = await count();
  for (const [when, made] of [
    ['before', 0],
    ['after', 1],
    ['within', 2],
  ] as const) {
    org.control.addFault({ kind: 'cut', method: 'POST', when });
    await expect(insert()).rejects.toThrow();
    expect(await count()).toBe(before + made);
  }
});

test('an answer that is cut within has as many bytes as it should', async () => {
  org.control.addFault({ kind: 'cut', when: 'within', bytes: 10 });
  const response = await fetch(`${org.url}/services/data`);
  expect(response.status).toBe(200);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  expect(value?.length).toBe(10);
  await expect(reader.read()).rejects.toThrow();
});

test('a request is held until it is let go', async () => {
  const id = org.control.addFault({ kind: 'hold', method: 'POST' });
  let isAnswered = false;
  const held = insert().then((reply) => {
    isAnswered = true;
    return reply;
  });
  await org.control.met(id);
  await accounts();
  expect(isAnswered).toBe(false);
  expect(org.control.faults()).toMatchObject([{ id, seen: 1, met: 1 }]);
  expect(org.control.removeFault(id)).toBe(true);
  expect((await held).status).toBe(201);
  expect(org.control.removeFault(id)).toBe(false);
});

test('a slow answer takes as long as it was told to', async () => {
  org.control.addFault({ kind: 'slow', milliseconds: 60 });
  const started = performance.now();
  expect((await accounts()).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(59);
});

test('rows are locked until they are let go', async () => {
  const { id } = (await insert()).json;
  const fault = org.control.addFault({ kind: 'lock-rows', ids: [id.slice(0, 15)] });
  const patch = () => caller(org)('PATCH', `sobjects/Account/${id}`, { Name: 'Changed' });
  const refused = await patch();
  expect([refused.status, refused.json[0].errorCode]).toEqual([400, 'UNABLE_TO_LOCK_ROW']);
  const child = await caller(org)('POST', 'sobjects/Contact', { LastName: 'Child', AccountId: id });
  expect(child.json[0].errorCode).toBe('UNABLE_TO_LOCK_ROW');
  org.control.removeFault(fault);
  expect((await patch()).status).toBe(204);
});

test('a login by a client that nobody installed is refused in the words of the platform', async () => {
  org.control.addFault({ kind: 'app-not-installed', clientId: 'PlatformCLI' });
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'PlatformCLI',
    redirect_uri: 'http://localhost:1717/OauthRedirect',
  });
  const response = await fetch(`${org.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
  const back = new URL(response.headers.get('location') ?? '').searchParams;
  expect([back.get('error'), back.get('error_description')]).toEqual([
    'invalid_client',
    'app must be installed into org',
  ]);
  query.set('client_id', 'Other');
  const other = await fetch(`${org.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
  expect(new URL(other.headers.get('location') ?? '').searchParams.has('code')).toBe(true);
});

test('a fault of one org is none of another', async () => {
  const other = org.orgs.create({ name: 'Faultless' });
  other.control.addFault({ kind: 'answer', status: 503, times: 0 });
  expect((await accounts()).status).toBe(200);
  const headers = { authorization: `Bearer ${other.accessToken()}` };
  expect((await fetch(`${org.url}${data}/limits`, { headers })).status).toBe(503);
  await org.orgs.delete('Faultless');
});

test('a held request does not hinder the server from closing', async () => {
  const server = await startLocalOrg();
  const id = server.control.addFault({ kind: 'hold' });
  const held = fetch(`${server.url}/services/data`).catch(() => 'ended');
  await server.control.met(id);
  await server.close();
  await held;
});

test('the same over the control API: ask, look, wait, let go', async () => {
  const control = controller(org);
  const asked = await control('POST', 'orgs/first/faults', { kind: 'hold', method: 'POST' });
  expect(asked.status).toBe(201);
  const { id } = asked.json;
  const held = insert();
  const met = await control('GET', `orgs/first/faults/${id}/met`);
  expect(met.json).toMatchObject({ id, fault: { kind: 'hold' }, met: 1 });
  expect((await control('DELETE', `orgs/first/faults/${id}`)).status).toBe(204);
  expect((await held).status).toBe(201);
  expect((await control('DELETE', `orgs/first/faults/${id}`)).status).toBe(404);
  await control('POST', 'orgs/first/faults', { kind: 'slow', milliseconds: 1, path: '*/limits' });
  expect((await control('GET', 'orgs/first/faults')).json.faults).toHaveLength(1);
  expect((await control('DELETE', 'orgs/first/faults')).status).toBe(204);
  expect((await control('GET', 'orgs/first/faults')).json.faults).toHaveLength(0);
});

test('what is wrong with a fault is told by its field, with what is possible', async () => {
  const control = controller(org);
  const asked: readonly [unknown, string, RegExp][] = [
    [{ kind: 'explode' }, 'kind', /"answer"\|"cut"\|"slow"\|"hold"/],
    [{ kind: 'answer', status: 200 }, 'status', />=400/],
    [{ kind: 'answer', status: 503, nth: 0 }, 'nth', />=1/],
    [{ kind: 'answer', status: 503, headers: { 'X-A': 'b\r\nSet-Cookie: c' } }, 'headers.X-A', /header/],
    [{ kind: 'slow' }, 'milliseconds', /number/],
    [{ kind: 'hold', patth: '/x' }, '(body)', /patth/],
    [{ kind: 'hold', path: 'query' }, 'path', /slash or a star/],
    [{ kind: 'lock-rows', ids: ['x'] }, 'ids.0', /no Id/],
    ['text', '(body)', /object/],
  ];
  for (const [fault, field, problem] of asked) {
    const { status, json } = await control('POST', 'orgs/first/faults', fault);
    expect([status, json.problems[0].field]).toEqual([400, field]);
    expect(json.problems[0].problem).toMatch(problem);
  }
});
