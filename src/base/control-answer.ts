import { ZodError } from 'zod';
import { NamedError } from './errors.ts';

/** A request to the control API of a server of ours. */
export interface ControlRequest {
  readonly method: string;
  /** The path's steps below the API's own. */
  readonly steps: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export const done = (body?: unknown): ControlAnswer => (body === undefined ? { status: 204 } : { status: 200, body });

/** What was asked for is not there. */
export class NotThere extends Error {
  readonly actions: readonly string[];

  constructor(message: string, actions: readonly string[]) {
    super(message);
    this.actions = actions;
  }
}

/** What was wrong with what was asked, so that the next try is right; undefined for trouble of the server's own. */
export function refusedAnswer(error: unknown): ControlAnswer | undefined {
  if (error instanceof NotThere) return { status: 404, body: { message: error.message, actions: error.actions } };
  if (error instanceof ZodError) {
    const problems = error.issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', problem: message }));
    const message = problems.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
    return { status: 400, body: { message, problems } };
  }
  if (error instanceof NamedError) {
    const { message, actions, trouble } = error;
    return { status: trouble === 'unknown-name' ? 404 : 400, body: { message, actions, trouble } };
  }
  return undefined;
}
