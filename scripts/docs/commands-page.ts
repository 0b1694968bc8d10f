import type { Command } from '../../src/commands/command.ts';
import type { Option, Options } from '../../src/commands/command-options.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { SHARED_OPTIONS } from '../../src/commands/shared-options.ts';
import { table } from './markdown.ts';

const nameOf = ({ words }: Command): string => words.join(' ');
const anchorOf = (command: Command): string => nameOf(command).replaceAll(' ', '-');

/** Every command, from the values that both front ends are made of. */
export function commandsPage(): string {
  return `# Commands

Made by \`node scripts/make-reference.ts\` from the commands themselves. \`heap-sf <command>\` in a terminal is \`sf heap <command>\` as a plugin.
How a command ends, its exit code says: [errors.md](errors.md).

${table(
  ['command', 'what it does'],
  COMMANDS.map((command) => [`[\`${nameOf(command)}\`](#${anchorOf(command)})`, command.summary]),
)}

For every command:

${optionTable(SHARED_OPTIONS)}

${COMMANDS.map(section).join('\n\n')}
`;
}

function section(command: Command): string {
  const { summary, description, positionals, options, examples } = command;
  const words = Object.entries(positionals);
  const parts = [
    `## ${nameOf(command)}`,
    `\`heap-sf ${usageOf(command)}\``,
    `${summary}.`,
    ...(description === undefined ? [] : [description]),
    ...(words.length === 0
      ? []
      : [
          table(
            ['word', 'meaning'],
            words.map(([name, { describe }]) => [name, describe]),
          ),
        ]),
    ...(Object.keys(options).length === 0 ? [] : [optionTable(options)]),
    ...(examples === undefined ? [] : [examples.map(({ line, does }) => `- \`heap-sf ${line}\`: ${does}`).join('\n')]),
  ];
  return parts.join('\n\n');
}

function usageOf(command: Command): string {
  const words = Object.entries(command.positionals).map(([name, { required, many }]) => {
    const shown = `${name.toUpperCase()}${many ? '…' : ''}`;
    return required ? shown : `[${shown}]`;
  });
  return [nameOf(command), ...words, '[options]'].join(' ');
}

function optionTable(options: Options): string {
  return table(
    ['option', 'meaning', 'default'],
    Object.entries(options).map(([name, option]) => [flagOf(name, option), meaningOf(option), defaultOf(option)]),
  );
}

function flagOf(name: string, option: Option): string {
  const value = option.type === 'boolean' ? '' : option.type === 'integer' ? ' N' : ' VALUE';
  return `\`${option.short === undefined ? '' : `-${option.short}, `}--${name}${value}\``;
}

function meaningOf(option: Option): string {
  const choices = 'choices' in option ? option.choices : undefined;
  return [
    option.describe,
    ...(choices === undefined ? [] : [`One of ${choices.map((choice) => `\`${choice}\``).join(', ')}`]),
    ...(option.type === 'strings' ? ['May be repeated'] : []),
  ].join('. ');
}

function defaultOf(option: Option): string {
  if ('required' in option && option.required) return 'required';
  return 'default' in option && option.default !== undefined ? `\`${option.default}\`` : '';
}
