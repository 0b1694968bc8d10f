import { COMMANDS as commands } from './commands/index.ts';
import { openContext } from './context.ts';
import { toOclif } from './frontends/oclif.ts';

/** What `sf` loads: one class per command, `heap:metrics:plan`. */
export const COMMANDS = Object.fromEntries(
  commands.map((command) => [['heap', ...command.words].join(':'), toOclif(command, openContext)]),
);
