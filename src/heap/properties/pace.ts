import type { Clock } from '../../base/clock.ts';
import type { Pause } from '../../base/pause.ts';
import { IdentityPace } from './identity-pace.ts';
import type { SendLimits } from './limits.ts';
import { backOffMs } from './retry-after.ts';

export interface PaceGround {
  readonly clock: Clock;
  readonly pause: Pause;
  readonly random: () => number;
}

/** When the next request may go: Heap's limits are kept beforehand, and a busy Heap is left alone by all requests. */
export class Pace {
  readonly #limits: SendLimits;
  readonly #ground: PaceGround;
  readonly #identities: IdentityPace;
  #nextAt = Number.NEGATIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #failures = 0;

  constructor(limits: SendLimits, ground: PaceGround) {
    this.#limits = limits;
    this.#ground = ground;
    this.#identities = new IdentityPace(limits.requestsPerIdentity, limits.identitySpanMs);
  }

  /** Comes back when a request that names these identities may go, and counts it. Gives the moment. */
  async turn(places: readonly number[], signal?: AbortSignal): Promise<number> {
    for (;;) {
      signal?.throwIfAborted();
      const now = this.#ground.clock.now().getTime();
      const wait = Math.max(this.#nextAt - now, this.#heldUntil - now, this.#identities.waitMs(places, now));
      if (wait <= 0) {
        const { requestsPerSecond } = this.#limits;
        if (requestsPerSecond !== undefined) this.#nextAt = now + 1000 / requestsPerSecond;
        this.#identities.book(places, now);
        return now;
      }
      await this.#ground.pause(Math.ceil(wait), signal);
    }
  }

  /** Heap was busy or silent when asked at that moment: nothing goes until it has had time. */
  holdBack(askedAt: number, retryAfterMs: number | undefined): void {
    const now = this.#ground.clock.now().getTime();
    // Requests that were under way together failed for the same reason: that is one failure.
    if (askedAt >= this.#heldUntil) this.#failures += 1;
    const wait = Math.max(retryAfterMs ?? 0, backOffMs(Math.max(1, this.#failures), this.#ground.random));
    this.#heldUntil = Math.max(this.#heldUntil, now + wait);
  }

  wentWell(): void {
    this.#failures = 0;
  }
}
