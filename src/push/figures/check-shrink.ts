import { number } from '../../base/counted.ts';
import { Mistake } from '../../base/errors.ts';
import type { RunReach } from '../../ledger/types/run.ts';

/** Asks a person, with a text above the question; absent where nobody can answer. */
export type Confirm = (text: string, question: string) => Promise<boolean>;

export interface ShrinkRequest {
  readonly now: RunReach;
  /** Of the last push that ended well; undefined before the first one. */
  readonly before: RunReach | undefined;
  readonly accept: boolean;
  readonly confirm: Confirm | undefined;
}

const WORDS: Readonly<Record<'events' | 'users' | 'matched', string>> = {
  events: 'events in the export',
  users: 'users in the export',
  matched: 'users that match a record',
};

/** What has become less than half of what it was. */
export function shrunk(now: RunReach, before: RunReach | undefined): readonly string[] {
  if (before === undefined) return [];
  return (['events', 'users', 'matched'] as const)
    .filter((what) => now[what] * 2 < before[what])
    .map((what) => `${WORDS[what]}: ${number(now[what])}, and ${number(before[what])} the last time`);
}

/**
 * Stops before a broken export empties the org. Whoever is idle falls to 0, so that an export of which half is missing
 * looks like a product that half its users have left.
 */
export async function checkShrink({ now, before, accept, confirm }: ShrinkRequest): Promise<void> {
  if (accept) return;
  const less = shrunk(now, before);
  if (less.length === 0) return;
  const message = `There is much less than before (${less.join('; ')}). Sending it would set many figures to 0.`;
  if (await confirm?.(message, 'Send it all the same?')) return;
  throw new Mistake({
    trouble: 'source',
    message: `${message} Nothing was sent.`,
    actions: [
      'Look at the export: is the dump of today whole, and did the join key stay what it was?',
      'If it is as it should be: heap-sf usage push --accept-shrink',
    ],
    facts: { guard: 'shrunk', now, before },
  });
}
