import yargs, { type Argv } from 'yargs';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Command } from '../commands/command.ts';
import type { Options } from '../commands/command-options.ts';
import { SHARED_OPTIONS } from '../commands/shared-options.ts';
import { checkOptions, misuse, unknownOption } from './check-options.ts';
import { writeTo } from './output.ts';
import type { CommandCall } from './play-command.ts';
import { printError, runCommand, type World } from './run-command.ts';
import { commandHelp, groupHelp, HELP_WIDTH, tableOf, usageOf } from './yargs-help.ts';

// Missing in the types of yargs: https://github.com/yargs/yargs/blob/main/docs/api.md#usageconfiguration
declare module 'yargs' {
  interface Argv<T> {
    usageConfiguration(configuration: { readonly 'hide-types': boolean }): this;
  }
}

export interface Program {
  readonly name: string;
  readonly version: string;
  readonly commands: readonly Command[];
}

/** Runs one command line, and tells the exit code. */
export async function runProgram(program: Program, args: readonly string[], world: World): Promise<number> {
  try {
    const read = await readLine(program, args);
    if (read.kind === 'call') return runCommand(read.call, world);
    await writeTo(world.stdout, `${read.text}\n`);
    return 0;
  } catch (error) {
    return printError(error, args.includes('--json'), world, named(program, args));
  }
}

/** The command that a line begins with, whatever is wrong with the rest. */
function named({ commands }: Program, args: readonly string[]): Command | undefined {
  return commands.find(({ words }) => words.every((word, index) => args[index] === word));
}

type Line = { readonly kind: 'call'; readonly call: CommandCall } | { readonly kind: 'text'; readonly text: string };

/** What a command line asks for: a command with its options, or a text of help. */
async function readLine(program: Program, args: readonly string[]): Promise<Line> {
  let call: CommandCall | undefined;
  let text = '';
  const onCall = (command: Command, argv: Record<string, unknown>) => {
    const extra = wordsOf(argv)[command.words.length];
    if (extra !== undefined)
      throw misuse(`${command.words.join(' ')} does not know what to do with "${extra}".`, command);
    call = checkOptions(command, knownOnly(command, argv));
  };
  const root = settle(yargs([]).scriptName(program.name).version(program.version), program);
  await register(root, program, [], onCall, (help) => (text = help))
    // With a callback yargs hands over its texts and prints nothing itself.
    .parseAsync(
      args[0] === 'help' ? [...args.slice(1), '--help'] : [...args],
      {},
      (_error: unknown, _argv: unknown, output: string) => {
        if (output !== '') text = output;
      },
    );
  return call === undefined ? { kind: 'text', text } : { kind: 'call', call };
}

function settle(line: Argv, program: Program): Argv {
  return (
    line
      .locale('en')
      // Only commands have their help from yargs: that of a group is a list of our own.
      .help(false)
      .wrap(HELP_WIDTH)
      // Known from the start, so that one of them may stand before the command.
      .options(tableOf(SHARED_OPTIONS))
      .exitProcess(false)
      .usageConfiguration({ 'hide-types': true })
      .parserConfiguration({
        'camel-case-expansion': false,
        'dot-notation': false,
        'boolean-negation': false,
        'parse-positional-numbers': false,
        'parse-numbers': false,
        'short-option-groups': false,
      })
      .fail((message: string, error: Error | undefined) => {
        // YError is what yargs throws for a line that it cannot read; any other error is not about the line.
        if (error instanceof Error && error.name !== 'YError') throw error;
        throw new Mistake({ trouble: 'misuse', message: error?.message ?? message, actions: [helpOf(program)] });
      })
  );
}

/** The commands below some words: those that end here, and one group for each next word. */
function register(
  line: Argv,
  program: Program,
  above: readonly string[],
  onCall: (command: Command, argv: Record<string, unknown>) => void,
  onGroup: (help: string) => void,
): Argv {
  const below = program.commands.filter(({ words }) => above.every((word, index) => words[index] === word));
  const nextWords = [...new Set(below.map(({ words }) => words[above.length]))].filter((word) => word !== undefined);
  let built = line;
  for (const word of nextWords) {
    const words = [...above, word];
    const command = below.find((one) => one.words.length === words.length && one.words.at(-1) === word);
    built = command
      ? built.command({
          command: usageOf(command),
          describe: false,
          builder: (sub) => commandHelp(sub, program.name, command),
          handler: (argv) => onCall(command, argv),
        })
      : built.command({
          command: word,
          describe: false,
          builder: (sub) => register(sub, program, words, onCall, onGroup),
          handler: () => {},
        });
  }
  return built.command({
    command: '$0',
    describe: false,
    builder: (sub) => sub,
    handler: (argv) => {
      const wrong = wordsOf(argv)[above.length];
      if (wrong !== undefined) throw unknownCommand(wrong, above, nextWords, program);
      const option = Object.keys(argv).find((key) => !['_', '$0', 'help', 'h'].includes(key));
      if (option !== undefined) throw misuse(`Name a command before its options: ${nextWords.join(', ')}.`);
      onGroup(groupHelp(program.name, above, below));
    },
  });
}

function unknownCommand(wrong: string, above: readonly string[], known: readonly string[], program: Program): Mistake {
  const full = [...above, wrong].join(' ');
  const near = nearest(wrong, known);
  const hint =
    near.length > 0
      ? `Did you mean ${near.map((word) => [...above, word].join(' ')).join(' or ')}?`
      : `Commands here: ${known.join(', ')}`;
  return new Mistake({
    trouble: 'misuse',
    message: `There is no command "${full}".`,
    actions: [hint, helpOf(program, above)],
    facts: { wanted: full, near },
  });
}

function helpOf({ name }: Program, words: readonly string[] = []): string {
  return `See the help: ${[name, ...words, '--help'].join(' ')}`;
}

function wordsOf(argv: Record<string, unknown>): string[] {
  return Array.isArray(argv['_']) ? argv['_'].map(String) : [];
}

function knownOnly(command: Command, argv: Record<string, unknown>): Record<string, unknown> {
  const options: Options = { ...command.options, ...SHARED_OPTIONS };
  const letters = Object.values(options).flatMap(({ short }) => short ?? []);
  const known = [...Object.keys(options), ...Object.keys(command.positionals), ...letters, '_', '$0', 'help', 'h'];
  const unknown = Object.keys(argv).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unknownOption(command, unknown);
  return argv;
}
