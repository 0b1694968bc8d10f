import type { AssignOutcome } from '../salesforce/permission-sets.ts';

/** What became of giving a permission set to a user. */
export type Assigned = AssignOutcome & { readonly username: string };

/** Why the user has not got it, as a sentence; undefined when the user has it. */
export function refusalOf(one: Assigned): string | undefined {
  if (one.status === 'assigned' || one.status === 'already-assigned') return undefined;
  const why =
    one.status === 'refused'
      ? `${one.message} (${one.code})`
      : 'the org has no such permission set, or does not show it.';
  return `${one.permissionSet} was not assigned to ${one.username}: ${why}`;
}
