import { NamedError, Refusal } from '../base/errors.ts';
import type { Command } from '../commands/command.ts';
import { commandName } from './command-name.ts';
import { exitCodeOf } from './exit-codes.ts';
import { painted } from './paint.ts';
import type { ProgramWords } from './program-words.ts';
import { redact } from './redact.ts';

/** An error as a person reads it: what is wrong, and what to do next; a stack for bugs only. */
export function errorText(error: unknown, colour: boolean): string {
  const head = painted('bad', 'Error:', colour);
  if (!(error instanceof NamedError)) {
    const title = `${head} ${messageOf(error)}`;
    return redact(`${title}\n\nThis is a bug in heap-salesforce. Where it happened:\n${stackOf(error)}`);
  }
  const steps = error.actions.map((action) => `  - ${action}`);
  const advice = steps.length === 0 ? '' : `\n\n${painted('bold', 'Try this:', colour)}\n${steps.join('\n')}`;
  return redact(`${head} ${error.message}${advice}`);
}

interface ErrorPlace {
  readonly warnings: readonly string[];
  /** Undefined while the line names none. */
  readonly command: Command | undefined;
  readonly say: ProgramWords;
}

/**
 * An error as `--json` prints it, with the members that sf's own errors have, and ours: `trouble`, and the `code` and
 * `fields` of a refusal. A mistake of a person has no stack.
 */
export function errorJson(error: unknown, { warnings, command, say }: ErrorPlace): Record<string, unknown> {
  const status = exitCodeOf(error);
  const place = command === undefined ? {} : { context: commandName(command), commandName: commandName(command) };
  if (!(error instanceof NamedError)) {
    return {
      status,
      name: error instanceof Error ? error.name : 'Error',
      message: redact(messageOf(error)),
      exitCode: status,
      actions: [],
      ...place,
      code: String(status),
      warnings,
      stack: redact(stackOf(error)),
    };
  }
  return {
    status,
    name: error.name,
    trouble: error.trouble,
    message: redact(say(error.message)),
    exitCode: status,
    actions: error.actions.map((action) => redact(say(action))),
    ...place,
    ...(error instanceof Refusal ? { code: error.code, fields: error.fields } : { code: String(status) }),
    data: error.facts,
    warnings,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\nCaused by: ${stackOf(error.cause)}`;
}
