import { type NamedError, Refusal, type Trouble } from '../base/errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { redact } from './redact.ts';

/**
 * A command that could not do its work, for a reason that we can name. Its members are those of an error that `--json`
 * prints. Anything else that a command throws is a bug, and comes as it is.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** What kind of trouble it is. */
  readonly trouble: Trouble;
  /** The exit code that `heap-sf` ends with. */
  readonly exitCode: number;
  /** The other side's own code, as `INSUFFICIENT_ACCESS`, or else the exit code. */
  readonly code: string;
  /** Fields that the other side names. */
  readonly fields: readonly string[];
  /** What to do next, one step per entry. */
  readonly actions: readonly string[];
  /** The facts behind the message; never a secret. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(cause: NamedError) {
    super(redact(cause.message), { cause });
    this.trouble = cause.trouble;
    this.exitCode = exitCodeOf(cause);
    this.code = cause instanceof Refusal ? cause.code : String(this.exitCode);
    this.fields = cause instanceof Refusal ? cause.fields : [];
    this.actions = cause.actions.map(redact);
    this.data = cause.facts;
  }
}
