import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

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
    const data = Buffer.from(text);
    for (let written = 0; written < data.length; ) {
      written += writeSync(this.#file, data, written, data.length - written, this.#bytes + written);
    }
    this.#bytes += data.length;
  }

  close(): void {
    closeSync(this.#file);
  }
}
