#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { systemClock } from './base/clock.ts';
import { COMMANDS } from './commands/index.ts';
import { openContext } from './context.ts';
import { listenForInterrupts } from './frontends/interrupts.ts';
import { nodeWarning } from './frontends/node-version.ts';
import { writeTo } from './frontends/output.ts';
import { runProgram } from './frontends/yargs.ts';

const { version, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const { stdout, stderr, env, argv } = process;

const warning = nodeWarning(process.versions.node, engines.node);
if (warning !== undefined) await writeTo(stderr, `${warning}\n`);

const { signal } = listenForInterrupts();
const code = await runProgram({ name: 'heap-sf', version, commands: COMMANDS }, argv.slice(2), {
  cwd: process.cwd(),
  env,
  stdout,
  stderr,
  clock: systemClock,
  signal,
  openContext,
});
// At once: an interrupted command may have left work behind that nobody waits for any more.
process.exit(code);
