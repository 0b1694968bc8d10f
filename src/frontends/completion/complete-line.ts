import type { Command } from '../../commands/command.ts';
import type { Option, Options } from '../../commands/command-options.ts';
import { SHARED_OPTIONS } from '../../commands/shared-options.ts';

export interface Completion {
  readonly text: string;
  readonly describe: string;
}

/** Words that are no command of the table: help, and what prints the script that asks here. */
const OWN_WORDS: readonly Completion[] = [
  { text: 'completion', describe: 'Print a script that completes command lines: bash, zsh or fish' },
  { text: 'help', describe: 'Show help' },
];
const HELP: Completion = { text: '--help', describe: 'Show help' };
const VERSION: Completion = { text: '--version', describe: 'Version of the program' };

/**
 * What may stand where the last of the words stands, which is empty or begun; those before it are whole. Nothing where
 * only the person knows, as for a name or a file. Shells leave out what does not begin as the word does.
 */
export function completeLine(commands: readonly Command[], typed: readonly string[]): readonly Completion[] {
  // A shell that parts words at = gives it as a word of its own; any other puts a whole word in place of the one begun.
  const [, begun = ''] = /^(--[^=]+=)/.exec(typed.at(-1) ?? '') ?? [];
  const words = typed.flatMap((word) => (word === '=' ? [] : word.startsWith('--') ? word.split('=') : [word]));
  const current = typed.at(-1) === '=' ? '' : (words.pop() ?? '');
  const before = words[0] === 'help' ? words.slice(1) : words;
  const { path, command, waiting } = readWords(commands, before);
  if (waiting !== undefined) return choicesOf(waiting, begun);
  const options = optionsOf(command);
  if (current.startsWith('-')) {
    const left = Object.entries(options).filter(([name, { type }]) => type === 'strings' || !isGiven(name, before));
    const named = left.map(([name, { describe }]) => ({ text: `--${name}`, describe }));
    return [...named, HELP, ...(before.length === 0 ? [VERSION] : [])];
  }
  if (command !== undefined) return [];
  if (path[0] === 'completion') return ['bash', 'zsh', 'fish'].map((text) => ({ text, describe: `For ${text}` }));
  const below = commands.filter(({ words: own }) => path.every((word, index) => own[index] === word));
  const next = Map.groupBy(below, ({ words: own }) => own[path.length] ?? '');
  const found = [...next].map(([text, own]) => ({ text, describe: describeAll(own, path.length) }));
  return path.length === 0 ? [...found, ...OWN_WORDS] : found;
}

interface ReadWords {
  /** Words without dashes, up to those of the command. */
  readonly path: readonly string[];
  readonly command: Command | undefined;
  /** The option whose value comes next. */
  readonly waiting: Option | undefined;
}

function readWords(commands: readonly Command[], words: readonly string[]): ReadWords {
  const path: string[] = [];
  let command: Command | undefined;
  let waiting: Option | undefined;
  for (const word of words) {
    if (waiting !== undefined) waiting = undefined;
    else if (word.startsWith('-')) waiting = withValue(optionsOf(command), word);
    else if (command === undefined) {
      path.push(word);
      command = commands.find((one) => one.words.join(' ') === path.join(' '));
    }
  }
  return { path, command, waiting };
}

function withValue(options: Options, word: string): Option | undefined {
  const [, option] =
    Object.entries(options).find(([name, { short }]) => word === `--${name}` || word === `-${short}`) ?? [];
  return option?.type === 'boolean' ? undefined : option;
}

function optionsOf(command: Command | undefined): Options {
  return { ...command?.options, ...SHARED_OPTIONS };
}

function isGiven(name: string, words: readonly string[]): boolean {
  return words.includes(`--${name}`);
}

function choicesOf(option: Option, begun: string): readonly Completion[] {
  const choices = 'choices' in option ? (option.choices ?? []) : [];
  return choices.map((text) => ({ text: `${begun}${text}`, describe: '' }));
}

function describeAll(commands: readonly Command[], depth: number): string {
  const [first, ...others] = commands;
  if (first === undefined) return '';
  return others.length === 0 && first.words.length === depth + 1
    ? first.summary
    : commands.map(({ words }) => words.slice(depth + 1).join(' ')).join(', ');
}
