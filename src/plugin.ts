import { COMMANDS as commands } from './commands/index.ts';
import type { Context, ContextRequest } from './context.ts';
import { toOclif } from './frontends/oclif.ts';

/** What `sf` loads: one class per command, under its id `heap:metrics:plan`. */
export const COMMANDS = Object.fromEntries(
  commands.map((command) => [['heap', ...command.words].join(':'), toOclif(command, openContext)]),
);

// Loaded when a command runs: sf asks for all classes of a plugin to list them.
async function openContext(request: ContextRequest): Promise<Context> {
  return (await import('./context.ts')).openContext(request);
}
