// The terminal program with the sample commands, as a process of its own.
import { systemClock } from '../../src/base/clock.ts';
import { listenForInterrupts } from '../../src/frontends/interrupts.ts';
import { runProgram } from '../../src/frontends/yargs.ts';
import { SAMPLE_COMMANDS } from './sample-commands.ts';

const { signal } = listenForInterrupts();
const code = await runProgram({ name: 'heap-sf', version: '1.2.3', commands: SAMPLE_COMMANDS }, process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: systemClock,
  signal,
  openContext: ({ settings, clock, progress, log }) =>
    ({ settings, clock, progress, log, close: async () => {} }) as never,
});
process.exit(code);
