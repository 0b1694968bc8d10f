import type { RateLimit } from '../rules/limits.ts';
import { Refused } from '../rules/refused.ts';
import type { Database } from './database.ts';

/** How much came in a window, and when that began. */
export interface Window {
  readonly since: number;
  readonly used: number;
}

/** The window with so much more in it, or a new one where the old is over. Throws Refused (429) when it is full. */
export function spend(limit: RateLimit, window: Window, amount: number, now: number, who: string): Window {
  // A clock that was moved back begins a new window, too.
  const isOver = now - window.since >= limit.milliseconds || window.since > now;
  const { since, used } = isOver ? { since: now, used: 0 } : window;
  if (used + amount <= limit.max) return { since, used: used + amount };
  const seconds = limit.milliseconds / 1000;
  throw new Refused(
    429,
    `Too many ${limit.counts} for ${who}: ${limit.max} in ${seconds} seconds are let in.`,
    Math.max(1, Math.ceil((since + limit.milliseconds - now) / 1000)),
  );
}

/** The windows of what has no row of its own that they could stand in. */
export class MeterTable {
  readonly #db: Database;
  #sweptAt = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  spend(app: number, limit: RateLimit, who: string, amount: number, now: number): void {
    const [since = 0, used = 0] = (
      this.#db
        .prepare('SELECT since, used FROM meter WHERE app = ? AND name = ? AND who = ?')
        .row(app, limit.name, who) ?? []
    ).map(Number);
    const next = spend(limit, { since, used }, amount, now, who);
    this.#db
      .prepare('INSERT OR REPLACE INTO meter (app, name, who, since, used) VALUES (?, ?, ?, ?, ?)')
      .run(app, limit.name, who, next.since, next.used);
    this.#sweep(now, limit.milliseconds);
  }

  /** Windows that are over say nothing any more. */
  #sweep(now: number, milliseconds: number): void {
    if (Math.abs(now - this.#sweptAt) < milliseconds) return;
    this.#sweptAt = now;
    this.#db.prepare('DELETE FROM meter WHERE since < ?').run(now - 60_000);
  }
}
