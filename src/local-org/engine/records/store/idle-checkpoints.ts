import type { DatabaseSync } from 'node:sqlite';

/** For so many milliseconds nobody may have written. */
const rest = 50;
/** Fewer rows are not worth waiting for the disk. */
const fewRows = 1000;

/**
 * Takes what was written from the journal into the file as soon as nobody writes for a moment. Otherwise it is done by
 * whoever makes the journal full: a small request would wait for the disk, for all that was loaded before it.
 */
export class IdleCheckpoints {
  readonly #db: DatabaseSync;
  #wroteAt = 0;
  #rowsBefore = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** A transaction was committed. */
  wrote(): void {
    this.#wroteAt = performance.now();
    this.#timer ??= this.#lookAfter(rest);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #lookAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), milliseconds).unref();
  }

  #look(): void {
    const left = this.#wroteAt + rest - performance.now();
    this.#timer = left > 0 ? this.#lookAfter(left) : undefined;
    if (left > 0) return;
    const rows = Number(this.#db.prepare('SELECT total_changes() AS rows').get()?.['rows']);
    if (rows - this.#rowsBefore < fewRows) return;
    this.#rowsBefore = rows;
    this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  }
}
