import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isRunning } from '../../src/base/is-running.ts';

test('the process that asks is running, and one that was waited for is not', () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(spawnSync(process.execPath, ['--version']).pid)).toBe(false);
});

test('a killed process that nobody has waited for is not running', async () => {
  // What takes the place of the shell knows nothing of the child, and never waits for it.
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [said] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const child = Number(said);
    expect(isRunning(child)).toBe(true);
    process.kill(child, 'SIGKILL');
    await expect.poll(() => isRunning(child)).toBe(false);
  } finally {
    parent.kill('SIGKILL');
  }
});
