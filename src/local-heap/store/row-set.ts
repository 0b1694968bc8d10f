/** Numbers of rows, a bit for each. */
export class RowSet {
  #bits = new Uint8Array(1024);
  /** No number in it is smaller. */
  #least = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(row: number): boolean {
    return ((this.#bits[row >>> 3] ?? 0) & (1 << (row & 7))) !== 0;
  }

  add(row: number): void {
    if (this.has(row)) return;
    if (row >>> 3 >= this.#bits.length) this.#grow(row >>> 3);
    this.#bits[row >>> 3]! |= 1 << (row & 7);
    this.#least = this.#size === 0 ? row : Math.min(this.#least, row);
    this.#size += 1;
  }

  /** Takes out the smallest ones, so many at most. */
  takeLeast(most: number): readonly number[] {
    const taken: number[] = [];
    for (let row = this.#least; taken.length < most && this.#size > 0; row++) {
      if (!this.has(row)) continue;
      this.#bits[row >>> 3]! &= ~(1 << (row & 7));
      this.#size -= 1;
      this.#least = row + 1;
      taken.push(row);
    }
    return taken;
  }

  #grow(byte: number): void {
    const bits = new Uint8Array(Math.max(byte + 1, 2 * this.#bits.length));
    bits.set(this.#bits);
    this.#bits = bits;
  }
}
