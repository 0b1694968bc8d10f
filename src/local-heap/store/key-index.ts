/**
 * Which rows may have a key, by the key's hash: two numbers of four bytes for each row, in memory. An index of the
 * database would be written in a thousand places for each thousand users, which takes five times as long as the users
 * themselves. Whoever asks looks at the rows: a row may have another key of the same hash, or be gone.
 */
export class KeyIndex {
  #slots = 1 << 12;
  #hashes = new Int32Array(this.#slots);
  /** 0 is an empty slot. */
  #rows = new Int32Array(this.#slots);
  #size = 0;

  add(hash: number, row: number): void {
    if (this.#size * 5 > this.#slots * 3) this.#grow();
    if (this.#put(hash, row)) this.#size += 1;
  }

  /** The first row for which it is so. */
  find<T>(hash: number, look: (row: number) => T | undefined): T | undefined {
    for (let slot = hash & (this.#slots - 1); ; slot = (slot + 1) & (this.#slots - 1)) {
      const row = this.#rows[slot]!;
      if (row === 0) return undefined;
      const found = this.#hashes[slot] === hash ? look(row) : undefined;
      if (found !== undefined) return found;
    }
  }

  /** `false` when it is there already: a request that is undone and sent again gets the same rows. */
  #put(hash: number, row: number): boolean {
    let slot = hash & (this.#slots - 1);
    for (; this.#rows[slot] !== 0; slot = (slot + 1) & (this.#slots - 1)) {
      if (this.#rows[slot] === row && this.#hashes[slot] === hash) return false;
    }
    this.#hashes[slot] = hash;
    this.#rows[slot] = row;
    return true;
  }

  #grow(): void {
    const [hashes, rows] = [this.#hashes, this.#rows];
    this.#slots *= 2;
    this.#hashes = new Int32Array(this.#slots);
    this.#rows = new Int32Array(this.#slots);
    for (const [at, row] of rows.entries()) if (row !== 0) this.#put(hashes[at]!, row);
  }
}

/** FNV-1a over the text's units, then mixed so that near texts lie far apart. */
export function hashOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

/** Of a whole number up to 2^53. */
export function hashOfNumber(number: number, seed: number): number {
  return mixed(Math.imul(number | 0, 0x9e3779b1) ^ Math.floor(number / 2 ** 32) ^ seed);
}

function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix ^= mix >>> 13;
  mix = Math.imul(mix, 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}
