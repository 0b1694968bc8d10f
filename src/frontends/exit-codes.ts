import { NamedError, type Trouble } from '../base/errors.ts';
import type { Outcome } from '../commands/command.ts';

/** How a command's end becomes the number that a shell sees. The only place that knows the numbers. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  misuse: 2,
  config: 10,
  'unknown-name': 11,
  definition: 12,
  source: 13,
  unreachable: 14,
  'signed-out': 15,
  permission: 16,
  limit: 17,
  refused: 18,
  clash: 19,
  busy: 20,
  partly: 68,
  running: 69,
  interrupted: 130,
} as const satisfies Record<Outcome | Trouble | 'interrupted', number>;

/** The exit code of an error: that of its trouble, or 1 for a bug. */
export function exitCodeOf(error: unknown): number {
  return error instanceof NamedError ? EXIT_CODES[error.trouble] : EXIT_CODES.failed;
}
