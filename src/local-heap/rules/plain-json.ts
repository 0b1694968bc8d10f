/** The bytes are not as expected. Whether they are good JSON all the same, is not said by that. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** So many digits are a number that is finite, whatever they are. */
const fewDigits = 20;

/**
 * Reads JSON of a form that is known beforehand, without making objects of it: no spaces, texts without a backslash,
 * numbers without an exponent. Throws Unexpected where it is another.
 */
export class PlainJson {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  get isAtText(): boolean {
    return this.#bytes[this.#at] === QUOTE;
  }

  /** Goes past these bytes where they come next. */
  meets(wanted: Uint8Array): boolean {
    const [bytes, at, size] = [this.#bytes, this.#at, wanted.length];
    for (let place = 0; place < size; place++) if (bytes[at + place] !== wanted[place]) return false;
    this.#at = at + size;
    return true;
  }

  expect(wanted: Uint8Array): void {
    if (!this.meets(wanted)) throw new Unexpected();
  }

  /** What stands up to the closing quote: one byte at least. */
  text(mostBytes: number): string {
    const [bytes, from] = [this.#bytes, this.#at];
    let at = from;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) if (!isPlain(byte)) throw new Unexpected();
    if (at === from || at - from > mostBytes) throw new Unexpected();
    this.#at = at;
    return bytes.toString('utf8', from, at);
  }

  /** Copies a text with its quotes, or a number, and gives where the copy ends. */
  copyValue(mostBytes: number, into: Uint8Array, place: number): number {
    return this.isAtText ? this.#copyText(mostBytes, into, place) : this.#copyNumber(into, place);
  }

  #copyText(mostBytes: number, into: Uint8Array, place: number): number {
    const [bytes, from] = [this.#bytes, this.#at + 1];
    let [at, to] = [from, place];
    into[to++] = QUOTE;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at]) {
      if (!isPlain(byte)) throw new Unexpected();
      into[to++] = byte;
    }
    into[to++] = QUOTE;
    if (at - from > mostBytes) throw new Unexpected();
    this.#at = at + 1;
    return to;
  }

  #copyNumber(into: Uint8Array, place: number): number {
    const [bytes, from] = [this.#bytes, this.#at];
    this.#at = this.#endOfNumber(from);
    for (let at = from; at < this.#at; at++) into[place + at - from] = bytes[at]!;
    return place + this.#at - from;
  }

  #endOfNumber(from: number): number {
    const bytes = this.#bytes;
    const first = bytes[from] === MINUS ? from + 1 : from;
    let at = this.#endOfDigits(first);
    // JSON has no 007; and of minus zero only the zero is kept.
    if (bytes[first] === ZERO && (at > first + 1 || first > from)) throw new Unexpected();
    if (bytes[at] === POINT) at = this.#endOfDigits(at + 1);
    if (at - from > fewDigits) throw new Unexpected();
    return at;
  }

  #endOfDigits(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at += 1;
    if (at === from) throw new Unexpected();
    return at;
  }
}

/** Whether a byte of a text stands for itself. */
const isPlain = (byte: number | undefined): byte is number => byte !== undefined && byte >= SPACE && byte !== BACKSLASH;
