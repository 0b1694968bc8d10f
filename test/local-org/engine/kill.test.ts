import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiVersion, openOrg } from './org.ts';

test('an org that is killed while it writes keeps whole transactions, and only those', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'engine-kill-'));
  try {
    const file = join(folder, 'org.sqlite');
    const child = fork(join(import.meta.dirname, 'write-until-killed.ts'), [file], { execArgv: [] });
    let committed = 0;
    child.on('message', (batch) => {
      committed = Number(batch);
      if (committed === 5) child.kill('SIGKILL');
    });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    const { engine, admin } = openOrg({ file });
    const { totalSize } = admin.query("SELECT COUNT() FROM Account WHERE Name LIKE 'Batch %'", { apiVersion });
    expect(totalSize % 100).toBe(0);
    expect(totalSize).toBeGreaterThanOrEqual(committed * 100);
    engine.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
