import { expect, test } from 'vitest';
import { type Posted, portions, scriptedHeap, userLine, userLines } from './scripted-heap.ts';

const ok = { status: 200 };
const isPacked = ({ headers }: Posted) => headers['content-encoding'] === 'gzip';

test('bodies go compressed, a fifth as large or less', async () => {
  await using server = await scriptedHeap(() => ok, { packing: true });
  const lines = userLines(3000);
  await server.heap.send('user', portions(lines));
  expect(server.posted.every(isPacked)).toBe(true);
  const sent = server.posted.reduce((sum, { headers }) => sum + Number(headers['content-length']), 0);
  expect(sent * 5).toBeLessThan(lines.join(',').length);
});

test('a small body, and one for this machine, go as they are', async () => {
  await using packing = await scriptedHeap(() => ok, { packing: true });
  await packing.heap.send('user', portions(userLines(2)));
  await using plain = await scriptedHeap(() => ok);
  await plain.heap.send('user', portions(userLines(1000)));
  expect([...packing.posted, ...plain.posted].some(isPacked)).toBe(false);
});

test.each([400, 415, 500, 404] as const)(
  'a server that answers %i to what is compressed is not asked again',
  async (status) => {
    await using server = await scriptedHeap((posted) => (isPacked(posted) ? { status } : ok), { packing: true });
    const delivery = await server.heap.send('user', portions(userLines(5000)));
    expect(delivery).toEqual({ taken: 5000, rejected: [], left: [] });
    await server.heap.send('user', portions(userLines(5000)));
    expect(server.posted.map(isPacked)).toEqual([true, ...Array.from({ length: 10 }, () => false)]);
  },
);

test('a refused user does not end the compression', async () => {
  await using server = await scriptedHeap(({ entries }) => (entries.has('bad') ? { status: 400 } : ok), {
    packing: true,
  });
  const delivery = await server.heap.send('user', portions([userLine('bad'), ...userLines(3999)]));
  expect(delivery.rejected.map(({ line }) => line)).toEqual([0]);
  expect(server.posted.slice(-3).map((posted) => [posted.entries.size, isPacked(posted)])).toEqual([
    [1000, true],
    [1000, true],
    [1000, true],
  ]);
});
