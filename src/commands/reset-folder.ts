import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Mistake } from '../base/errors.ts';
import type { Stage } from './command.ts';

export type ResetReport =
  | { readonly status: 'done'; readonly folder: string }
  /** Asked, and not told to. */
  | { readonly status: 'kept'; readonly folder: string };

interface Reset {
  readonly folder: string;
  /** What would be gone, as a sentence begins: `All users and events`. */
  readonly loss: string;
  /** Nobody need be asked. */
  readonly yes: boolean;
}

/** Deletes a folder that one of the embedded servers keeps, after a question. Where there is none, there is nothing to ask. */
export async function resetFolder(
  { folder, loss, yes }: Reset,
  { confirm }: Pick<Stage, 'confirm'>,
): Promise<ResetReport> {
  if (!yes && existsSync(folder)) {
    if (confirm === undefined) throw cannotAsk(folder);
    if (!(await confirm(`${loss} in ${folder} would be gone.`, 'Throw it away?'))) return { status: 'kept', folder };
  }
  await rm(folder, { recursive: true, force: true });
  return { status: 'done', folder };
}

function cannotAsk(folder: string): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `This would delete all that is in ${folder}, and there is nobody to ask: no terminal, or --json.`,
    actions: ['Say that it is meant: --yes'],
    facts: { folder },
  });
}
