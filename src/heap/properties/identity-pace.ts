import type { Lines } from './bodies.ts';

/** Enough places that two of the identities of a minute rarely share one, in half a megabyte. */
const PLACES = 2 ** 18;

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Counts in how many requests each identity was named lately. Identities that share a place are counted together, and
 * of the requests of two spans: it may ask for a wait that was not needed, and never lets one through too many.
 */
export class IdentityPace {
  readonly #most: number;
  readonly #spanMs: number;
  #now = new Uint8Array(PLACES);
  #before = new Uint8Array(PLACES);
  #began = Number.NEGATIVE_INFINITY;

  constructor(most: number, spanMs: number) {
    this.#most = most;
    this.#spanMs = spanMs;
  }

  /** Milliseconds until a request that names these may go. */
  waitMs(places: readonly number[], at: number): number {
    this.#turn(at);
    const full = places.some((place) => this.#now[place]! + this.#before[place]! >= this.#most);
    return full ? this.#began + this.#spanMs - at : 0;
  }

  book(places: readonly number[], at: number): void {
    this.#turn(at);
    for (const place of places) this.#now[place]! += 1;
  }

  #turn(at: number): void {
    const spans = Math.floor((at - this.#began) / this.#spanMs);
    // A clock that was set back begins anew, with all that was counted.
    if (at < this.#began) this.#began = at;
    if (spans < 1) return;
    [this.#now, this.#before] = [this.#before, this.#now];
    this.#now.fill(0);
    if (spans > 1) this.#before.fill(0);
    this.#began = at;
  }
}

/** The places of the identities (account ids) that lines begin with: `{"identity":"ann@acme.example","properties":…`. */
export function placesOf({ body, starts }: Lines): number[] {
  return starts.slice(0, -1).map((start) => placeOf(body, start));
}

function placeOf(body: Buffer, start: number): number {
  let hash = 0x811c9dc5;
  // The name and its value are in quotes; within them a quote has a backslash before it.
  for (let at = start, quotes = 0; quotes < 4 && at < body.length; at++) {
    const byte = body[at]!;
    hash = Math.imul(hash ^ byte, 0x01000193);
    if (byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) quotes += 1;
  }
  return (hash >>> 0) % PLACES;
}
