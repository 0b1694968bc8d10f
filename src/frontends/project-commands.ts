import type { Command } from '../commands/command.ts';
import type {
  CamelCase,
  IntegerOption,
  Option,
  Options,
  Positional,
  Positionals,
  SwitchOption,
  TextsOption,
} from '../commands/command-options.ts';
import type { AnyCommand } from '../commands/index.ts';

/** The table of commands as types: what each takes, and what it returns. */
type Table = { readonly [C in AnyCommand as Spoken<C['words']>]: C };

type Spoken<W extends readonly string[]> = W extends readonly [
  infer First extends string,
  ...infer Rest extends string[],
]
  ? Rest extends []
    ? First
    : `${First} ${Spoken<Rest>}`
  : never;

/** A command by its words, as `usage push`: all of them but those that stay until Ctrl-C. */
export type CommandWords = Exclude<keyof Table, 'org start' | 'local-heap start' | 'schedule run'>;

/** What a command takes: its options and its words without dashes, by their names in camel case. */
export type CommandOptions<W extends CommandWords> = Given<Table[W]>;

/** What a command returns. */
export type CommandResult<W extends CommandWords> = Awaited<ReturnType<Table[W]['run']>>;

type Given<C extends Command> = GivenOptions<C['options']> & GivenPositionals<C['positionals']>;

type GivenOptions<O extends Options> = {
  readonly [Name in keyof O & string as Needed<O[Name], CamelCase<Name>>]: ValueOf<O[Name]>;
} & {
  readonly [Name in keyof O & string as Free<O[Name], CamelCase<Name>>]?: ValueOf<O[Name]> | undefined;
};

type GivenPositionals<P extends Positionals> = {
  readonly [Name in keyof P & string as Needed<P[Name], CamelCase<Name>>]: WordsOf<P[Name]>;
} & {
  readonly [Name in keyof P & string as Free<P[Name], CamelCase<Name>>]?: WordsOf<P[Name]> | undefined;
};

type Needed<Fact, Name> = Fact extends { readonly required: true } ? Name : never;
type Free<Fact, Name> = Fact extends { readonly required: true } ? never : Name;

type ValueOf<O extends Option> = O extends SwitchOption
  ? boolean
  : O extends TextsOption
    ? readonly string[]
    : O extends IntegerOption
      ? number
      : O extends { readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string;

type WordsOf<P extends Positional> = P extends { readonly many: true } ? readonly string[] : string;
