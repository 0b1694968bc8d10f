import type { Clock } from './clock.ts';

/** Where it is kept how far a clock was moved, in milliseconds. */
export interface ClockMove {
  /** Undefined when nothing is kept yet. */
  read(): number | undefined;
  write(offset: number): void;
}

/** A server's own time: that of its machine, moved by so much. The move is kept with the server's data. */
export class MovableClock implements Clock {
  readonly #machine: Clock;
  #kept: ClockMove | undefined;
  #offset: number;

  /** `moved` is how far a new one is ahead; one that was kept knows its own. */
  constructor(machine: Clock, moved = 0) {
    this.#machine = machine;
    this.#offset = moved;
  }

  /** Milliseconds between the machine's time and this one. */
  get moved(): number {
    return this.#offset;
  }

  now(): Date {
    return new Date(this.#machine.now().getTime() + this.#offset);
  }

  /** Goes on from where the clock is said to have been, and keeps further moves there. */
  keepIn(kept: ClockMove): void {
    this.#kept = kept;
    this.#move(kept.read() ?? this.#offset);
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
