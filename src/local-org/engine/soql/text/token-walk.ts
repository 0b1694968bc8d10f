import type { Token } from './tokens.ts';

/** Thrown at the first token that is not expected, and caught where the walk began. */
export class Unexpected extends Error {}

/** A place among the tokens of a query, and what of the query its parser must not see. */
export class TokenWalk {
  /** From where to where the parser must not look, and what it finds there instead. */
  readonly hidden: (readonly [number, number, string])[] = [];
  readonly #tokens: readonly Token[];
  #place = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get now(): Token | undefined {
    return this.#tokens[this.#place];
  }

  get next(): Token | undefined {
    return this.#tokens[this.#place + 1];
  }

  get last(): Token | undefined {
    return this.#tokens[this.#place - 1];
  }

  /** Whether these words stand here, one after the other. */
  is(...words: readonly string[]): boolean {
    return words.every((word, more) => this.#tokens[this.#place + more]?.upper === word);
  }

  isAny(...words: readonly string[]): boolean {
    return words.some((word) => this.is(word));
  }

  step(count = 1): void {
    this.#place += count;
  }

  fail(): never {
    throw new Unexpected();
  }

  take(word: string): Token {
    const token = this.now;
    if (token?.upper !== word) this.fail();
    this.step();
    return token;
  }

  word(): Token {
    const token = this.now;
    if (token?.kind !== 'word') this.fail();
    this.step();
    return token;
  }

  /** What stands between parentheses, whatever it is. */
  balanced(): void {
    let open = 0;
    do {
      if (this.is('(')) open += 1;
      if (this.is(')')) open -= 1;
      this.step();
    } while (open > 0 && this.now);
    if (open > 0) this.fail();
  }

  hide(from: Token, to: Token = from, instead = ''): void {
    this.hidden.push([from.at, to.end, instead]);
  }
}
