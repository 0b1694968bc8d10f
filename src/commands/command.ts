import type { Log } from '../base/log.ts';
import type { Context } from '../context.ts';
import type { Look } from './look.ts';

interface OptionFacts {
  /** One line, as it stands in the help. */
  readonly describe: string;
  /** One letter, as `d` for `-d`. */
  readonly short?: string;
}

export interface TextOption extends OptionFacts {
  readonly type: 'string';
  readonly default?: string;
  readonly choices?: readonly string[];
  readonly required?: true;
}

/** May be given several times; none given is an empty list. */
export interface TextsOption extends OptionFacts {
  readonly type: 'strings';
  readonly choices?: readonly string[];
}

export interface IntegerOption extends OptionFacts {
  readonly type: 'integer';
  readonly default?: number;
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
}

/** False unless given. */
export interface SwitchOption extends OptionFacts {
  readonly type: 'boolean';
}

export type Option = TextOption | TextsOption | IntegerOption | SwitchOption;

/** By name as a person types it, `dry-run`; the command reads it as `dryRun`. */
export type Options = Readonly<Record<string, Option>>;

export interface Positional {
  readonly describe: string;
  readonly required?: true;
  /** Takes all words that are left, none of them too; only the last one may. */
  readonly many?: true;
}

/** Words without dashes after the command's own, in this order. */
export type Positionals = Readonly<Record<string, Positional>>;

/** How a command went that did not stop with an error; the front end makes an exit code of it. */
export type Outcome = 'done' | 'partly' | 'failed' | 'running';

/** What a run may use of the front end that started it. */
export interface Stage {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Aborted by the second Ctrl-C, right before the process ends. */
  readonly insisted: AbortSignal;
  /** What a server tells of its life, one line for each event. */
  readonly journal: Log;
  /** How this program is started once more: the executable, and what comes before the words of a command. */
  readonly program: readonly string[];
  /** Shows the command's data as it is now, in place of what was shown before; nothing with `--json`. */
  draw(data: unknown): Promise<void>;
  /** Lets go of something when the command is over, whatever happened; last asked, first done. */
  atEnd(work: () => Promise<void> | void): void;
  /** Shows a text and asks a question below it, for a yes; absent where nobody can answer. */
  readonly confirm?: (text: string, question: string) => Promise<boolean>;
  /** Lets a person tick choices of a list, with a search; undefined when they give up. Absent where nobody can answer. */
  readonly choose?: (question: Choosing) => Promise<readonly string[] | undefined>;
  /** Lets a person pick one of a list, or type a line; undefined when they give up. Absent where nobody can answer. */
  readonly pick?: (question: Picking) => Promise<string | undefined>;
  readonly type?: (question: Typing) => Promise<string | undefined>;
}

interface Picking {
  readonly question: string;
  readonly choices: readonly Choice[];
  /** The value that the cursor is at first. */
  readonly first: string;
}

interface Typing {
  readonly question: string;
  /** What an empty line means. */
  readonly otherwise: string;
  /** What is wrong with an answer, to be asked again. */
  readonly trouble?: (answer: string) => string | undefined;
}

interface Choosing {
  readonly question: string;
  readonly choices: readonly Choice[];
  /** Values of the choices that are ticked at first. */
  readonly ticked: readonly string[];
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Shown beside the choice that the cursor is at, and searched as well. */
  readonly hint?: string;
}

interface CommandFacts {
  /** `['metrics', 'plan']`: `heap-sf metrics plan`, `sf heap metrics plan`. */
  readonly words: readonly [string, ...string[]];
  readonly summary: string;
  readonly description?: string;
  /** Without the program's name: `usage push --dry-run`. */
  readonly examples?: readonly { readonly line: string; readonly does: string }[];
  /**
   * `optional`: also runs where there is no heap.config.yaml, with the settings of an empty one. `made`: makes that file,
   * and is given its path and the settings of an empty one, whatever is there.
   */
  readonly config?: 'optional' | 'made';
  /** Once its result is shown, the command stays until Ctrl-C, which is its proper end: a server. */
  readonly untilInterrupted?: true;
  /** Ctrl-C is its proper end: `run` sees the signal, and returns what it has. */
  readonly endsAtInterrupt?: true;
}

/** A command as it is written, with the types of its options and of what it returns. */
export interface CommandDefinition<W extends CommandFacts['words'], O extends Options, P extends Positionals, Result>
  extends CommandFacts {
  readonly words: W;
  readonly options?: O;
  readonly positionals?: P;
  /** Does the work and returns plain data, the same that `--json` prints. */
  run(context: Context, options: OptionsOf<O> & PositionalsOf<P>, stage: Stage): Promise<Result>;
  /** The data as text, without a line break at the end. */
  show(data: Result, look: Look): string;
  /** Done unless told otherwise. */
  outcome?(data: Result): Outcome;
  /** What a person should know although the command went well; printed apart from the result. */
  warnings?(data: Result): readonly string[];
}

export type OptionValue = string | readonly string[] | number | boolean | undefined;
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** A command as front ends see it: a value with words, options, `run` and `show`. */
export interface Command extends CommandFacts {
  readonly options: Options;
  readonly positionals: Positionals;
  run(context: Context, options: OptionValues, stage: Stage): Promise<unknown>;
  show(data: unknown, look: Look): string;
  outcome(data: unknown): Outcome;
  warnings(data: unknown): readonly string[];
}

/** The same with its words, its tables and its data in the type, for those who run commands from code. */
export interface TypedCommand<W extends CommandFacts['words'], O extends Options, P extends Positionals, Result>
  extends Command {
  readonly words: W;
  readonly options: O;
  readonly positionals: P;
  run(context: Context, options: OptionValues, stage: Stage): Promise<Result>;
}

export type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Rest}`
  ? `${Head}${Capitalize<CamelCase<Rest>>}`
  : Name;

type ValueOf<O extends Option> = O extends SwitchOption
  ? boolean
  : O extends TextsOption
    ? readonly string[]
    :
        | (O extends IntegerOption ? number : O extends { choices: readonly (infer Choice)[] } ? Choice : string)
        | Absent<O>;

type Absent<O> = O extends { required: true } | { default: string | number } ? never : undefined;

export type OptionsOf<O extends Options> = { readonly [Name in keyof O & string as CamelCase<Name>]: ValueOf<O[Name]> };

export type PositionalsOf<P extends Positionals> = {
  readonly [Name in keyof P & string as CamelCase<Name>]: P[Name] extends { many: true }
    ? readonly string[]
    : string | (P[Name] extends { required: true } ? never : undefined);
};

/** Makes a command of its definition; the types of the options that `run` gets follow from the table. */
export function defineCommand<
  const W extends CommandFacts['words'],
  Result,
  // biome-ignore lint/complexity/noBannedTypes: an empty table of options has no names
  const O extends Options = {},
  // biome-ignore lint/complexity/noBannedTypes: nor has one of positionals
  const P extends Positionals = {},
>(definition: CommandDefinition<W, O, P, Result>): TypedCommand<W, O, P, Result> {
  const { options, positionals, outcome, warnings, ...rest } = definition;
  return {
    ...rest,
    // None given is an empty table, which is then the type as well.
    options: (options ?? {}) as O,
    positionals: (positionals ?? {}) as P,
    outcome: (data: unknown) => outcome?.(data as Result) ?? 'done',
    warnings: (data: unknown) => warnings?.(data as Result) ?? [],
  };
}

/** `dry-run` → `dryRun`, as `run` reads it. */
export function optionKey(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
