import type { Store, Stored } from '../store/store.ts';

/** A lookup that was emptied because the row it led to was deleted. */
export interface Unlinked {
  readonly object: string;
  readonly field: string;
  readonly id: string;
  readonly target: string;
}

export interface BinRow {
  readonly object: string;
  readonly id: string;
}

/**
 * What was deleted, when, and along with which row: the recycle bin, and the log that getDeleted reads.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm
 */
export interface Bin {
  /** Notes a deleted row; `root` is the row whose deletion took it along, itself for one deleted by name. */
  add(row: BinRow, root: string, at: number, forGood: boolean): void;
  addUnlinked(link: Unlinked, root: string): void;
  /** The row that a deleted one went with; nothing when it is not in the bin. */
  rootOf(id: string): string | undefined;
  rowsOf(root: string): readonly BinRow[];
  unlinkedOf(root: string): readonly Unlinked[];
  /** Forgets a deletion, as if it had not been: the rows are back. */
  forget(root: string): void;
  /** Notes that the rows of a deletion cannot come back. */
  emptied(root: string): void;
  rootsBefore(at: number): readonly string[];
  forgetBefore(at: number): void;
  /** Deletions of an object in this span, for good or not, in the order of time. */
  between(object: string, start: number, end: number): readonly { readonly id: string; readonly at: number }[];
}

const tables = `
  CREATE TABLE IF NOT EXISTS _bin (id TEXT NOT NULL, object TEXT NOT NULL, root TEXT NOT NULL, at INTEGER NOT NULL, gone INTEGER NOT NULL, PRIMARY KEY (id, object)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS "_bin root" ON _bin (root);
  CREATE INDEX IF NOT EXISTS "_bin object" ON _bin (object, at);
  CREATE INDEX IF NOT EXISTS "_bin at" ON _bin (at);
  CREATE TABLE IF NOT EXISTS _unlinked (root TEXT NOT NULL, object TEXT NOT NULL, field TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS "_unlinked root" ON _unlinked (root);`;

const text = (value: Stored | undefined) => String(value);

export function openBin(store: Store): Bin {
  store.exec(tables);
  // A snapshot of an org that has deleted nothing yet may come without them.
  store.onRollback((replaced) => {
    if (replaced) store.exec(tables);
  });
  return {
    add({ object, id }, root, at, forGood) {
      store
        .prepare('INSERT OR REPLACE INTO _bin (id, object, root, at, gone) VALUES (?, ?, ?, ?, ?)')
        .run(id, object, root, at, forGood ? 1 : 0);
    },
    addUnlinked({ object, field, id, target }, root) {
      store
        .prepare('INSERT INTO _unlinked (root, object, field, id, target) VALUES (?, ?, ?, ?, ?)')
        .run(root, object, field, id, target);
    },
    rootOf(id) {
      const row = store.prepare('SELECT root FROM _bin WHERE id = ? AND gone = 0').row(id);
      return row && text(row[0]);
    },
    rowsOf: (root) =>
      store
        .prepare('SELECT object, id FROM _bin WHERE root = ? AND gone = 0')
        .rows(root)
        .map(([object, id]) => ({ object: text(object), id: text(id) })),
    unlinkedOf: (root) =>
      store
        .prepare('SELECT object, field, id, target FROM _unlinked WHERE root = ?')
        .rows(root)
        .map(([object, field, id, target]) => ({
          object: text(object),
          field: text(field),
          id: text(id),
          target: text(target),
        })),
    forget(root) {
      store.prepare('DELETE FROM _bin WHERE root = ?').run(root);
      store.prepare('DELETE FROM _unlinked WHERE root = ?').run(root);
    },
    emptied(root) {
      store.prepare('UPDATE _bin SET gone = 1 WHERE root = ?').run(root);
      store.prepare('DELETE FROM _unlinked WHERE root = ?').run(root);
    },
    rootsBefore: (at) =>
      store
        .prepare('SELECT id FROM _bin WHERE at < ? AND root = id AND gone = 0')
        .rows(at)
        .map(([id]) => text(id)),
    forgetBefore: (at) => void store.prepare('DELETE FROM _bin WHERE at < ?').run(at),
    between: (object, start, end) =>
      store
        .prepare('SELECT id, at FROM _bin WHERE object = ? AND at >= ? AND at < ? ORDER BY at, id')
        .rows(object, start, end)
        .map(([id, at]) => ({ id: text(id), at: Number(at) })),
  };
}
