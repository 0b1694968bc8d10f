import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** Bytes on their way into files. One place for all of them, since a long job would leave thousands behind. */
let scratch = Buffer.allocUnsafe(0);

/** A file that grows at its end, from a known length: what a killed process wrote beyond it is cut off. */
export class GrowingFile {
  readonly #file: number;
  #bytes: number;

  constructor(path: string, bytes: number) {
    this.#file = openSync(path, bytes === 0 ? 'w+' : 'r+', 0o600);
    ftruncateSync(this.#file, bytes);
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  append(text: string): void {
    // No character takes more than three bytes for each of its units.
    if (scratch.length < 3 * text.length) scratch = Buffer.allocUnsafe(4 * text.length);
    const length = scratch.write(text);
    for (let written = 0; written < length; ) {
      written += writeSync(this.#file, scratch, written, length - written, this.#bytes + written);
    }
    this.#bytes += length;
  }

  close(): void {
    closeSync(this.#file);
  }
}
