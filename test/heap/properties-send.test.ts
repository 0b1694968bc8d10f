import { expect, test } from 'vitest';
import { Mistake } from '../../src/base/errors.ts';
import { portions, scriptedHeap, userLine, userLines } from './scripted-heap.ts';

const ok = { status: 200 };

test('2,500 users go in three requests, with the app id as text', async () => {
  await using server = await scriptedHeap(() => ok);
  const delivery = await server.heap.send('user', portions(userLines(2500)));
  expect(delivery).toEqual({ taken: 2500, rejected: [], left: [] });
  expect(server.posted.map(({ entries }) => entries.size).sort()).toEqual([1000, 1000, 500]);
  expect(server.posted[0]).toMatchObject({ path: '/api/add_user_properties', appId: '11' });
  expect(server.posted[0]!.entries.get('u0@acme.example')).toEqual({ Tier: 'Gold' });
});

test('accounts go where accounts go', async () => {
  await using server = await scriptedHeap(() => ({ status: 204 }));
  const line = JSON.stringify({ account_id: '001000000000001AAA', properties: { Industry: 'Banking' } });
  expect(await server.heap.send('account', portions([line]))).toMatchObject({ taken: 1, rejected: [] });
  expect(server.posted[0]!.path).toBe('/api/add_account_properties');
  expect(server.posted[0]!.entries.get('001000000000001AAA')).toEqual({ Industry: 'Banking' });
});

test('a body stays below a megabyte, and one user beyond it goes alone', async () => {
  await using server = await scriptedHeap(() => ok);
  const long = 'ä'.repeat(1023);
  const wide = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`P${at}`, long]));
  const huge = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`P${at}`, long]));
  const lines = [...Array.from({ length: 50 }, (_, at) => userLine(`w${at}`, wide)), userLine('huge', huge)];
  const delivery = await server.heap.send('user', portions(lines));
  expect(delivery).toMatchObject({ taken: 51, rejected: [], left: [] });
  const sizes = server.posted.map(({ headers }) => Number(headers['content-length']));
  expect(sizes.filter((size) => size > 1_000_100)).toHaveLength(1);
  expect(sizes.length).toBe(4);
});

test('a refused user is found, named in the words of Heap, and all others arrive', async () => {
  const arrived = new Set<string>();
  await using server = await scriptedHeap(({ entries }) => {
    if (entries.has('u1777@acme.example')) return { status: 400, text: 'identity u1777 is not valid' };
    for (const identity of entries.keys()) arrived.add(identity);
    return ok;
  });
  const delivery = await server.heap.send('user', portions(userLines(3000)));
  expect(delivery.rejected).toEqual([{ line: 1777, status: 400, message: 'identity u1777 is not valid' }]);
  expect(delivery).toMatchObject({ taken: 3000, left: [] });
  expect(arrived.size).toBe(2999);
  expect(server.posted.length).toBeLessThanOrEqual(3 + 2 * 10);
});

test('refused users in the very first batch are told from a Heap that refuses all', async () => {
  const bad = new Set(['u0@acme.example', 'u500@acme.example', 'u999@acme.example']);
  await using server = await scriptedHeap(({ entries }) =>
    [...entries.keys()].some((identity) => bad.has(identity)) ? { status: 400, text: 'Bad request' } : ok,
  );
  const delivery = await server.heap.send('user', portions(userLines(1000)));
  expect(delivery.rejected.map(({ line }) => line)).toEqual([0, 500, 999]);
});

test('a wrong app id ends after a handful of requests, with one mistake that names it', async () => {
  await using server = await scriptedHeap(() => ({ status: 400, text: 'Invalid app_id' }), { appId: '4711' });
  const sent = server.heap.send('user', portions(userLines(20_000)));
  await expect(sent).rejects.toThrow(Mistake);
  await expect(sent).rejects.toThrow(/app id 4711: 400 Invalid app_id/);
  expect(server.posted.length).toBe(6);
});

test('accounts that are all refused point to the Account ID, which Heap has to know of first', async () => {
  await using server = await scriptedHeap(() => ({ status: 400 }));
  const lines = Array.from({ length: 10 }, (_, at) => JSON.stringify({ account_id: `001${at}`, properties: { A: 1 } }));
  const sent = server.heap.send('account', portions(lines));
  await expect(sent).rejects.toMatchObject({
    actions: expect.arrayContaining([expect.stringContaining('Account ID')]),
  });
});

test('a handful of users who are refused are named one by one', async () => {
  await using server = await scriptedHeap(() => ({ status: 400 }));
  const delivery = await server.heap.send('user', portions(userLines(3)));
  expect(delivery.rejected.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '0 HTTP 400',
    '1 HTTP 400',
    '2 HTTP 400',
  ]);
});

test('a body that Heap finds too large is halved, and the next ones are smaller from the start', async () => {
  await using server = await scriptedHeap(({ headers }) =>
    Number(headers['content-length']) > 40_000 ? { status: 413 } : ok,
  );
  const delivery = await server.heap.send('user', portions(userLines(20_000)));
  expect(delivery).toMatchObject({ taken: 20_000, rejected: [], left: [] });
  const refused = server.posted.filter(({ headers }) => Number(headers['content-length']) > 40_000);
  expect(refused.length).toBeLessThanOrEqual(5);
});

test('an answer that the property API never gives ends the sending', async () => {
  await using server = await scriptedHeap(() => ({ status: 403, text: 'Forbidden by proxy' }));
  const delivery = await server.heap.send('user', portions(userLines(5000)));
  expect(delivery).toMatchObject({ taken: 1000, left: [{ from: 0, to: 1000 }] });
  expect(server.posted.length).toBe(1);
  expect(delivery.stopped).toMatchObject({ trouble: 'refused', code: 'HTTP_403' });
  expect(delivery.stopped?.message).toContain('403 Forbidden by proxy');
});

test('what is called off is thrown', async () => {
  const stop = new AbortController();
  await using server = await scriptedHeap(({ entries }) => {
    if (entries.has('u1000@acme.example')) stop.abort();
    return ok;
  });
  const sent = server.heap.send('user', portions(userLines(5000)), { signal: stop.signal });
  await expect(sent).rejects.toThrow(/abort/i);
});
