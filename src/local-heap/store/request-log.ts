import type { Database } from './database.ts';

/** One request that came, as the log keeps it. */
export interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Empty where the request did not say. */
  readonly appId: string;
  readonly path: string;
  /** Users, accounts or events; 0 where it could not be read. */
  readonly items: number;
  readonly status: number;
  /** Why it was refused. */
  readonly said?: string;
}

/** What came to one address for one app. */
export interface Tally {
  readonly appId: string;
  readonly path: string;
  readonly requests: number;
  /** Users, accounts or events that were taken. */
  readonly items: number;
  /** Requests that were refused. */
  readonly refused: number;
}

/** So many of the last requests are kept. */
const kept = 1000;

export class RequestLog {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Within a transaction of its own, or of what the request does. */
  add({ time, appId, path, items, status, said = '' }: LoggedRequest): void {
    const taken = status < 400;
    this.#db
      .prepare(
        `INSERT INTO tally (app_id, path, requests, items, refused) VALUES (?, ?, 1, ?, ?)
ON CONFLICT (app_id, path) DO UPDATE SET
  requests = requests + 1, items = items + excluded.items, refused = refused + excluded.refused`,
      )
      .run(appId, path, taken ? items : 0, taken ? 0 : 1);
    const { lastInsertRowid } = this.#db
      .prepare('INSERT INTO request (time, app_id, path, items, status, said) VALUES (?, ?, ?, ?, ?, ?)')
      .run(time, appId, path, items, status, said);
    this.#db.prepare('DELETE FROM request WHERE id <= ?').run(Number(lastInsertRowid) - kept);
  }

  tallies(): readonly Tally[] {
    return this.#db
      .prepare('SELECT app_id, path, requests, items, refused FROM tally ORDER BY app_id, path')
      .rows()
      .map(([appId, path, requests, items, refused]) => ({
        appId: String(appId),
        path: String(path),
        requests: Number(requests),
        items: Number(items),
        refused: Number(refused),
      }));
  }

  /** The newest first. */
  last(limit: number): readonly LoggedRequest[] {
    return this.#db
      .prepare('SELECT time, app_id, path, items, status, said FROM request ORDER BY id DESC LIMIT ?')
      .rows(limit)
      .map(([time, appId, path, items, status, said]) => ({
        time: Number(time),
        appId: String(appId),
        path: String(path),
        items: Number(items),
        status: Number(status),
        ...(said === '' ? {} : { said: String(said) }),
      }));
  }
}
