import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';

let terminal: Terminal;
beforeAll(async () => {
  terminal = await openTerminal();
});
afterAll(() => terminal.remove());

// In the order in which one would type them: each finds what the ones before have left.
test.each([
  'setup',
  'metrics plan',
  'metrics apply',
  'metrics list',
  'metrics preview',
  'fields list --object account',
  'fields show',
  'usage push --as-of 2026-06-30',
  'fields pull --since 2026-01-01',
  'usage reconcile',
  'credits',
  'runs list',
  'runs show latest',
  'join check',
  'local-heap info',
  'org info',
])('%s is painted, and no escape code is taken apart', async (line) => {
  const { code, stdout, stderr } = await terminal.run(line, { screen: true });
  expect(code, `${stdout}${stderr}`).toBe(0);
  // What is left of a code whose first character was taken for part of a name.
  expect(stdout.replaceAll('\u001b[', '\u001b')).not.toMatch(/\[\d+m/);
});
