const COMMA = 44;

/** The list of a request's body while lines are written into it. */
export interface Filling {
  /** The bytes of its lines, and of what parts them. */
  readonly bytes: number;
  readonly count: number;
  /** Writes one more line: a part of a buffer. */
  add(from: Buffer, start: number, end: number): void;
  /** The body is whole. */
  end(): Lines;
}

/** A body, and where in it each of its lines begins; the last number is where one more line would. */
export interface Lines {
  readonly body: Buffer;
  readonly starts: readonly number[];
}

/**
 * Bodies of requests, written into the same few buffers over and over: a million users are half a gigabyte of them, which
 * would otherwise wait in memory to be collected.
 */
export class Bodies {
  readonly #size: number;
  readonly #free: Buffer[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** A body whose lines stand between these two texts, with commas between them. */
  begin([before, after]: readonly [before: string, after: string]): Filling {
    let whole = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size);
    const first = whole.write(before);
    const room = Buffer.byteLength(after);
    const starts = [first];
    let at = first;
    return {
      get bytes() {
        return Math.max(0, at - first - 1);
      },
      get count() {
        return starts.length - 1;
      },
      add(from, start, end) {
        const needed = at + end - start + 1 + room;
        if (needed > whole.length) whole = Buffer.concat([whole.subarray(0, at)], Math.max(needed, 2 * whole.length));
        at += from.copy(whole, at, start, end);
        whole[at] = COMMA;
        at += 1;
        starts.push(at);
      },
      end: () => ({ body: whole.subarray(0, at - 1 + whole.write(after, at - 1)), starts }),
    };
  }

  /** Gives back a body that was read to its end by whoever it was sent to. */
  giveBack({ buffer }: Buffer): void {
    if (buffer.byteLength === this.#size) this.#free.push(Buffer.from(buffer));
  }
}
