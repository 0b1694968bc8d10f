import type { Database } from './database.ts';

/** An environment of Heap's, by its app_id: nothing of one is seen in another. */
export interface App {
  readonly id: number;
  readonly appId: string;
}

export class AppTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  find(appId: string): App | undefined {
    const row = this.#db.prepare('SELECT id FROM app WHERE app_id = ?').row(appId);
    return row && { id: Number(row[0]), appId };
  }

  /** Any app_id is an environment as soon as somebody writes to it: there is no list to choose from. Believed. */
  findOrMake(appId: string): App {
    const found = this.find(appId);
    if (found !== undefined) return found;
    const { lastInsertRowid } = this.#db.prepare('INSERT INTO app (app_id) VALUES (?)').run(appId);
    return { id: Number(lastInsertRowid), appId };
  }

  all(): readonly App[] {
    return this.#db
      .prepare('SELECT id, app_id FROM app ORDER BY id')
      .rows()
      .map(([id, appId]) => ({ id: Number(id), appId: String(appId) }));
  }

  /** Kept, since counting a million rows takes a second. */
  users({ id }: App): number {
    return Number(this.#db.prepare('SELECT users FROM app WHERE id = ?').row(id)?.[0] ?? 0);
  }

  addUsers({ id }: App, more: number): void {
    if (more !== 0) this.#db.prepare('UPDATE app SET users = users + ? WHERE id = ?').run(more, id);
  }
}
