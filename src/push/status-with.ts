import type { RunCounts } from '../ledger/types/run.ts';
import type { OrphanReport } from './orphans/remove-orphans.ts';
import type { Matching } from './people/read-people.ts';
import type { PushReport } from './push-report.ts';

/**
 * How a push went, with what it left undone beside its rows: records that a refused key may mean, usage rows of records
 * that are gone and could not be removed or seem too many.
 */
export function statusWith(
  status: PushReport['status'],
  { leftAsTheyAre: { contact, account } }: Matching,
  orphans: readonly OrphanReport[],
): PushReport['status'] {
  const clean =
    contact + account === 0 && orphans.every(({ fate, rejected }) => fate !== 'too-many' && rejected.length === 0);
  return status === 'done' && !clean ? 'partly' : status;
}

/** The counts of a run as the ledger keeps them; nothing is said of removals where there were none. */
export function withRemoved(counts: RunCounts, orphans: readonly OrphanReport[]): RunCounts {
  const removed = orphans.reduce((sum, one) => sum + one.removed, 0);
  return removed === 0 ? counts : { ...counts, removed };
}
