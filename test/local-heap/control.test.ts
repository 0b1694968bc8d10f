import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { digestOf, type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';
import { APP, caller, controller } from './caller.ts';

let heap: LocalHeap;
let control: ReturnType<typeof controller>;
const clock = new ManualClock('2026-07-01T12:00:00Z');

beforeAll(async () => {
  heap = await startLocalHeap({ clock });
  control = controller(heap);
});
afterEach(() => heap.reset());
afterAll(() => heap.close());

const add = (identity: string, properties: object) => caller(heap)('add_user_properties', { identity, properties });
const addMany = (identities: readonly string[], headers: Readonly<Record<string, string>> = {}) =>
  caller(heap)(
    'add_user_properties',
    { users: identities.map((identity) => ({ identity, properties: { Title: 'Analyst' } })) },
    headers,
  );

test('the nth request that fits is answered with an error of choice, in plain text, and the others are not', async () => {
  heap.control.addFault({ kind: 'answer', status: 503, path: '/api/add_*', nth: 2, headers: { 'Retry-After': '7' } });
  const replies = [await add('a', {}), await add('b', {}), await add('c', {})];
  expect(replies.map((reply) => reply.status)).toEqual([200, 503, 200]);
  expect([replies[1]?.text, replies[1]?.headers.get('retry-after')]).toEqual(['Service unavailable', '7']);
  expect(heap.user(APP, 'b')).toBeUndefined();
});

test('a fault can be for one identity alone, wherever in a request it stands', async () => {
  heap.control.addFault({ kind: 'answer', status: 400, identity: 'bad-*', message: 'bad-1 is refused', times: 0 });
  const all = ['a', 'bad-1', 'c'];
  const whole = await addMany(all);
  expect([whole.status, whole.text]).toEqual([400, 'bad-1 is refused']);
  expect((await addMany(all.filter((name) => name !== 'bad-1'))).status).toBe(200);
  expect(heap.users(APP).items.map(({ identity }) => identity)).toEqual(['a', 'c']);
});

test('an answer after the work hides that it was done; one before it prevents it', async () => {
  heap.control.addFault({ kind: 'answer', status: 500 });
  expect([(await add('a', {})).status, heap.apps()]).toEqual([500, []]);
  heap.control.addFault({ kind: 'answer', status: 500, when: 'after' });
  expect([(await add('a', {})).status, heap.apps()[0]?.users]).toEqual([500, 1]);
});

test('a connection is cut once the body was read, after the work, or within the answer', async () => {
  for (const [when, users] of [
    ['before', undefined],
    ['after', 1],
    ['within', 2],
  ] as const) {
    heap.control.addFault({ kind: 'cut', when });
    await expect(add(`user ${when}`, {})).rejects.toThrow();
    expect(heap.apps()[0]?.users).toBe(users);
  }
});

test('a request is held until it is let go', async () => {
  const id = heap.control.addFault({ kind: 'hold' });
  let isAnswered = false;
  const held = add('a', {}).then((reply) => {
    isAnswered = true;
    return reply;
  });
  await heap.control.met(id);
  await add('b', {});
  expect(isAnswered).toBe(false);
  expect(heap.control.faults()).toMatchObject([{ id, seen: 2, met: 1 }]);
  expect(heap.control.removeFault(id)).toBe(true);
  expect((await held).status).toBe(200);
});

test('a slow answer takes as long as it was told to', async () => {
  heap.control.addFault({ kind: 'slow', milliseconds: 60 });
  const started = performance.now();
  expect((await add('a', {})).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(59);
});

test('packed bodies are taken, unless a fault or the start says otherwise', async () => {
  const packed = { 'content-encoding': 'gzip' };
  expect((await addMany(['a'], packed)).status).toBe(200);
  heap.control.addFault({ kind: 'refuse-gzip', times: 2 });
  const statuses = [await addMany(['b'], packed), await addMany(['b']), await addMany(['b'], packed)];
  expect(statuses.map(({ status }) => status)).toEqual([415, 200, 415]);
  expect((await addMany(['c'], packed)).status).toBe(200);
  const plain = await startLocalHeap({ acceptGzip: false });
  const refused = await caller(plain)('add_user_properties', { identity: 'a', properties: {} }, packed);
  await plain.close();
  expect([refused.status, refused.text]).toEqual([415, 'The Content-Encoding gzip is not supported.']);
});

test('the same over the control API: ask, look, wait, let go', async () => {
  const asked = await control('POST', '/faults', { kind: 'hold', path: '/api/*' });
  expect(asked.status).toBe(201);
  const { id } = asked.json;
  const held = add('a', {});
  expect((await control('GET', `/faults/${id}/met`)).json).toMatchObject({ id, fault: { kind: 'hold' }, met: 1 });
  expect((await control('DELETE', `/faults/${id}`)).status).toBe(204);
  expect((await held).status).toBe(200);
  expect((await control('DELETE', `/faults/${id}`)).status).toBe(404);
  await control('POST', '/faults', { kind: 'slow', milliseconds: 1 });
  expect((await control('GET', '/faults')).json.faults).toHaveLength(1);
  expect((await control('DELETE', '/faults')).status).toBe(204);
  expect((await control('GET', '/faults')).json.faults).toHaveLength(0);
});

test('what is wrong with a fault is told by its field, with what is possible', async () => {
  const asked: readonly [unknown, string, RegExp][] = [
    [{ kind: 'explode' }, 'kind', /"answer"\|"cut"\|"slow"\|"hold"\|"refuse-gzip"/],
    [{ kind: 'answer', status: 200 }, 'status', />=400/],
    [{ kind: 'answer', status: 503, headers: { 'X-A': 'b\r\nSet-Cookie: c' } }, 'headers.X-A', /header/],
    [{ kind: 'hold', patth: '/x' }, '(body)', /patth/],
    [{ kind: 'hold', path: 'api' }, 'path', /slash or a star/],
  ];
  for (const [fault, field, problem] of asked) {
    const { status, json } = await control('POST', '/faults', fault);
    expect([status, json.problems[0].field]).toEqual([400, field]);
    expect(json.problems[0].problem).toMatch(problem);
  }
});

test('users, accounts, events and properties can be looked at, page by page and one by one', async () => {
  await addMany(['a', 'b', 'c/d']);
  await caller(heap)('add_account_properties', { account_id: 'Acme', properties: { Size: 5 } });
  await caller(heap)('track', { identity: 'a', event: 'Sign Up' });
  const first = (await control('GET', `/apps/${APP}/users?limit=2`)).json;
  expect(first.items.map((user: { identity: string }) => user.identity)).toEqual(['a', 'b']);
  const second = (await control('GET', `/apps/${APP}/users?limit=2&after=${first.next}`)).json;
  expect(second).toMatchObject({ items: [{ identity: 'c/d', properties: { Title: 'Analyst' } }] });
  expect(second.next).toBeUndefined();
  const one = (await control('GET', `/apps/${APP}/users/${encodeURIComponent('c/d')}`)).json;
  expect(one).toMatchObject({ identity: 'c/d', joindate: '2026-07-01T12:00:00.000Z' });
  expect((await control('GET', `/apps/${APP}/user-ids/${one.userId}`)).json).toEqual(one);
  expect((await control('GET', `/apps/${APP}/accounts/Acme`)).json.properties).toEqual({ Size: 5 });
  expect((await control('GET', `/apps/${APP}/accounts`)).json.items).toHaveLength(1);
  expect((await control('GET', `/apps/${APP}/events`)).json.items).toMatchObject([{ identity: 'a', event: 'Sign Up' }]);
  expect((await control('GET', `/apps/${APP}/properties`)).json.properties).toEqual([
    { of: 'user', name: 'Title', holds: 'text' },
    { of: 'account', name: 'Size', holds: 'number' },
  ]);
  expect((await control('GET', '/apps')).json.apps).toEqual([
    { appId: APP, users: 3, accounts: 1, events: 1, properties: 1 },
  ]);
  expect((await control('GET', `/apps/${APP}/users/nobody`)).status).toBe(404);
  const unknown = await control('GET', '/apps/12/users');
  expect([unknown.status, unknown.json.actions]).toEqual([404, [`Name one of: ${APP}.`]]);
});

test('a digest says in one figure what all users hold, in whatever order they came', async () => {
  await add('a', { Title: 'Analyst', Seats: 3, email: 'a@example.com' });
  await add('b', { Plan: 'Pro' });
  const expected = digestOf([
    { identity: 'b', properties: { Plan: 'Pro' } },
    { identity: 'a', email: 'a@example.com', properties: { Seats: 3, Title: 'Analyst' } },
  ]);
  expect(heap.digest(APP)).toEqual(expected);
  expect((await control('GET', `/apps/${APP}/digest`)).json).toEqual(expected);
  await add('b', { Plan: 'Free' });
  expect(heap.digest(APP)).not.toEqual(expected);
});

test('what came is counted by path and app, with what was refused and why', async () => {
  await addMany(['a', 'b']);
  await add('a', { id: 'x' });
  await caller(heap)('track', { identity: 'a', event: '' });
  expect((await control('GET', '/requests?last=2')).json).toEqual({
    tallies: [
      { appId: APP, path: '/api/add_user_properties', requests: 2, items: 2, refused: 1 },
      { appId: APP, path: '/api/track', requests: 1, items: 0, refused: 1 },
    ],
    last: [
      expect.objectContaining({ path: '/api/track', status: 400, said: 'event is empty.' }),
      expect.objectContaining({
        path: '/api/add_user_properties',
        status: 400,
        said: expect.stringMatching(/named id/),
      }),
    ],
  });
});

test('the clock moves by milliseconds or to a time', async () => {
  expect((await control('POST', '/move-clock', { by: 60_000 })).json).toEqual({ now: '2026-07-01T12:01:00.000Z' });
  expect((await control('POST', '/move-clock', { to: '2026-08-01T00:00:00Z' })).json.now).toBe(
    '2026-08-01T00:00:00.000Z',
  );
  await add('a', {});
  expect(heap.user(APP, 'a')?.joindate).toBe('2026-08-01T00:00:00.000Z');
  expect((await control('POST', '/move-clock', { at: 1 })).status).toBe(400);
});

test('the control API is for whoever holds its key, on this machine, and for no web page', async () => {
  const { url } = heap;
  expect((await fetch(`${url}/local-heap/apps`)).status).toBe(403);
  expect((await fetch(`${url}/local-heap/apps`, { headers: { 'x-local-heap-key': 'x' } })).status).toBe(403);
  expect((await control('GET', '/apps', undefined, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await control('GET', '/nowhere')).status).toBe(404);
  expect((await control('POST', '/export', { folder: 'x' })).json.problems[0].field).toBe('appId');
});

test('a reset brings back what it began with', async () => {
  const seeded = await startLocalHeap({ seed: () => ({ appId: APP, users: [{ userId: 7, identity: 'a' }] }) });
  await caller(seeded)('add_user_properties', { identity: 'b', properties: { A: 1 } });
  seeded.control.addFault({ kind: 'hold' });
  await seeded.reset();
  expect(seeded.users(APP).items.map(({ userId, identity }) => [userId, identity])).toEqual([['7', 'a']]);
  expect([seeded.control.faults(), seeded.requests().last, seeded.properties(APP)]).toEqual([[], [], []]);
  await seeded.close();
});

test('what is no request of Heap’s is refused in plain text', async () => {
  const { url } = heap;
  const json = { 'content-type': 'application/json' };
  const post = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', ...init });
    return [response.status, await response.text()] as const;
  };
  const path = '/api/add_user_properties';
  expect(await post(path, { headers: json, body: '{"app' })).toEqual([
    400,
    expect.stringMatching(/^The body is no JSON/),
  ]);
  expect(await post(path, { headers: json, body: '[]' })).toEqual([400, 'The body has to be a JSON object.']);
  expect(await post(path, { headers: json, body: '' })).toEqual([400, 'The body is empty.']);
  expect(await post(path, { body: '{}' })).toEqual([400, 'The Content-Type has to be application/json.']);
  expect((await post('/api/nowhere', { headers: json, body: '{}' }))[0]).toBe(404);
  expect((await fetch(`${url}${path}`)).status).toBe(404);
  const broken = await post(path, { headers: { ...json, 'content-encoding': 'gzip' }, body: 'no gzip' });
  expect(broken).toEqual([400, 'The body is not what its Content-Encoding says.']);
});

test('what is meant to break a server is refused, or kept as any other', async () => {
  const { url } = heap;
  const raw = async (path: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) => {
    const all = { 'content-type': 'application/json', ...headers };
    const response = await fetch(`${url}/api/${path}`, { method: 'POST', headers: all, body });
    return [response.status, await response.text()] as const;
  };
  const nested = (open: string, close: string) =>
    `{"app_id":"1","identity":"a","event":"e","properties":{"A":${open.repeat(20_000)}1${close.repeat(20_000)}}}`;
  const bomb = gzipSync(Buffer.alloc(100 * 2 ** 20, ' '), { level: 1 });
  expect(await raw('add_user_properties', bomb, { 'content-encoding': 'gzip' })).toEqual([
    413,
    'The body is too large.',
  ]);
  expect((await raw('add_user_properties', nested('{"a":', '}')))[0]).toBe(400);
  expect(await raw('track', nested('[', ']'))).toEqual([
    400,
    'properties.A: an array may hold strings and numbers only.',
  ]);
  const half = '{"app_id":"1","identity":"\\ud800","properties":';
  expect((await raw('add_user_properties', `${half}{"A":"\\udc00"}}`))[0]).toBe(200);
  expect((await raw('add_user_properties', `${half}{"\\udc00":"x"}}`))[0]).toBe(400);
  expect((await raw('add_user_properties', `${half}{"A":1e999}}`))[1]).toMatch(
    /^properties.A: the value is beyond all numbers/,
  );
  expect(heap.user('1', '\ufffd')?.userId).toMatch(/^\d+$/);
});

test('names that break careless servers are kept as they are', async () => {
  const awkward = ['__proto__', 'constructor', '🦊'.repeat(127), 'a\u0000b', 'x"\'; DROP TABLE user; --', ' a '];
  for (const name of awkward) expect((await add(name, { __proto__: null, [name]: name })).status).toBe(200);
  for (const name of awkward) {
    const user = heap.user(APP, name);
    expect([user?.identity, Object.entries(user?.properties ?? {})]).toEqual([name, [[name, name]]]);
  }
});

test('a kept one that is stopped goes on where it was, and no second process may serve its folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-heap-'));
  try {
    const first = await startLocalHeap({ folder, clock });
    await caller(first)('add_user_properties', { identity: 'a', properties: { A: 1 } });
    first.control.moveClock({ by: 3_600_000 });
    await expect(startLocalHeap({ folder })).rejects.toThrow(/already served by process \d+ at http/);
    await first.close();
    const second = await startLocalHeap({ folder, clock });
    await caller(second)('add_user_properties', { identity: 'a', properties: { B: 'b' } });
    expect(second.user(APP, 'a')).toMatchObject({
      properties: { A: 1, B: 'b' },
      lastModified: '2026-07-01T13:00:00.000Z',
    });
    expect(second.apps()[0]?.users).toBe(1);
    await second.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
