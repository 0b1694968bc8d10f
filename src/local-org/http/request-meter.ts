import type { Clock } from '../../base/clock.ts';
import type { Documents } from '../engine/types.ts';

const kind = 'api-requests';
const bucketMilliseconds = 5 * 60_000;
const windowMilliseconds = 24 * 3_600_000;

/**
 * The org's API requests of the last 24 hours, in portions of five minutes that are kept with the org.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
export class RequestMeter {
  readonly max: number;
  readonly #clock: Clock;
  readonly #documents: () => Documents;
  readonly #buckets = new Map<number, number>();

  constructor(max: number, clock: Clock, documents: () => Documents) {
    this.max = max;
    this.#clock = clock;
    this.#documents = documents;
    for (const { key, value } of documents().all<number>(kind)) this.#buckets.set(Number(key), value);
  }

  used(): number {
    const now = this.#clock.now().getTime();
    let used = 0;
    for (const [bucket, count] of this.#buckets) {
      const start = bucket * bucketMilliseconds;
      if (start > now - windowMilliseconds && start <= now) used += count;
      else if (start <= now - windowMilliseconds) this.#drop(bucket);
    }
    return used;
  }

  /** Counts one request; `false` when the day's allocation is used up, and then nothing is counted. */
  count(): boolean {
    if (this.used() >= this.max) return false;
    const bucket = Math.floor(this.#clock.now().getTime() / bucketMilliseconds);
    const count = (this.#buckets.get(bucket) ?? 0) + 1;
    this.#buckets.set(bucket, count);
    this.#documents().put(kind, String(bucket), count);
    return true;
  }

  /** A new day for an org that starts over. */
  clear(): void {
    for (const bucket of [...this.#buckets.keys()]) this.#drop(bucket);
  }

  #drop(bucket: number): void {
    this.#buckets.delete(bucket);
    this.#documents().delete(kind, String(bucket));
  }
}
