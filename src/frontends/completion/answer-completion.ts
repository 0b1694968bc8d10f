import { basename } from 'node:path';
import { misuse } from '../check-options.ts';
import { writeTo } from '../output.ts';
import { printError, type World } from '../run-command.ts';
import type { Program } from '../yargs.ts';
import { completeLine } from './complete-line.ts';
import { SHELL_SCRIPTS, type Shell } from './shell-scripts.ts';

type Screens = Pick<World, 'env' | 'stdout' | 'stderr'>;

/** What the script of a shell asks at a Tab: a line for each answer, with what it does behind a tab. */
export async function answerTab(program: Program, words: readonly string[], { stdout }: Screens): Promise<number> {
  const found = completeLine(program.commands, words);
  await writeTo(stdout, found.map(({ text, describe }) => `${text}\t${describe}\n`).join(''));
  return 0;
}

/** `heap-sf completion [bash|zsh|fish]`: the script on standard output, of the person's own shell unless one is named. */
export async function printScript(program: Program, words: readonly string[], world: Screens): Promise<number> {
  const [wanted, extra] = words;
  if (wanted === '--help' || wanted === '-h') {
    await writeTo(world.stdout, `${helpText(program.name)}\n`);
    return 0;
  }
  const shell = wanted ?? basename(world.env['SHELL'] ?? '');
  if (extra === undefined && isShell(shell)) {
    await writeTo(world.stdout, SHELL_SCRIPTS[shell](program.name));
    return 0;
  }
  const because =
    extra !== undefined
      ? `completion does not know what to do with "${extra}".`
      : wanted === undefined
        ? 'completion does not know your shell: SHELL names none of bash, zsh and fish.'
        : `completion knows bash, zsh and fish, and not "${wanted}".`;
  return printError(misuse(because, undefined, [`Name one: ${program.name} completion bash`]), false, world);
}

function isShell(text: string): text is Shell {
  return Object.hasOwn(SHELL_SCRIPTS, text);
}

function helpText(name: string): string {
  return `${name} completion [shell]

Print a script that completes command lines: commands, options and their values

Positionals:
  shell  bash, zsh or fish. Default: the shell of SHELL

Examples:
  ${name} completion bash >> ~/.bashrc
  ${name} completion zsh >> ~/.zshrc
  ${name} completion fish > ~/.config/fish/completions/${name}.fish`;
}
