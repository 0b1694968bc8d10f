// heap-sf as it is, by a clock that a test moves: the time stands in a file, and is the same for the runs that it starts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../../src/commands/index.ts';
import { listenForInterrupts } from '../../src/frontends/interrupts.ts';
import { runProgram } from '../../src/frontends/yargs.ts';

const { stdin, stdout, stderr, env, argv } = process;
const file = env['HEAP_SF_TEST_CLOCK'] ?? '';
const code = await runProgram({ name: 'heap-sf', version: '0.0.0', commands: COMMANDS }, argv.slice(2), {
  cwd: process.cwd(),
  env,
  stdin,
  stdout,
  stderr,
  clock: { now: () => new Date(readFileSync(file, 'utf8')) },
  ...listenForInterrupts(),
  program: [process.execPath, fileURLToPath(import.meta.url)],
  openContext: async (request) => (await import('../../src/context.ts')).openContext(request),
});
process.exit(code);
