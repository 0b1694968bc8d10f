import type { Argv } from 'yargs';
import type { Command } from '../commands/command.ts';
import type { Option, Options } from '../commands/command-options.ts';
import { SHARED_OPTIONS } from '../commands/shared-options.ts';
import { cellWidth } from './cell-width.ts';
import { wrapText } from './wrap-text.ts';

export const HELP_WIDTH = 80;

/** What stands above the options in the help of the program, or of a word that begins several commands. */
export function groupHelp(program: string, words: readonly string[], commands: readonly Command[]): string {
  const names = commands.map((command) => [...command.words.slice(0, -1), placeholders(command)].join(' '));
  const width = Math.max(...names.map(cellWidth));
  const lines = commands.flatMap(({ summary }, index) => {
    const text = wrapText(summary, HELP_WIDTH - width - 4);
    return text.map((line, row) => `  ${(row === 0 ? (names[index] ?? '') : '').padEnd(width)}  ${line}`);
  });
  const usage = [program, ...words, '<command> [options]'].join(' ');
  const more = [`More on one of them: ${program} <command> --help`];
  if (words.length === 0) {
    more.push(`Version of the program: ${program} --version`);
    more.push(`Completion in your shell: ${program} completion bash | zsh | fish`);
  }
  return [usage, '', 'Commands:', ...lines, '', ...more].join('\n');
}

/** Tells yargs of a command's options and examples; its help is made of that. */
export function commandHelp(line: Argv, program: string, command: Command): Argv {
  const { words, summary, description, options, positionals, examples } = command;
  const usage = [program, ...words.slice(0, -1), placeholders(command), '[options]'].join(' ');
  let built = line
    .help('help', 'Show help')
    .alias('help', 'h')
    .usage([usage, summary, ...(description === undefined ? [] : [description])].join('\n\n'));
  for (const [name, { describe }] of Object.entries(positionals)) {
    built = built.positional(name, { type: 'string', describe });
  }
  built = built.options(tableOf(options)).group(Object.keys(options), 'Options:');
  built = built.group([...Object.keys(SHARED_OPTIONS), 'help'], 'For every command:');
  for (const { line: example, does } of examples ?? []) built = built.example(`${program} ${example}`, does);
  return built.version(false);
}

/** The last word of a command with its positionals, as yargs wants them: that one is missing is said by our own check. */
export function usageOf({ words, positionals }: Command): string {
  const names = Object.entries(positionals).map(([name, { many }]) => (many ? `[${name}..]` : `[${name}]`));
  return [words.at(-1), ...names].join(' ');
}

function placeholders({ words, positionals }: Command): string {
  const names = Object.entries(positionals).map(([name, { required, many }]) => {
    const shown = many ? `${name}...` : name;
    return required ? `<${shown}>` : `[${shown}]`;
  });
  return [words.at(-1), ...names].join(' ');
}

/** Options as yargs reads them. It is told no more: values are checked in one place for all front ends. */
export function tableOf(options: Options) {
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
