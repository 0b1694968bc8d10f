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

export type OptionValue = string | readonly string[] | number | boolean | undefined;
export type OptionValues = Readonly<Record<string, OptionValue>>;

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

/** `dry-run` → `dryRun`, as `run` reads it. */
export function optionKey(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
