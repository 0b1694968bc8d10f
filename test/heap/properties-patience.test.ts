import { expect, test } from 'vitest';
import { portions, scriptedHeap, userLine, userLines } from './scripted-heap.ts';

const ok = { status: 200 };

test.each([429, 500, 502, 503, 504, 408] as const)('after %i the same users go again, later', async (status) => {
  await using server = await scriptedHeap((_, request) => (request <= 3 ? { status } : ok));
  const delivery = await server.heap.send('user', portions(userLines(10)));
  expect(delivery).toEqual({ taken: 10, rejected: [], left: [] });
  expect(server.waits).toEqual([750, 1500, 3000]);
});

test('a connection that breaks is tried again', async () => {
  await using server = await scriptedHeap((_, request) => (request === 1 ? 'hang-up' : ok));
  expect(await server.heap.send('user', portions(userLines(10)))).toMatchObject({ taken: 10, left: [] });
  expect(server.posted.length).toBe(2);
});

test('Retry-After in seconds is waited for', async () => {
  const busy = { status: 429, headers: { 'retry-after': '120' } };
  await using server = await scriptedHeap((_, request) => (request === 1 ? busy : ok));
  await server.heap.send('user', portions(userLines(10)));
  expect(server.waits).toEqual([120_000]);
});

test('Retry-After as a date is waited for', async () => {
  const busy = { status: 503, headers: { 'retry-after': 'Wed, 01 Jul 2026 08:01:30 GMT' } };
  await using server = await scriptedHeap((_, request) => (request === 1 ? busy : ok));
  await server.heap.send('user', portions(userLines(10)));
  expect(server.waits).toEqual([90_000]);
});

test('a wait of an hour is left to a later run', async () => {
  await using server = await scriptedHeap(() => ({ status: 429, headers: { 'retry-after': '3600' } }));
  const delivery = await server.heap.send('user', portions(userLines(10)));
  expect(delivery).toMatchObject({ left: [{ from: 0, to: 10 }], stopped: { trouble: 'limit' } });
  expect(server.posted.length).toBe(1);
  expect(delivery.stopped?.message).toContain('60 minutes');
  expect(server.waits).toEqual([]);
});

test('while one request waits, the others wait too', async () => {
  let busy = true;
  await using server = await scriptedHeap((_, request) => {
    if (request === 1) return ok;
    if (busy) {
      busy = false;
      return { status: 429, headers: { 'retry-after': '60' } };
    }
    return ok;
  });
  await server.heap.send('user', portions(userLines(20_000)));
  const later = server.posted.slice(5);
  expect(later.length).toBeGreaterThan(10);
  expect(later.every(({ at }) => at.getTime() >= Date.parse('2026-07-01T08:01:00Z'))).toBe(true);
});

test('a Heap that stays down leaves the rest, and says which', async () => {
  await using server = await scriptedHeap(({ entries }) =>
    entries.has('u0@acme.example') || entries.has('u1000@acme.example') ? ok : { status: 503, text: 'maintenance' },
  );
  const delivery = await server.heap.send('user', portions(userLines(50_000)));
  const { taken, left, stopped } = delivery;
  const undelivered = left.reduce((sum, { from, to }) => sum + to - from, 0);
  expect(taken - undelivered).toBe(2000);
  expect(left[0]?.from).toBe(2000);
  expect(stopped).toMatchObject({ trouble: 'unreachable', facts: { said: '503 maintenance' } });
  expect(server.posted.length).toBeLessThan(50);
});

test('a Heap that nobody reaches is named with its address', async () => {
  const server = await scriptedHeap(() => ok);
  const { heap, url } = server;
  await server[Symbol.asyncDispose]();
  await expect(heap.send('user', portions(userLines(1)))).resolves.toMatchObject({
    taken: 1,
    left: [{ from: 0, to: 1 }],
    stopped: { trouble: 'unreachable', message: expect.stringContaining(url) },
  });
});

test('no identity is named in more than thirty requests of thirty seconds', async () => {
  await using server = await scriptedHeap(() => ok);
  for (let round = 0; round < 100; round++) {
    await server.heap.send('user', portions([userLine('ann@acme.example', { Round: round })]));
    server.clock.advance(100);
  }
  const times = server.posted.map(({ at }) => at.getTime());
  expect(times.length).toBe(100);
  for (const [place, time] of times.entries()) {
    const within = times.filter((other) => other > time - 30_000 && other <= time).length;
    expect(within, `requests in the thirty seconds before number ${place + 1}`).toBeLessThanOrEqual(30);
  }
});

test('requests of all identities keep the overall pace', async () => {
  await using server = await scriptedHeap(() => ok, { limits: { requestsPerSecond: 5 } });
  await server.heap.send('user', portions(userLines(20_000)));
  const [first, last] = [server.posted[0]!.at.getTime(), server.posted.at(-1)!.at.getTime()];
  expect(last - first).toBeGreaterThanOrEqual(3800);
});

test('an answer that takes too long counts as none', async () => {
  await using server = await scriptedHeap((_, request) => (request === 1 ? 'silence' : ok), {
    limits: { timeoutMs: 20 },
  });
  expect(await server.heap.send('user', portions(userLines(10)))).toMatchObject({ taken: 10, left: [] });
  expect(server.posted.length).toBe(2);
});

test('a server that breaks down over one user is given all the others', async () => {
  const arrived = new Set<string>();
  await using server = await scriptedHeap(({ entries }) => {
    if (entries.has('u333@acme.example')) return { status: 500, text: 'Internal error' };
    for (const identity of entries.keys()) arrived.add(identity);
    return ok;
  });
  const delivery = await server.heap.send('user', portions(userLines(1000)));
  expect(delivery).toEqual({
    taken: 1000,
    rejected: [{ line: 333, status: 500, message: 'Internal error' }],
    left: [],
  });
  expect(arrived.size).toBe(999);
});

test('a server that breaks down over everybody is taken to be down', async () => {
  await using server = await scriptedHeap(() => ({ status: 500 }));
  const delivery = await server.heap.send('user', portions(userLines(5000)));
  expect(delivery).toMatchObject({ rejected: [], left: [{ from: 0, to: 1000 }], stopped: { code: 'HTTP_500' } });
});

test('a server that breaks down over ever more users is taken to be down as well', async () => {
  const isEven = (identity: string) => Number(identity.match(/\d+/)?.[0]) % 2 === 0;
  await using server = await scriptedHeap(({ entries }) => ([...entries.keys()].every(isEven) ? ok : { status: 500 }));
  const delivery = await server.heap.send('user', portions(userLines(1000)));
  expect(delivery.stopped).toMatchObject({ code: 'HTTP_500' });
  expect(delivery.rejected.length).toBeLessThanOrEqual(20);
});
