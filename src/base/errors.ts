/**
 * What kind of trouble ended a command. The front ends turn it into an exit code in one table;
 * nothing below them knows the numbers.
 */
export type Trouble =
  | 'misuse' // the words or options of the command are off
  | 'config' // the configuration file cannot be read or does not hold together
  | 'unknown-name' // a name that the data does not have
  | 'definition' // a name or figure that breaks a platform's rule
  | 'source' // a file of the data source is missing, truncated or of another kind
  | 'unreachable' // nobody answers at that address, or not now
  | 'signed-out' // the token or login is refused
  | 'permission' // the signed-in user may not do this
  | 'limit' // a budget or allocation would be passed, or is used up
  | 'refused' // the other side said no for a reason of its own
  | 'clash' // something of that name exists and is not ours
  | 'busy'; // another run holds what this one needs

export interface TroubleFacts {
  readonly trouble: Trouble;
  /** Names the thing and the value; one or two sentences. */
  readonly message: string;
  /** What to do next, one step per entry. */
  readonly actions?: readonly string[];
  /** The facts behind the message, for `--json`. Never a secret. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Trouble we can name. Anything that is not in this family is a bug, and shows its stack. */
export abstract class NamedError extends Error {
  readonly trouble: Trouble;
  readonly actions: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor({ trouble, message, actions = [], facts = {}, cause }: TroubleFacts) {
    super(message, cause === undefined ? undefined : { cause });
    this.trouble = trouble;
    this.actions = actions;
    this.facts = facts;
  }
}

/** The person who runs the command can mend it. */
export class Mistake extends NamedError {
  override readonly name = 'Mistake';
}

/** The other side said no. Its own code and fields are kept as it gave them. */
export class Refusal extends NamedError {
  override readonly name = 'Refusal';
  /** The other side's own code, as `INVALID_SESSION_ID`. */
  readonly code: string;
  readonly fields: readonly string[];

  constructor(said: TroubleFacts & { readonly code: string; readonly fields?: readonly string[] }) {
    super(said);
    this.code = said.code;
    this.fields = said.fields ?? [];
  }
}
