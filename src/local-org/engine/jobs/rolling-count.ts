import type { Clock } from '../../../base/clock.ts';
import type { Documents } from '../types.ts';

const portionMilliseconds = 5 * 60_000;
const windowMilliseconds = 24 * 3_600_000;

/** How much of something there was in the last 24 hours, in portions of five minutes that are kept with the org. */
export class RollingCount {
  readonly #kind: string;
  readonly #clock: Clock;
  readonly #documents: () => Documents;
  readonly #portions = new Map<number, number>();

  constructor(kind: string, clock: Clock, documents: () => Documents) {
    this.#kind = kind;
    this.#clock = clock;
    this.#documents = documents;
    for (const { key, value } of documents().all<number>(kind)) this.#portions.set(Number(key), value);
  }

  used(): number {
    const now = this.#clock.now().getTime();
    let used = 0;
    for (const [portion, count] of this.#portions) {
      const start = portion * portionMilliseconds;
      if (start <= now - windowMilliseconds) this.#drop(portion);
      else if (start <= now) used += count;
    }
    return used;
  }

  add(count = 1): void {
    const portion = Math.floor(this.#clock.now().getTime() / portionMilliseconds);
    const sum = (this.#portions.get(portion) ?? 0) + count;
    this.#portions.set(portion, sum);
    this.#documents().put(this.#kind, String(portion), sum);
  }

  /** A new day for an org that starts over. */
  clear(): void {
    for (const portion of [...this.#portions.keys()]) this.#drop(portion);
  }

  #drop(portion: number): void {
    this.#portions.delete(portion);
    this.#documents().delete(this.#kind, String(portion));
  }
}
