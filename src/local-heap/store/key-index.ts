/**
 * Which rows may have a key, by the key's hash: two numbers of four bytes for each user, in memory. An index of the
 * database would be written in a thousand places for each thousand users, which takes five times as long as the users
 * themselves. Whoever asks looks at the rows: a row may have another key of the same hash.
 */
export class KeyIndex {
  #slots = 1 << 12;
  /** A hash and its row, one after the other; row 0 is an empty slot. */
  #table = new Int32Array(2 * this.#slots);
  #size = 0;

  /**
   * A row with a key of this hash, in place of the one that its user had before (0 for none). Says whether that was
   * there.
   */
  put(hash: number, row: number, before: number): boolean {
    if (this.#size * 5 > this.#slots * 3) this.#grow();
    const table = this.#table;
    const most = table.length - 1;
    let place = (2 * hash) & most;
    for (; table[place + 1] !== 0; place = (place + 2) & most) {
      if (table[place + 1] !== before || table[place] !== hash) continue;
      table[place + 1] = row;
      return before !== 0;
    }
    table[place] = hash;
    table[place + 1] = row;
    this.#size += 1;
    return false;
  }

  /** The first row for which it is so. */
  find<T>(hash: number, look: (row: number) => T | undefined): T | undefined {
    const table = this.#table;
    const most = table.length - 1;
    for (let place = (2 * hash) & most; ; place = (place + 2) & most) {
      const row = table[place + 1]!;
      if (row === 0) return undefined;
      const found = table[place] === hash ? look(row) : undefined;
      if (found !== undefined) return found;
    }
  }

  #grow(): void {
    const table = this.#table;
    this.#slots *= 2;
    this.#size = 0;
    this.#table = new Int32Array(2 * this.#slots);
    for (let place = 0; place < table.length; place += 2)
      if (table[place + 1] !== 0) this.put(table[place]!, table[place + 1]!, 0);
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
