import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Command } from '../commands/command.ts';
import {
  type IntegerOption,
  type Option,
  type OptionValue,
  type OptionValues,
  optionKey,
} from '../commands/command-options.ts';
import { SHARED_OPTIONS } from '../commands/shared-options.ts';
import type { CommandCall } from './play-command.ts';

/** What a parser of command lines found: texts, lists of texts and switches, by the name as typed. */
export type RawOptions = Readonly<Record<string, unknown>>;

/** Checks what a person gave against the command's tables; both front ends come through here. */
export function checkOptions(command: Command, raw: RawOptions): CommandCall {
  const checked = (name: string, option: Option): OptionValue => {
    const value = readOption(name, option, raw[name]);
    if (value.status === 'wrong') throw misuse(value.because, command);
    return value.value;
  };
  const shared = {
    targetOrg: textOf(checked('target-org', SHARED_OPTIONS['target-org'])),
    environment: textOf(checked('environment', SHARED_OPTIONS.environment)),
    config: textOf(checked('config', SHARED_OPTIONS.config)),
    json: checked('json', SHARED_OPTIONS.json) === true,
  };
  const options: Record<string, OptionValue> = {};
  for (const [name, option] of Object.entries(command.options)) {
    options[optionKey(name)] = checked(name, option);
  }
  for (const [name, { describe, required, many }] of Object.entries(command.positionals)) {
    const given = raw[name];
    if (many) {
      const words = (Array.isArray(given) ? given : given === undefined ? [] : [given]).map(String);
      if (required && words.length === 0) throw misuse(`<${name}> is missing. ${describe}`, command);
      options[optionKey(name)] = words;
      continue;
    }
    if (given === undefined && required) throw misuse(`<${name}> is missing. ${describe}`, command);
    options[optionKey(name)] = given === undefined ? undefined : String(given);
  }
  return { command, options: options satisfies OptionValues, shared };
}

type Read =
  | { readonly status: 'fine'; readonly value: OptionValue }
  | { readonly status: 'wrong'; readonly because: string };

function readOption(name: string, option: Option, given: unknown): Read {
  const list = given === undefined ? [] : Array.isArray(given) ? given : [given];
  if (option.type === 'boolean') return fine(list.includes(true));
  const texts = list.map(String);
  if (texts.includes('')) return wrong(`--${name} needs a value. ${option.describe}`);
  if (option.type !== 'integer') {
    const stranger = texts.find((text) => option.choices && !option.choices.includes(text));
    if (stranger !== undefined)
      return wrong(`--${name} is "${stranger}"; ${choiceHint(stranger, option.choices ?? [])}`);
  }
  if (option.type === 'strings') return fine(texts);
  if (texts.length > 1) return wrong(`--${name} is given ${texts.length} times; once is enough.`);
  const [text] = texts;
  if (text !== undefined) return option.type === 'integer' ? readInteger(name, option, text) : fine(text);
  return option.required ? wrong(`--${name} is missing. ${option.describe}`) : fine(option.default);
}

function readInteger(name: string, { min = 0, max }: IntegerOption, text: string): Read {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= min && (max === undefined || number <= max)) return fine(number);
  const range = max === undefined ? `of ${min} or more` : `from ${min} to ${max}`;
  return wrong(`--${name} is "${text}"; it must be a whole number ${range}.`);
}

function choiceHint(text: string, choices: readonly string[]): string {
  const [near] = nearest(text, choices, 1);
  return `it can be ${choices.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
}

function fine(value: OptionValue): Read {
  return { status: 'fine', value };
}

function wrong(because: string): Read {
  return { status: 'wrong', because };
}

function textOf(value: OptionValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A command line that cannot be understood. */
export function misuse(message: string, command?: Command, actions: readonly string[] = []): Mistake {
  const help = `See the help: heap-sf ${command === undefined ? '' : `${command.words.join(' ')} `}--help`;
  return new Mistake({ trouble: 'misuse', message, actions: [...actions, help] });
}

/** An option that the command does not have, with the one that was probably meant. */
export function unknownOption(command: Command, name: string): Mistake {
  const known = [...Object.keys(command.options), ...Object.keys(SHARED_OPTIONS), 'help'];
  const [near] = nearest(name, known, 1);
  const actions = near === undefined ? [] : [`Did you mean --${near}?`];
  return misuse(`${command.words.join(' ')} has no option ${dashed(name)}.`, command, actions);
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
