// The terminal program with the sample commands, as a process of its own.
import { systemClock } from '../../src/base/clock.ts';
import { listenForInterrupts } from '../../src/frontends/interrupts.ts';
import { runProgram } from '../../src/frontends/yargs.ts';
import { openSample, SAMPLE_PROGRAM } from './sample-commands.ts';

const { stdout, stderr, env } = process;
const { signal } = listenForInterrupts();
const world = { cwd: process.cwd(), env, stdout, stderr, clock: systemClock, signal, openContext: openSample };
process.exit(await runProgram(SAMPLE_PROGRAM, process.argv.slice(2), world));
