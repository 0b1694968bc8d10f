import type { Database } from './database.ts';

/** A user that became another: what `user_migrations` of an export says. */
export interface Migration {
  readonly fromUserId: number;
  readonly toUserId: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export class MigrationTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Who a user_id has become. */
  of(app: number, fromUserId: number): number | undefined {
    const row = this.#db
      .prepare('SELECT to_user_id FROM migration WHERE app = ? AND from_user_id = ?')
      .row(app, fromUserId);
    return row && Number(row[0]);
  }

  /** How many became this one since a time. */
  count(app: number, toUserId: number, since: number): number {
    return Number(
      this.#db
        .prepare('SELECT count(*) FROM migration WHERE app = ? AND to_user_id = ? AND time > ?')
        .row(app, toUserId, since)?.[0],
    );
  }

  insert(app: number, { fromUserId, toUserId, time }: Migration): void {
    this.#db
      .prepare('INSERT OR IGNORE INTO migration (app, from_user_id, to_user_id, time) VALUES (?, ?, ?, ?)')
      .run(app, fromUserId, toUserId, time);
  }

  all(app: number): readonly Migration[] {
    return this.#db
      .prepare('SELECT from_user_id, to_user_id, time FROM migration WHERE app = ?')
      .rows(app)
      .map(([fromUserId, toUserId, time]) => ({
        fromUserId: Number(fromUserId),
        toUserId: Number(toUserId),
        time: Number(time),
      }));
  }
}
