import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Mistake } from '../base/errors.ts';
import type { Stage } from './stage.ts';

export type ResetReport =
  | { readonly status: 'done'; readonly folder: string }
  /** Asked, and not told to. */
  | { readonly status: 'kept'; readonly folder: string };

interface Reset {
  /** As a sentence names it: `local org`. */
  readonly what: string;
  readonly folder: string;
  /** The server that has it open. */
  readonly running: { readonly url: string; readonly pid: number } | undefined;
  /** What would be gone, as a sentence begins: `All users and events`. */
  readonly loss: string;
  /** Nobody need be asked. */
  readonly yes: boolean;
}

/**
 * Deletes a folder that one of the embedded servers keeps, after a question; refused while the server runs. Where there is
 * no folder, there is nothing to ask.
 */
export async function resetFolder(
  { what, folder, running, loss, yes }: Reset,
  { confirm }: Pick<Stage, 'confirm'>,
): Promise<ResetReport> {
  if (running !== undefined) throw isRunning(what, running);
  if (!yes && existsSync(folder)) {
    if (confirm === undefined) throw cannotAsk(folder);
    if (!(await confirm(`${loss} in ${folder} would be gone.`, 'Throw it away?'))) return { status: 'kept', folder };
  }
  await rm(folder, { recursive: true, force: true });
  return { status: 'done', folder };
}

export const resetOutcome = ({ status }: ResetReport) => (status === 'done' ? 'done' : 'failed');

export function showReset(what: string, { status, folder }: ResetReport): string {
  if (status === 'kept') return 'Nothing was deleted.';
  return `The ${what} in ${folder} is gone. The next command that needs it makes a new one.`;
}

function isRunning(what: string, { url, pid }: NonNullable<Reset['running']>): Mistake {
  return new Mistake({
    trouble: 'busy',
    message: `The ${what} is running at ${url} (process ${pid}), so it cannot be reset.`,
    actions: ['Stop it first: Ctrl-C in its terminal.'],
    facts: { url, pid },
  });
}

function cannotAsk(folder: string): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `This would delete all that is in ${folder}, and there is nobody to ask: no terminal, or --json.`,
    actions: ['Say that it is meant: --yes'],
    facts: { folder },
  });
}
