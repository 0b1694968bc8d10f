import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { defineCommand } from '../../src/commands/command.ts';
import { terminalProgress } from '../../src/frontends/progress.ts';
import { runProgram } from '../../src/frontends/yargs.ts';
import { openSample } from './sample-commands.ts';

const COUNT = defineCommand({
  words: ['count'],
  summary: 'Count',
  async run({ progress }) {
    progress.step('Reading the export');
    progress.update('3 of 4 tables');
    progress.done('60,000 events');
    return {};
  },
  show: () => 'Counted.',
});

/** A terminal that keeps what is written to it. */
function screen(columns = 80) {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns,
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

test('a terminal that does not know its width has the lines that one of 80 columns has', async () => {
  const shown = await Promise.all(
    [0, 80].map(async (columns) => {
      const { stream, lines } = screen(columns);
      const { signal } = new AbortController();
      const world = { cwd: '.', env: {}, stdout: new PassThrough(), stderr: stream, clock: systemClock, signal };
      const program = { name: 'heap-sf', version: '0.0.0', commands: [COUNT] };
      return [await runProgram(program, ['count'], { ...world, openContext: openSample }), lines()];
    }),
  );
  expect(shown[0]).toEqual(shown[1]);
  expect(shown[0]?.[1]).toContain('✔ Reading the export: 60,000 events');
});
