import type { Clock } from '../../base/clock.ts';
import { RollingCount } from '../engine/jobs/rolling-count.ts';
import { type Edition, editions } from '../engine/schema/edition.ts';
import type { Documents } from '../engine/types.ts';

/** A request that takes this long counts as a long one. */
const longMilliseconds = 20_000;

/**
 * What the org's API requests use: those of the last 24 hours, and the long ones that are under way.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
export class RequestMeter {
  readonly max: number;
  readonly edition: Edition;
  readonly #clock: Clock;
  readonly #day: RollingCount;
  readonly #underWay = new Map<object, number>();

  constructor(max: number, clock: Clock, documents: () => Documents, edition: Edition = 'Developer Edition') {
    this.max = max;
    this.edition = edition;
    this.#clock = clock;
    this.#day = new RollingCount('api-requests', clock, documents);
  }

  used(): number {
    return this.#day.used();
  }

  /** Counts one request; `false` when the day's allocation is used up, and then nothing is counted. */
  count(): boolean {
    if (this.used() >= this.max) return false;
    this.#day.add();
    return true;
  }

  /** A request is under way, from its first time here until it is answered or given up. */
  begins(request: object): void {
    if (!this.#underWay.has(request)) this.#underWay.set(request, this.#clock.now().getTime());
  }

  ends(request: object): void {
    this.#underWay.delete(request);
  }

  /** Whether as many long requests are under way as the edition bears. */
  tooManyLong(): boolean {
    const limit = editions[this.edition].longRequests;
    if (this.#underWay.size < limit) return false;
    const since = this.#clock.now().getTime() - longMilliseconds;
    let long = 0;
    for (const began of this.#underWay.values()) if (began <= since) long++;
    return long >= limit;
  }

  /** As if so many requests had been made just now, and none before. */
  set(used: number): void {
    this.#day.clear();
    this.#day.add(Math.max(0, used));
  }

  /** A new day for an org that starts over. */
  clear(): void {
    this.#day.clear();
  }
}
