import type { Clock } from './clock.ts';

/** Where it is kept how far a clock was moved, in milliseconds. */
export interface ClockMove {
  read(): number;
  write(offset: number): void;
}

/** A server's own time: that of its machine, moved by so much. The move is kept with the server's data. */
export class MovableClock implements Clock {
  readonly #machine: Clock;
  #kept: ClockMove | undefined;
  #offset = 0;

  constructor(machine: Clock) {
    this.#machine = machine;
  }

  now(): Date {
    return new Date(this.#machine.now().getTime() + this.#offset);
  }

  /** Goes on from where the clock is said to have been, and keeps further moves there. */
  keepIn(kept: ClockMove): void {
    this.#kept = kept;
    this.#offset = kept.read();
  }

  /** Writes the move down once more, after what keeps it was replaced. */
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
    this.#kept?.write(offset);
  }
}
