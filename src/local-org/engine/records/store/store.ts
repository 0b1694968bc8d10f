import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { type Prepared, prepared } from '../../../../base/sqlite.ts';
import { IdleCheckpoints } from './idle-checkpoints.ts';
import { copyIn, copyOut } from './snapshot.ts';

/** What a cell of the database holds. Booleans are 0 and 1, datetimes milliseconds, dates `2026-01-31`. */
export type Stored = string | number | null;

/** The database under an org: statements, nested transactions, and word of every roll-back. */
export interface Store {
  prepare(sql: string): Prepared;
  exec(sql: string): void;
  /** Lets statements call this function by name, with any number of values. */
  define(name: string, work: (...values: Stored[]) => Stored): void;
  transaction<T>(work: () => T): T;
  /** Which transaction is under way, counted from 1; 0 outside of one. */
  readonly turn: number;
  /** Called after a transaction, or a part of one, was undone, or everything was replaced by a snapshot. */
  onRollback(listener: (replaced: boolean) => void): void;
  snapshot(): Uint8Array;
  restore(bytes: Uint8Array): void;
  close(): void;
}

/** Statements are cached by their text; so many, then the cache starts anew. */
const cachedStatements = 800;

/** Opens the SQLite file, or a database in memory when none is named. */
export function openStore(file: string | undefined): Store {
  const db = new DatabaseSync(file ?? ':memory:');
  db.exec('PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;');
  if (file !== undefined)
    db.exec(
      // Big pages: a load writes fewer of them. The last figure is in pages, 32 MB.
      'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 4000;',
    );
  // SQLite folds the case of ASCII letters only.
  db.function('fold', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text));

  const checkpoints = file === undefined ? undefined : new IdleCheckpoints(db);
  const statements = new Map<string, Prepared>();
  const listeners: ((replaced: boolean) => void)[] = [];
  let depth = 0;
  let turns = 0;

  function undone(replaced: boolean): void {
    for (const listener of listeners) listener(replaced);
  }

  const store: Store = {
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      if (statements.size >= cachedStatements) statements.clear();
      const made = prepared(db.prepare(sql));
      statements.set(sql, made);
      return made;
    },
    exec: (sql) => db.exec(sql),
    define: (name, work) =>
      db.function(name, { varargs: true }, work as (...values: SQLOutputValue[]) => SQLInputValue),
    transaction(work) {
      const outermost = depth === 0;
      const name = `level_${depth}`;
      db.exec(outermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
      depth += 1;
      if (outermost) turns += 1;
      try {
        const result = work();
        db.exec(outermost ? 'COMMIT' : `RELEASE ${name}`);
        depth -= 1;
        if (outermost) checkpoints?.wrote();
        return result;
      } catch (error) {
        db.exec(outermost ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
        depth -= 1;
        undone(false);
        throw error;
      }
    },
    get turn() {
      return depth === 0 ? 0 : turns;
    },
    onRollback: (listener) => void listeners.push(listener),
    snapshot: () => copyOut(db),
    restore(bytes) {
      statements.clear();
      copyIn(db, bytes);
      undone(true);
    },
    close() {
      checkpoints?.stop();
      db.close();
    },
  };
  return store;
}
