import { NamedError, Refusal } from '../base/errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { painted } from './paint.ts';
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

/** An error as `--json` prints it, with the members that sf's own errors have. */
export function errorJson(error: unknown, warnings: readonly string[]): Record<string, unknown> {
  const status = exitCodeOf(error);
  if (!(error instanceof NamedError)) {
    const name = error instanceof Error ? error.name : 'Error';
    return { status, name, message: redact(messageOf(error)), actions: [], warnings, stack: redact(stackOf(error)) };
  }
  return {
    status,
    name: error.name,
    trouble: error.trouble,
    message: redact(error.message),
    actions: error.actions.map(redact),
    ...(error instanceof Refusal && { code: error.code, fields: error.fields }),
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
