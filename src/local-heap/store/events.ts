import type { Database } from './database.ts';

export interface EventRow {
  readonly id: number;
  /** The number of the user's row. */
  readonly user: number;
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

  insert(app: number, { user, name, time, sessionId, key, properties }: Omit<EventRow, 'id'>): void {
    this.#db
      .prepare('INSERT INTO event (app, user, name, time, session_id, key, properties) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(app, user, name, time, sessionId, key, properties);
  }

  move(from: number, to: number): void {
    this.#db.prepare('UPDATE event SET user = ? WHERE user = ?').run(to, from);
  }

  /** With the user_id and the identity of each. */
  page(
    app: number,
    after: number,
    limit: number,
  ): readonly (EventRow & { readonly userId: number; readonly identity: string | null })[] {
    return this.#db
      .prepare(
        `SELECT event.id, user, name, time, session_id, key, event.properties, user_id, identity
FROM event JOIN user ON user.id = event.user WHERE event.app = ? AND event.id > ? ORDER BY event.id LIMIT ?`,
      )
      .rows(app, after, limit)
      .map(([id, user, name, time, sessionId, key, properties, userId, identity]) => ({
        id: Number(id),
        user: Number(user),
        name: String(name),
        time: Number(time),
        sessionId: sessionId === null ? null : String(sessionId),
        key: key === null ? null : String(key),
        properties: String(properties),
        userId: Number(userId),
        identity: identity === null ? null : String(identity),
      }));
  }

  count(app: number): number {
    return Number(this.#db.prepare('SELECT count(*) FROM event WHERE app = ?').row(app)?.[0]);
  }
}
