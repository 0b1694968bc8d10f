import type { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Command } from '../commands/command.ts';
import { type Option, optionKey } from '../commands/command-options.ts';
import { COMMANDS } from '../commands/index.ts';
import { checkOptions, misuse } from './check-options.ts';
import type { ProjectPlace } from './open-project.ts';
import type { CommandCall } from './play-command.ts';

/** What a program asks for, checked: types are gone when it runs, and it may have none. */
export function callOf(words: string, given: object, place: ProjectPlace): CommandCall {
  const command: Command = findCommand(words);
  if (command.untilInterrupted) {
    throw misuse(`"${words}" stays until Ctrl-C, and is no function of a program.`, command, [
      'For a server of your own: startLocalOrg(), startLocalHeap(). For what is due now: run("schedule due").',
    ]);
  }
  const { config, environment, targetOrg } = place;
  const shared = { config, environment, 'target-org': targetOrg, json: true };
  return checkOptions(command, { ...shared, ...rawOptions(command, new Map(Object.entries(given))) });
}

function findCommand(words: string): Command {
  const commands = new Map<string, Command>(COMMANDS.map((command) => [command.words.join(' '), command]));
  const found = commands.get(words);
  if (found !== undefined) return found;
  const near = nearest(words, [...commands.keys()]);
  throw misuse(
    `There is no command "${words}".`,
    undefined,
    near.length === 0 ? [] : [`Did you mean ${near.join(' or ')}?`],
  );
}

/** By the name as a person types it, as `checkOptions` takes it. */
function rawOptions(command: Command, given: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> {
  const takes = [
    ...Object.entries(command.options).map(([name, option]) => ({ name, is: kindOf(option) })),
    ...Object.entries(command.positionals).map(([name, { many }]) => ({ name, is: many ? KINDS.texts : KINDS.text })),
  ];
  const keys = takes.map(({ name }) => optionKey(name));
  const stranger = [...given.keys()].find((key) => !keys.includes(key));
  if (stranger !== undefined) throw unknownKey(command, stranger, keys);
  const raw: Record<string, unknown> = {};
  for (const { name, is } of takes) {
    const value = given.get(optionKey(name));
    if (value === undefined) continue;
    if (!is.holds(value)) throw misuse(`${optionKey(name)} must be ${is.what}, and is ${shown(value)}.`, command);
    raw[name] = value;
  }
  return raw;
}

interface Kind {
  readonly what: string;
  holds(value: unknown): boolean;
}

const KINDS = {
  switch: { what: 'true or false', holds: (value) => typeof value === 'boolean' },
  number: { what: 'a number', holds: (value) => typeof value === 'number' },
  text: { what: 'a text', holds: (value) => typeof value === 'string' },
  texts: {
    what: 'a list of texts',
    holds: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  },
} as const satisfies Record<string, Kind>;

function kindOf({ type }: Option): Kind {
  return { boolean: KINDS.switch, integer: KINDS.number, string: KINDS.text, strings: KINDS.texts }[type];
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? typeof value;
}

function unknownKey(command: Command, key: string, known: readonly string[]): Mistake {
  const [near] = nearest(key, known, 1);
  return misuse(
    `${command.words.join(' ')} has no option ${key}.`,
    command,
    near === undefined ? [] : [`Did you mean ${near}?`],
  );
}
