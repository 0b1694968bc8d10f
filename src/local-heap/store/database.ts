import { DatabaseSync } from 'node:sqlite';
import { Mistake } from '../../base/errors.ts';
import { forOwnerOnly, type Prepared, prepared } from '../../base/sqlite.ts';

/** What a cell of the database holds. Times are milliseconds since 1970, properties JSON. */
export type Stored = string | number | null;

export interface Database {
  prepare(sql: string): Prepared;
  /** All or nothing. */
  transaction<T>(work: () => T): T;
  /** The same for work that waits; nobody else may write meanwhile: see `isBusy`. */
  longTransaction<T>(work: () => Promise<T>): Promise<T>;
  /** Which transaction is under way or was the last, counted from 1. */
  readonly turn: number;
  /** Whether such work is under way. */
  readonly isBusy: boolean;
  /** Has something done after a transaction was undone. */
  onRollback(listener: () => void): void;
  /** Forgets everything. */
  clear(): void;
  close(): void;
}

/** Goes up with each change of the tables: a file of another form is not touched. */
const format = 1;

/**
 * Rows of users have no index beside them: see `UserTable`. Names of properties are written once, and rows hold their
 * numbers.
 */
const tables = `
CREATE TABLE kept (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE app (id INTEGER PRIMARY KEY, app_id TEXT NOT NULL UNIQUE, users INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE property (
  id INTEGER PRIMARY KEY, app INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, holds TEXT NOT NULL,
  UNIQUE (app, kind, name)
) STRICT;
CREATE TABLE user (
  id INTEGER PRIMARY KEY, app INTEGER NOT NULL, user_id INTEGER NOT NULL, identity TEXT, handle TEXT, email TEXT,
  joined INTEGER NOT NULL, modified INTEGER NOT NULL, since INTEGER NOT NULL, used INTEGER NOT NULL,
  properties TEXT NOT NULL, before INTEGER NOT NULL, gone INTEGER NOT NULL
) STRICT;
CREATE TABLE account (
  id INTEGER PRIMARY KEY, app INTEGER NOT NULL, account_id TEXT NOT NULL, modified INTEGER NOT NULL,
  properties TEXT NOT NULL, UNIQUE (app, account_id)
) STRICT;
CREATE TABLE event (
  id INTEGER PRIMARY KEY, app INTEGER NOT NULL, user_id INTEGER NOT NULL, name TEXT NOT NULL, time INTEGER NOT NULL,
  session_id TEXT, key TEXT, properties TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_key ON event (app, key) WHERE key IS NOT NULL;
CREATE INDEX event_user ON event (app, user_id);
CREATE TABLE migration (
  app INTEGER NOT NULL, from_user_id INTEGER NOT NULL, to_user_id INTEGER NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY (app, from_user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX migration_to ON migration (app, to_user_id, time);
CREATE TABLE meter (
  app INTEGER NOT NULL, name TEXT NOT NULL, who TEXT NOT NULL, since INTEGER NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY (app, name, who)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (
  app_id TEXT NOT NULL, path TEXT NOT NULL, requests INTEGER NOT NULL, items INTEGER NOT NULL, refused INTEGER NOT NULL,
  PRIMARY KEY (app_id, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE request (
  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, app_id TEXT NOT NULL, path TEXT NOT NULL, items INTEGER NOT NULL,
  status INTEGER NOT NULL, said TEXT
) STRICT;
PRAGMA user_version = ${format};
`;

/**
 * Opens the file, or a database in memory when none is named. What a transaction has written survives the end of the
 * process at any line.
 */
export function openDatabase(file: string | undefined): Database {
  if (file !== undefined) forOwnerOnly(file);
  const db = new DatabaseSync(file ?? ':memory:');
  // Rows are appended, and looked up one by one: a small cache does.
  db.exec('PRAGMA page_size = 8192; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;');
  if (file !== undefined)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;');
  checkFormat(db, file);
  const statements = new Map<string, Prepared>();
  const listeners: (() => void)[] = [];
  let isBusy = false;
  let turn = 0;

  const undone = (): void => {
    for (const listener of listeners) listener();
  };
  const rollBack = (): void => {
    db.exec('ROLLBACK');
    undone();
  };

  return {
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const made = prepared(db.prepare(sql));
      statements.set(sql, made);
      return made;
    },
    transaction(work) {
      db.exec('BEGIN IMMEDIATE');
      turn += 1;
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack();
        throw error;
      }
    },
    async longTransaction(work) {
      db.exec('BEGIN IMMEDIATE');
      turn += 1;
      isBusy = true;
      try {
        const result = await work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        rollBack();
        throw error;
      } finally {
        isBusy = false;
      }
    },
    get turn() {
      return turn;
    },
    get isBusy() {
      return isBusy;
    },
    onRollback: (listener) => void listeners.push(listener),
    clear() {
      const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
      db.exec(`BEGIN IMMEDIATE; ${names.map(({ name }) => `DELETE FROM "${String(name)}"`).join('; ')}; COMMIT`);
      undone();
    },
    close: () => db.close(),
  };
}

function checkFormat(db: DatabaseSync, file: string | undefined): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (found === format) return;
  const isNew = found === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (isNew) {
    db.exec(`BEGIN IMMEDIATE; ${tables} COMMIT;`);
    return;
  }
  db.close();
  throw new Mistake({
    trouble: 'definition',
    message: `The local Heap in ${file} was kept by another version, in a form that this one cannot read.`,
    actions: [
      'Throw it away and begin anew: heap-sf local-heap reset (or delete the folder, when it is not that of heap-sf).',
    ],
    facts: { file, found, needed: format },
  });
}
