import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { terminalProgress } from '../../src/frontends/progress.ts';

/** A terminal that keeps what is written to it. */
function screen() {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    rows: 24,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  return { stream, lines: () => stripVTControlCharacters(text) };
}

test('each step ends with its mark, the last one as the command does', () => {
  const { stream, lines } = screen();
  const progress = terminalProgress({ stream, colour: false });
  progress.step('Reading the export');
  progress.update('3 of 4 tables');
  progress.done('60,000 events');
  progress.step('Counting');
  progress.step('Sending');
  progress.end('badly');
  progress.end('well');
  const shown = lines();
  expect(shown).toMatch(/✔ Reading the export: 60,000 events\n/);
  expect(shown).toMatch(/✔ Counting\n/);
  expect(shown).toMatch(/✖ Sending\n$/);
});

test('what is said outside of a step is not shown', () => {
  const { stream, lines } = screen();
  const progress = terminalProgress({ stream, colour: false });
  progress.update('x');
  progress.done('y');
  progress.end('well');
  expect(lines()).toBe('');
});
