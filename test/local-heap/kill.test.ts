import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLocalHeap } from '../../src/local-heap/index.ts';
import { APP, caller } from './caller.ts';

/** Sends a hundred users at a time, new ones and one of each batch before, until nobody answers; gives how many were answered. */
async function sendOn(url: string, answered: (batches: number) => void): Promise<number> {
  for (let batch = 0; ; batch++) {
    const users = Array.from({ length: 100 }, (_, at) => ({
      identity: at === 0 ? 'everybody' : `user ${batch} ${at}`,
      properties: { Batch: batch, [`Of ${at}`]: 'x' },
    }));
    try {
      // The limit per identity is not what this is about.
      const app_id = batch < 30 ? APP : `${APP}${Math.floor(batch / 30)}`;
      expect((await caller({ url })('add_user_properties', { app_id, users })).status).toBe(200);
    } catch {
      return batch;
    }
    answered(batch + 1);
  }
}

test('whatever was answered before a SIGKILL is there after it, and no request is there by half', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-heap-kill-'));
  try {
    const child = fork(join(import.meta.dirname, 'serve-folder.ts'), [folder], { execArgv: [] });
    const [url] = await once(child, 'message');
    const gone = once(child, 'exit');
    const batches = await sendOn(String(url), (count) => void (count === 20 && child.kill('SIGKILL')));
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(batches).toBeGreaterThanOrEqual(20);
    expect(batches).toBeLessThan(30);

    const heap = await startLocalHeap({ folder });
    try {
      const kept = Number(heap.user(APP, 'everybody')?.properties['Batch']) + 1;
      expect(kept).toBeGreaterThanOrEqual(batches);
      expect(heap.apps()[0]?.users).toBe(kept * 99 + 1);
      expect(heap.digest(APP).users).toBe(kept * 99 + 1);
      expect(heap.requests().tallies[0]).toMatchObject({ requests: kept, items: kept * 100, refused: 0 });
      for (let batch = 0; batch < kept; batch++) {
        expect(heap.user(APP, `user ${batch} 99`)?.properties).toEqual({ Batch: batch, 'Of 99': 'x' });
      }
    } finally {
      await heap.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
