import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { reachHeap } from '../../src/heap/properties/reach-heap.ts';
import { startLocalHeap } from '../../src/local-heap/index.ts';

test('a Heap that runs answers, and is told nothing', async () => {
  const heap = await startLocalHeap();
  try {
    expect(await reachHeap(heap.url)).toMatchObject({ status: 'answers' });
    expect(heap.apps()).toEqual([]);
  } finally {
    await heap.close();
  }
});

test('nobody at the address is told with why', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  expect(await reachHeap(`http://127.0.0.1:${port}`)).toMatchObject({
    status: 'silent',
    why: expect.stringContaining('ECONNREFUSED'),
  });
});
