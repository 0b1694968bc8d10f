import yargs, { type Argv } from 'yargs';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Command, Option, Options } from '../commands/command.ts';
import { SHARED_OPTIONS } from '../commands/shared-options.ts';
import { checkOptions, misuse, unknownOption } from './check-options.ts';
import { writeTo } from './output.ts';
import { type CommandCall, printError, runCommand, type World } from './run-command.ts';

// Missing in the types of yargs: https://github.com/yargs/yargs/blob/main/docs/api.md#usageconfiguration
declare module 'yargs' {
  interface Argv<T> {
    usageConfiguration(configuration: { readonly 'hide-types': boolean }): Argv<T>;
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
    return printError(error, args.includes('--json'), world);
  }
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
  await register(root, program, [], onCall)
    .usage(`${program.name} <command> [options]`)
    .epilogue(`Options of a command: ${program.name} <command> --help`)
    // With a callback yargs hands over its texts and prints nothing itself.
    .parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
      text = output;
    });
  if (call !== undefined) return { kind: 'call', call };
  // Words that only begin a command, or none at all: what could follow.
  return text === '' ? readLine(program, [...args, '--help']) : { kind: 'text', text };
}

function settle(line: Argv, program: Program): Argv {
  return line
    .locale('en')
    .help('help', 'Show help')
    .alias('help', 'h')
    .wrap(80)
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
    });
}

/** The commands below some words: those that end here, and one group for each next word. */
function register(
  line: Argv,
  program: Program,
  above: readonly string[],
  onCall: (command: Command, argv: Record<string, unknown>) => void,
): Argv {
  const here = program.commands.filter(({ words }) => above.every((word, index) => words[index] === word));
  const nextWords = [...new Set(here.map(({ words }) => words[above.length]))].filter((word) => word !== undefined);
  let built = line;
  for (const word of nextWords) {
    const words = [...above, word];
    const command = here.find((one) => one.words.length === words.length && one.words.at(-1) === word);
    built = command
      ? built.command(
          usageOf(command, word),
          command.summary,
          (sub) => describe(sub, program, command),
          (argv) => onCall(command, argv),
        )
      : built.command(word, groupSummary(here, words), (sub) =>
          register(sub, program, words, onCall).usage(`${program.name} ${words.join(' ')} <command> [options]`),
        );
  }
  return built.command({
    command: '$0',
    describe: false,
    builder: (sub) => sub,
    handler: (argv) => {
      const wrong = wordsOf(argv)[above.length];
      if (wrong !== undefined) throw unknownCommand(wrong, above, nextWords, program);
      const option = Object.keys(argv).find((key) => key !== '_' && key !== '$0');
      if (option !== undefined) throw misuse(`Name a command before its options: ${nextWords.join(', ')}.`);
    },
  });
}

function describe(line: Argv, program: Program, command: Command): Argv {
  const summary = [command.summary, command.description].filter((text) => text !== undefined).join('\n\n');
  let built = line.usage(
    `${program.name} ${[...command.words.slice(0, -1), usageOf(command, command.words.at(-1) ?? '')].join(' ')} [options]\n\n${summary}`,
  );
  for (const [name, { describe, required }] of Object.entries(command.positionals)) {
    built = built.positional(name, { type: 'string', describe: `${describe}${required ? '' : ' (may be left out)'}` });
  }
  built = built.options(tableOf(command.options)).group(Object.keys(command.options), 'Options:');
  built = built.options(tableOf(SHARED_OPTIONS)).group([...Object.keys(SHARED_OPTIONS), 'help'], 'For every command:');
  built = built.version(false);
  for (const { line: example, does } of command.examples ?? [])
    built = built.example(`${program.name} ${example}`, does);
  return built;
}

// Values are checked in one place for all front ends, so yargs is told no more than how to read them.
function tableOf(options: Options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      {
        type: option.type === 'boolean' ? ('boolean' as const) : ('string' as const),
        describe: describeOption(option),
        ...(option.short !== undefined && { alias: option.short }),
        ...(option.type !== 'boolean' && { requiresArg: true }),
      },
    ]),
  );
}

function describeOption(option: Option): string {
  const facts = [
    'choices' in option && option.choices ? `one of ${option.choices.join(', ')}` : undefined,
    'default' in option && option.default !== undefined ? `default ${option.default}` : undefined,
    'required' in option && option.required ? 'required' : undefined,
    option.type === 'strings' ? 'may be repeated' : undefined,
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? option.describe : `${option.describe} (${facts.join('; ')})`;
}

function usageOf({ positionals }: Command, word: string): string {
  // Optional to yargs even when required: that it is missing is said by the check of all front ends.
  return [word, ...Object.keys(positionals).map((name) => `[${name}]`)].join(' ');
}

function groupSummary(commands: readonly Command[], words: readonly string[]): string {
  const below = commands.filter((one) => words.every((word, index) => one.words[index] === word));
  return below.map((one) => one.words.slice(words.length).join(' ')).join(' | ');
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
  const known = [
    ...Object.keys(options),
    ...Object.keys(command.positionals),
    ...letters,
    '_',
    '$0',
    'help',
    'h',
    'version',
  ];
  const unknown = Object.keys(argv).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unknownOption(command, unknown);
  return argv;
}
