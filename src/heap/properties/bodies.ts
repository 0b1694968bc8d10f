const COMMA = 44;

/**
 * Bodies of requests, written into the same few buffers over and over: a million users are a gigabyte of them, which would
 * otherwise wait in memory to be collected.
 */
export class Bodies {
  readonly #size: number;
  readonly #free: Buffer[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Lines, which begin at these places, as the list of a body: with commas between them. */
  write(before: string, lines: Buffer, starts: readonly number[], after: string): Buffer {
    const start = Buffer.byteLength(before);
    const size = start + lines.length + Buffer.byteLength(after);
    const whole =
      size > this.#size ? Buffer.allocUnsafeSlow(size) : (this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size));
    whole.write(before);
    lines.copy(whole, start);
    for (const at of starts.slice(1)) whole[start + at - 1] = COMMA;
    whole.write(after, start + lines.length);
    return whole.subarray(0, size);
  }

  /** Gives back a body that was read to its end by whoever it was sent to. */
  giveBack({ buffer }: Buffer): void {
    if (buffer.byteLength === this.#size) this.#free.push(Buffer.from(buffer));
  }
}
