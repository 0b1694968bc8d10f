import type { Clock } from '../base/clock.ts';
import type { Documents } from './engine/types.ts';

const place = { kind: 'clock', key: 'offset' } as const;

/** An org's own time: that of its machine, moved by so much. The move is kept with the org. */
export class OrgClock implements Clock {
  readonly #machine: Clock;
  #documents: Documents | undefined;
  #offset = 0;

  constructor(machine: Clock) {
    this.#machine = machine;
  }

  now(): Date {
    return new Date(this.#machine.now().getTime() + this.#offset);
  }

  /** Goes on from where the org's documents say that the clock was, and keeps further moves there. */
  keepIn(documents: Documents): void {
    this.#documents = documents;
    this.#offset = documents.get<number>(place.kind, place.key) ?? 0;
  }

  /** Writes the move down once more, after the documents were replaced. */
  keepMove(): void {
    this.#move(this.#offset);
  }

  /** Moves the clock by so many milliseconds; negative moves it back. */
  advance(milliseconds: number): void {
    this.#move(this.#offset + milliseconds);
  }

  set(time: Date): void {
    this.#move(time.getTime() - this.#machine.now().getTime());
  }

  /** Back to the machine's time. */
  reset(): void {
    this.#move(0);
  }

  #move(offset: number): void {
    this.#offset = offset;
    if (offset === 0) this.#documents?.delete(place.kind, place.key);
    else this.#documents?.put(place.kind, place.key, offset);
  }
}
