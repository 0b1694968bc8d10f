import { Args, Errors, Flags, type Interfaces, Command as OclifCommand } from '@oclif/core';
import { systemClock } from '../base/clock.ts';
import { Mistake } from '../base/errors.ts';
import type { Command, Option, Options } from '../commands/command.ts';
import { SHARED_OPTIONS } from '../commands/shared-options.ts';
import { checkOptions, misuse, unknownOption } from './check-options.ts';
import { listenForInterrupts } from './interrupts.ts';
import { type OpenContext, printError, runCommand } from './run-command.ts';

/** A command as a class that `sf` can load: `sf heap metrics plan`. */
export function toOclif(command: Command, openContext: OpenContext): typeof OclifCommand {
  return class extends OclifCommand {
    static override id = ['heap', ...command.words].join(':');
    static override summary = command.summary;
    static override description = command.description ?? '';
    static override examples = (command.examples ?? []).map(({ line, does }) => ({
      description: does,
      command: `<%= config.bin %> heap ${line}`,
    }));
    static override flags = flagsOf({ ...command.options, ...SHARED_OPTIONS });
    static override args = argsOf(command);

    override async run(): Promise<void> {
      const { flags, args } = await this.parse({
        flags: flagsOf({ ...command.options, ...SHARED_OPTIONS }),
        args: argsOf(command),
      });
      const call = checkOptions(command, { ...flags, ...args });
      const interrupts = listenForInterrupts();
      const code = await runCommand(call, {
        ...this.#process(),
        signal: interrupts.signal,
        insisted: interrupts.insisted,
        clock: systemClock,
        openContext,
      });
      interrupts.stop();
      if (code !== 0) throw quietExit(code);
    }

    /** Ends with our own code and words for a line that cannot be parsed; an exit already decided passes through. */
    protected override async catch(error: Error): Promise<void> {
      if ('code' in error && error.code === 'EEXIT') throw error;
      throw quietExit(await printError(plainly(command, error), this.argv.includes('--json'), this.#process()));
    }

    #process() {
      const { stdin, stdout, stderr, env } = process;
      return { cwd: process.cwd(), env, stdin, stdout, stderr };
    }
  };
}

// sf knows an exit by the class of its own oclif, which is not ours; by this member it knows one of any oclif.
function quietExit(code: number): Error {
  return Object.assign(new Errors.ExitError(code), { skipOclifErrorHandling: true });
}

function flagsOf(options: Options): Interfaces.FlagInput {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, flagOf(option)]));
}

// Values are checked in one place for all front ends; oclif is told the choices for its help only.
function flagOf(option: Option) {
  const facts = { summary: option.describe, ...(letter(option) && { char: letter(option)! }) };
  if (option.type === 'boolean') return Flags.boolean(facts);
  const choices = 'choices' in option && option.choices ? { options: [...option.choices] } : {};
  if (option.type === 'strings') return Flags.string({ ...facts, ...choices, multiple: true });
  const fallback = option.default === undefined ? {} : { default: String(option.default) };
  return Flags.string({ ...facts, ...choices, ...fallback, required: option.required ?? false });
}

type Letter = NonNullable<Parameters<typeof Flags.boolean>[0]>['char'];

function letter({ short }: Option): Letter {
  return short !== undefined && isLetter(short) ? short : undefined;
}

function isLetter(text: string): text is NonNullable<Letter> {
  return /^[a-zA-Z]$/.test(text);
}

function argsOf({ positionals }: Command): Interfaces.ArgInput {
  const args: Interfaces.ArgInput = {};
  for (const [name, { describe: description, required = false, many }] of Object.entries(positionals)) {
    // Both are arguments to oclif, whose types keep one and many apart.
    args[name] = many ? Args.string({ description, required, multiple: true }) : Args.string({ description, required });
  }
  return args;
}

/** What oclif says of a line that it cannot parse, as a mistake of ours; anything else as it is. */
function plainly(command: Command, error: Error): Error {
  if (error instanceof Mistake) return error;
  if ('flags' in error && Array.isArray(error.flags)) {
    return unknownOption(command, String(error.flags[0]).replace(/^-+/, ''));
  }
  const isParse = 'parse' in error && 'oclif' in error;
  return isParse ? misuse(error.message.replace(/\n?See more help with --help/, ''), command) : error;
}
