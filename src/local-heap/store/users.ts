import type { Database, Stored } from './database.ts';
import { hashOf, hashOfNumber, KeyIndex } from './key-index.ts';

/** A row of a user. Times are milliseconds since 1970. */
export interface UserRow {
  readonly id: number;
  readonly userId: number;
  /** Null as long as the user is anonymous. */
  readonly identity: string | null;
  readonly handle: string | null;
  readonly email: string | null;
  readonly joined: number;
  readonly modified: number;
  /** When the window of the user's limit began, and how many requests came in it. */
  readonly since: number;
  readonly used: number;
  /** As the property book writes them. */
  readonly properties: string;
}

export type NewUser = Pick<UserRow, 'identity' | 'joined' | 'modified'> &
  Partial<Omit<UserRow, 'id' | 'identity' | 'joined' | 'modified'>>;

const columns = 'id, user_id, identity, handle, email, joined, modified, since, used, properties';

/** The users of all apps. */
export class UserTable {
  readonly #db: Database;
  #byIdentity = new KeyIndex();
  #byUserId = new KeyIndex();
  #isIndexed = false;

  constructor(db: Database) {
    this.#db = db;
  }

  find(app: number, identity: string): UserRow | undefined {
    this.#index();
    return this.#byIdentity.find(hashOf(identity, app), (id) => {
      const row = this.#row(id, app);
      return row?.identity === identity ? row : undefined;
    });
  }

  findByUserId(app: number, userId: number): UserRow | undefined {
    this.#index();
    return this.#byUserId.find(hashOfNumber(userId, app), (id) => {
      const row = this.#row(id, app);
      return row?.userId === userId ? row : undefined;
    });
  }

  /** A user that is not there yet; its user_id follows from the identity, unless one is given. Gives its row's number. */
  insert(app: number, user: NewUser): number {
    this.#index();
    const { identity, joined, modified, handle = null, email = null, since = 0, used = 0, properties = '[]' } = user;
    const userId = user.userId ?? this.#freeUserId(app, identity ?? '');
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO user (app, user_id, identity, handle, email, joined, modified, since, used, properties)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(app, userId, identity, handle, email, joined, modified, since, used, properties);
    const id = Number(lastInsertRowid);
    // Should the transaction be undone, then these lead to no row, or to one of another key: see `KeyIndex`.
    if (identity !== null) this.#byIdentity.add(hashOf(identity, app), id);
    this.#byUserId.add(hashOfNumber(userId, app), id);
    return id;
  }

  update(row: UserRow): void {
    this.#db
      .prepare('UPDATE user SET email = ?, joined = ?, modified = ?, since = ?, used = ?, properties = ? WHERE id = ?')
      .run(row.email, row.joined, row.modified, row.since, row.used, row.properties, row.id);
  }

  remove(id: number): void {
    this.#db.prepare('DELETE FROM user WHERE id = ?').run(id);
  }

  /** Users of an app after a row, in the order in which they came. */
  page(app: number, after: number, limit: number): readonly UserRow[] {
    return this.#db
      .prepare(`SELECT ${columns} FROM user WHERE app = ? AND id > ? ORDER BY id LIMIT ?`)
      .rows(app, after, limit)
      .map(userRow);
  }

  /** All users of an app, one after the other; others may come and change meanwhile. */
  *all(app: number): Generator<UserRow> {
    for (let after = 0; ; ) {
      const rows = this.page(app, after, 500);
      yield* rows;
      if (rows.length < 500) return;
      after = rows.at(-1)!.id;
    }
  }

  /** All rows are gone. */
  forget(): void {
    this.#byIdentity = new KeyIndex();
    this.#byUserId = new KeyIndex();
  }

  /** Only once somebody asks for a user: with a million of them it takes a second. */
  #index(): void {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    const keys = this.#db.prepare('SELECT id, app, user_id, identity FROM user WHERE id > ? ORDER BY id LIMIT 10000');
    for (let after = 0; ; ) {
      const rows = keys.rows(after);
      for (const [id, app, userId, identity] of rows) {
        if (identity !== null) this.#byIdentity.add(hashOf(String(identity), Number(app)), Number(id));
        this.#byUserId.add(hashOfNumber(Number(userId), Number(app)), Number(id));
      }
      if (rows.length < 10_000) return;
      after = Number(rows.at(-1)?.[0]);
    }
  }

  #row(id: number, app: number): UserRow | undefined {
    const row = this.#db.prepare(`SELECT ${columns} FROM user WHERE id = ? AND app = ?`).row(id, app);
    return row && userRow(row);
  }

  /**
   * "Hash of the identity", of 53 bits; how Heap makes it is not told. The next one where somebody has it.
   * https://help.heap.io/data-management/data-management-features/identity-resolution
   */
  #freeUserId(app: number, identity: string): number {
    for (let turn = 1; ; turn++) {
      const userId = (hashOf(identity, turn) >>> 0) * 2 ** 21 + (hashOf(identity, turn * 31 + 7) >>> 11);
      if (this.findByUserId(app, userId) === undefined) return userId;
    }
  }
}

function userRow(row: readonly Stored[]): UserRow {
  const [id, userId, identity, handle, email, joined, modified, since, used, properties] = row;
  return {
    id: Number(id),
    userId: Number(userId),
    identity: textOrNull(identity),
    handle: textOrNull(handle),
    email: textOrNull(email),
    joined: Number(joined),
    modified: Number(modified),
    since: Number(since),
    used: Number(used),
    properties: String(properties),
  };
}

const textOrNull = (cell: Stored | undefined): string | null =>
  cell === null || cell === undefined ? null : String(cell);
