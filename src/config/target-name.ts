import type { Target } from './settings.ts';

/** How the ledger names the org that a command works on: `local`, the alias or username that was asked for, or what names the sign-in. */
export function targetName(target: Target): string {
  if (target.kind === 'local') return 'local';
  return target.kind === 'alias' ? target.alias : target.name;
}
