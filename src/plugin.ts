import { COMMANDS as commands } from './commands/index.ts';
import type { Context, ContextRequest } from './context.ts';
import { toOclif } from './frontends/oclif.ts';
import { sfWords } from './frontends/program-words.ts';

const doors = { openContext, readDefaultOrg, words: sfWords(commands) };

/** What `sf` loads: one class per command, under its id `heap:metrics:plan`. */
export const COMMANDS = Object.fromEntries(
  commands.map((command) => [['heap', ...command.words].join(':'), toOclif(command, doors)]),
);

// Loaded when a command runs: where there is no manifest, sf asks for all classes of a plugin to list them.
async function openContext(request: ContextRequest): Promise<Context> {
  return (await import('./context.ts')).openContext(request);
}

async function readDefaultOrg(): Promise<string | undefined> {
  return (await import('./salesforce/sf-default-org.ts')).readDefaultOrg();
}
