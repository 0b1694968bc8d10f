import type { Target } from './settings.ts';

/** How the ledger names the org that a command works on: `local`, or the alias or username that was asked for. */
export function targetName(target: Target): string {
  return target.kind === 'local' ? 'local' : target.alias;
}
