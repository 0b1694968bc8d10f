/** Room around the lines: the app id, and commas between them. */
const AROUND = 4096;

/**
 * Bodies of requests, written into the same few buffers over and over: a million users are a gigabyte of them, which would
 * otherwise wait in memory to be collected.
 */
export class Bodies {
  readonly #size: number;
  readonly #free: Buffer[] = [];

  constructor(bytesPerRequest: number) {
    this.#size = bytesPerRequest + AROUND;
  }

  write(before: string, lines: readonly string[], after: string): Buffer {
    const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, AROUND);
    const buffer =
      size > this.#size ? Buffer.allocUnsafeSlow(size) : (this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size));
    let end = buffer.write(before);
    for (const [at, line] of lines.entries()) {
      if (at > 0) end += buffer.write(',', end);
      end += buffer.write(line, end);
    }
    end += buffer.write(after, end);
    return buffer.subarray(0, end);
  }

  /** Gives back a body that was read to its end by whoever it was sent to. */
  giveBack({ buffer }: Buffer): void {
    if (buffer.byteLength === this.#size) this.#free.push(Buffer.from(buffer));
  }
}
