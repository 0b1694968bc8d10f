import type { RunCounts } from './types/run.ts';

export const NO_ROWS: RunCounts = { input: 0, accepted: 0, rejected: 0, unprocessed: 0, unchanged: 0 };

/** Several counts as one; rows that were removed are told apart from them. */
export function sumCounts(all: readonly RunCounts[]): RunCounts {
  return all.reduce(
    (sum, one) => ({
      input: sum.input + one.input,
      accepted: sum.accepted + one.accepted,
      rejected: sum.rejected + one.rejected,
      unprocessed: sum.unprocessed + one.unprocessed,
      unchanged: sum.unchanged + one.unchanged,
    }),
    NO_ROWS,
  );
}
