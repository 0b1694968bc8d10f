import type { Clock } from '../../../base/clock.ts';
import type { Documents } from '../types.ts';
import { RollingCount } from './rolling-count.ts';

/**
 * What both Bulk APIs together may use up in 24 hours. Results are counted in kilobytes.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_bulkapi.htm
 */
export const bulkAllocations = {
  batches: 15_000,
  records: 150_000_000,
  queryJobs: 10_000,
  resultKilobytes: 1_000_000_000,
} as const;

type BulkAllocation = keyof typeof bulkAllocations;

/** What the Bulk APIs of one org have used of their allocations in the last 24 hours. */
export class BulkQuotas {
  readonly #counts: Readonly<Record<BulkAllocation, RollingCount>>;

  constructor(clock: Clock, documents: () => Documents) {
    const count = (what: BulkAllocation): RollingCount => new RollingCount(`bulk-${what}`, clock, documents);
    this.#counts = {
      batches: count('batches'),
      records: count('records'),
      queryJobs: count('queryJobs'),
      resultKilobytes: count('resultKilobytes'),
    };
  }

  left(what: BulkAllocation): number {
    return Math.max(0, bulkAllocations[what] - this.#counts[what].used());
  }

  /** Counts what is used; `false` when nothing of the allocation is left, and then nothing is counted. */
  take(what: BulkAllocation, count = 1): boolean {
    if (this.left(what) === 0) return false;
    this.#counts[what].add(count);
    return true;
  }

  clear(): void {
    for (const count of Object.values(this.#counts)) count.clear();
  }
}
