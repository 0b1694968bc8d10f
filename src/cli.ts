#!/usr/bin/env node
import module from 'node:module';
import { nodeWarning } from './frontends/node-version.ts';

const warning = nodeWarning(process.versions.node);
if (warning !== undefined) process.stderr.write(`${warning}\n`);

// What was compiled once is not compiled again at each command; a Node that is too old does not know how.
module.enableCompileCache?.();

// Loaded only now: a Node that is too old cannot load the rest, and should not fail without a word on why.
const { runTerminal } = await import('./frontends/terminal.ts').catch((error: unknown) => {
  if (warning === undefined) throw error;
  process.exit(1);
});
// Ended at once: an interrupted command may leave work behind that nobody waits for any more.
process.exit(await runTerminal());
