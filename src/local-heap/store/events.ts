import type { Database } from './database.ts';

export interface EventRow {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
  readonly time: number;
  readonly sessionId: string | null;
  readonly key: string | null;
  readonly properties: string;
}

/** The events of all apps. */
export class EventTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  hasKey(app: number, key: string): boolean {
    return this.#db.prepare('SELECT 1 FROM event WHERE app = ? AND key = ?').row(app, key) !== undefined;
  }

  insert(app: number, { userId, name, time, sessionId, key, properties }: Omit<EventRow, 'id'>): void {
    this.#db
      .prepare('INSERT INTO event (app, user_id, name, time, session_id, key, properties) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(app, userId, name, time, sessionId, key, properties);
  }

  move(app: number, fromUserId: number, toUserId: number): void {
    this.#db.prepare('UPDATE event SET user_id = ? WHERE app = ? AND user_id = ?').run(toUserId, app, fromUserId);
  }

  page(app: number, after: number, limit: number): readonly EventRow[] {
    return this.#db
      .prepare(
        `SELECT id, user_id, name, time, session_id, key, properties FROM event
WHERE app = ? AND id > ? ORDER BY id LIMIT ?`,
      )
      .rows(app, after, limit)
      .map(([id, userId, name, time, sessionId, key, properties]) => ({
        id: Number(id),
        userId: Number(userId),
        name: String(name),
        time: Number(time),
        sessionId: sessionId === null ? null : String(sessionId),
        key: key === null ? null : String(key),
        properties: String(properties),
      }));
  }

  count(app: number): number {
    return Number(this.#db.prepare('SELECT count(*) FROM event WHERE app = ?').row(app)?.[0]);
  }
}
