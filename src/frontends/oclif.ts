import { Args, Errors, Flags, type Interfaces, Command as OclifCommand } from '@oclif/core';
import { systemClock } from '../base/clock.ts';
import { Mistake } from '../base/errors.ts';
import type { Command } from '../commands/command.ts';
import type { Option, Options } from '../commands/command-options.ts';
import { SHARED_OPTIONS } from '../commands/shared-options.ts';
import { checkOptions, misuse, unknownOption } from './check-options.ts';
import { listenForInterrupts } from './interrupts.ts';
import type { CommandCall, OpenContext } from './play-command.ts';
import type { ProgramWords } from './program-words.ts';
import { printError, runCommand } from './run-command.ts';

/** The org that sf works on unless told otherwise; undefined when nothing is set. */
export type ReadDefaultOrg = () => Promise<string | undefined>;

interface PluginDoors {
  readonly openContext: OpenContext;
  readonly readDefaultOrg: ReadDefaultOrg;
  readonly words: ProgramWords;
}

/** A command as a class that `sf` can load: `sf heap metrics plan`. */
export function toOclif(command: Command, { openContext, readDefaultOrg, words }: PluginDoors): typeof OclifCommand {
  return class extends OclifCommand {
    static override id = ['heap', ...command.words].join(':');
    static override summary = sentence(command.summary);
    static override description = words(command.description ?? '');
    static override examples = (command.examples ?? []).map(({ line, does }) => ({
      description: words(does.includes(':') ? does : `${does}:`),
      command: `<%= config.bin %> heap ${line}`,
    }));
    static override flags = flagsOf(command);
    static override args = argsOf(command);

    #json = this.argv.includes('--json');

    override async run(): Promise<void> {
      const { flags, args } = await this.parse({ flags: flagsOf(command), args: argsOf(command) });
      // A file of --flags-dir may say so as well.
      this.#json ||= flags['json'] === true;
      const call = await withDefaultOrg(checkOptions(command, { ...flags, ...args }), readDefaultOrg);
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
      throw quietExit(await printError(plainly(command, error), this.#json, this.#process(), command));
    }

    #process() {
      const { stdin, stdout, stderr, env } = process;
      return { cwd: process.cwd(), env, stdin, stdout, stderr, words };
    }
  };
}

/** As every command of sf: where nothing names an org, the one that `sf config set target-org` names. */
async function withDefaultOrg(call: CommandCall, readDefaultOrg: ReadDefaultOrg): Promise<CommandCall> {
  const { shared } = call;
  if (shared.targetOrg !== undefined || shared.environment !== undefined) return call;
  const defaultOrg = await readDefaultOrg();
  return defaultOrg === undefined ? call : { ...call, shared: { ...shared, defaultOrg } };
}

// sf knows an exit by the class of its own oclif, which is not ours; by this member it knows one of any oclif.
function quietExit(code: number): Error {
  return Object.assign(new Errors.ExitError(code), { skipOclifErrorHandling: true });
}

/** In the groups of sf's own commands: what is about sf or the files, and not about the command, is global. */
function flagsOf(command: Command): Interfaces.FlagInput {
  const { 'target-org': targetOrg, ...global } = SHARED_OPTIONS;
  return {
    'target-org': flagOf({ ...targetOrg, describe: TARGET_ORG }),
    ...mapped(command.options, (option) => flagOf(option)),
    ...mapped(global, (option) => flagOf(option, { helpGroup: 'GLOBAL' })),
    // sf itself reads the files of this folder, and puts them into the line before we see it.
    'flags-dir': Flags.directory({ summary: 'Import flag values from a directory.', helpGroup: 'GLOBAL' }),
  };
}

const TARGET_ORG =
  'Salesforce org: an alias or username that sf knows, or "local". Default: the target-org of sf, or else the local org';

function mapped(options: Options, flag: (option: Option) => ReturnType<typeof flagOf>): Interfaces.FlagInput {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, flag(option)]));
}

// Values are checked in one place for all front ends; oclif is told the choices for its help and completion only.
function flagOf(option: Option, group: { readonly helpGroup?: string } = {}) {
  const facts = { summary: sentence(option.describe), ...(letter(option) && { char: letter(option)! }), ...group };
  if (option.type === 'boolean') return Flags.boolean(facts);
  const choices = 'choices' in option && option.choices ? { options: [...option.choices] } : {};
  if (option.type === 'strings') return Flags.string({ ...facts, ...choices, multiple: true });
  const fallback = option.default === undefined ? {} : { default: String(option.default) };
  return Flags.string({ ...facts, ...choices, ...fallback, required: option.required ?? false });
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
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
