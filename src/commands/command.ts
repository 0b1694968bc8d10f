import type { Context } from '../context.ts';
import type { Options, OptionsOf, OptionValues, Positionals, PositionalsOf } from './command-options.ts';
import type { Look } from './look.ts';
import type { Stage } from './stage.ts';

/** How a command went that did not stop with an error; the front end makes an exit code of it. */
export type Outcome = 'done' | 'partly' | 'failed' | 'running';

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
