import type { KnownName } from '../rules/usual-users.ts';
import type { Database } from './database.ts';
import type { PropertyBook } from './property-book.ts';

interface Learnt {
  readonly names: readonly string[];
  readonly known: readonly KnownName[];
}

/**
 * Which properties of users the last bulk request of an app named, in its order, as bytes: the next one will name the
 * same. In memory only.
 */
export class UsualNames {
  readonly #book: PropertyBook;
  #room = Buffer.alloc(0);
  readonly #learnt = new Map<number, Learnt>();

  constructor(db: Database, book: PropertyBook) {
    this.#book = book;
    db.onRollback(() => this.#learnt.clear());
  }

  of(app: number): readonly KnownName[] | undefined {
    return this.#learnt.get(app)?.known;
  }

  /** A buffer of this size or larger, always the same: a new one each time keeps the garbage collector at work. */
  room(size: number): Buffer {
    // Twice as large, or requests that grow by a few bytes would have a new one each.
    if (this.#room.length < size) this.#room = Buffer.allocUnsafeSlow(2 * size);
    return this.#room;
  }

  /** Takes note of names, all of which the book has. */
  learn(app: number, names: readonly string[]): void {
    const ids = new Map(this.#book.of(app, 'user').map(({ id, name }) => [name, id]));
    const known = names.map((name) => ({
      sent: Buffer.from(`${JSON.stringify(name)}:`),
      kept: Buffer.from(`,${ids.get(name)},`),
    }));
    this.#learnt.set(app, { names, known });
  }

  /** Has the book know which of the names had a text for a value. */
  noteTexts(app: number, texts: readonly boolean[]): void {
    const names = this.#learnt.get(app)?.names ?? [];
    for (const [place, name] of names.entries()) if (texts[place] === true) this.#book.holdText(app, 'user', name);
  }
}
