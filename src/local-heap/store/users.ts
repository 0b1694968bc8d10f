import type { Database, Stored } from './database.ts';
import { hashOf, hashOfNumber, KeyIndex } from './key-index.ts';
import { RowSet } from './row-set.ts';

/** A user as it is now. Times are milliseconds since 1970. */
export interface UserRow {
  /** Of the user's newest row. */
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
const oneSql = `SELECT ${columns} FROM user WHERE id = ? AND app = ?`;
const pageSql = `SELECT ${columns} FROM user WHERE app = ? AND id > ? ORDER BY id LIMIT ?`;
const appendSql = `INSERT INTO user (app, user_id, identity, handle, email, joined, modified, since, used, properties,
  before, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Rows that are no longer anybody's newest are left lying up to this number, or as many as there are users. */
const fewStale = 50_000;

/**
 * The users of all apps. A user that changes gets a new row at the end, which names the one before: the users of a bulk
 * request lie all over the file, and to write each where it lies takes five times as long. What is left behind is
 * deleted from the front, a little with each request, once there is as much of it as of users.
 */
export class UserTable {
  readonly #db: Database;
  #byIdentity = new KeyIndex();
  #byUserId = new KeyIndex();
  #stale = new RowSet();
  #rows = 0;
  #isIndexed = false;
  /** The transaction that wrote last. */
  #wroteIn = 0;

  constructor(db: Database) {
    this.#db = db;
    db.onRollback(() => {
      if (this.#wroteIn === db.turn) this.forget();
    });
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

  /** A user that is not there yet; its user_id follows from the identity, unless one is given. Gives the user_id. */
  insert(app: number, user: NewUser): number {
    const userId = user.userId ?? this.#freeUserId(app, user.identity ?? '');
    this.#append(app, userId, user, 0, 0);
    return userId;
  }

  /** Other values of a user that was found. */
  update(app: number, row: UserRow): void {
    this.#append(app, row.userId, row, row.id, 0);
  }

  /** A row that says so remains until those before it are deleted. */
  remove(app: number, row: UserRow): void {
    this.#append(app, row.userId, row, row.id, 1);
  }

  /** So many users of an app after a row. One that changes comes again, at the end. */
  page(app: number, after: number, limit: number): readonly UserRow[] {
    this.#index();
    const users: UserRow[] = [];
    for (let from = after; users.length < limit; ) {
      const rows = this.#db.prepare(pageSql).rows(app, from, limit);
      users.push(...rows.filter(([id]) => !this.#stale.has(Number(id))).map(userRow));
      if (rows.length < limit) break;
      from = Number(rows.at(-1)?.[0]);
    }
    return users.slice(0, limit);
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

  /**
   * Deletes some of what is left behind, within the transaction of a request; the oldest first, so that no older row
   * of a removed user outlives the one that says so.
   */
  sweep(): void {
    if (this.#stale.size <= Math.max(fewStale, this.#rows - this.#stale.size)) return;
    const remove = this.#db.prepare('DELETE FROM user WHERE id = ?');
    const swept = this.#stale.takeLeast(2000);
    for (const id of swept) remove.run(id);
    this.#rows -= swept.length;
    this.#wroteIn = this.#db.turn;
  }

  /** What is known of the rows is read from them again when it is next asked for. */
  forget(): void {
    this.#byIdentity = new KeyIndex();
    this.#byUserId = new KeyIndex();
    this.#stale = new RowSet();
    this.#rows = 0;
    this.#isIndexed = false;
  }

  #append(app: number, userId: number, user: NewUser, before: number, gone: 0 | 1): void {
    this.#index();
    this.#wroteIn = this.#db.turn;
    const { identity, handle = null, email = null, joined, modified, since = 0, used = 0, properties = '[]' } = user;
    const kept = gone === 1 ? '[]' : properties;
    const { lastInsertRowid } = this.#db
      .prepare(appendSql)
      .run(app, userId, identity, handle, email, joined, modified, since, used, kept, before, gone);
    this.#note(Number(lastInsertRowid), app, userId, identity, before, gone);
  }

  /** Only once somebody asks for a user: with a million of them it takes a second. */
  #index(): void {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    const keys = this.#db.prepare(
      'SELECT id, app, user_id, identity, before, gone FROM user WHERE id > ? ORDER BY id LIMIT 10000',
    );
    for (let after = 0; ; ) {
      const rows = keys.rows(after);
      for (const [id, app, userId, identity, before, gone] of rows)
        this.#note(Number(id), Number(app), Number(userId), textOrNull(identity), Number(before), Number(gone));
      if (rows.length < 10_000) return;
      after = Number(rows.at(-1)?.[0]);
    }
  }

  /** Takes note of a row, which is its user's newest. The one before may be deleted already. */
  #note(id: number, app: number, userId: number, identity: string | null, before: number, gone: number): void {
    this.#rows += 1;
    if (identity !== null) this.#byIdentity.put(hashOf(identity, app), id, before);
    if (this.#byUserId.put(hashOfNumber(userId, app), id, before)) this.#stale.add(before);
    if (gone === 1) this.#stale.add(id);
  }

  #row(id: number, app: number): UserRow | undefined {
    if (this.#stale.has(id)) return undefined;
    const row = this.#db.prepare(oneSql).row(id, app);
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
