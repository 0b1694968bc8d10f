import type { Documents } from '../../types.ts';
import type { Store } from './store.ts';

/** Documents in a table of their own, as JSON. */
export function openDocuments(store: Store): Documents {
  // Not WITHOUT ROWID: a document may have megabytes, which would be read whenever a key is compared with its own.
  store.exec(
    'CREATE TABLE IF NOT EXISTS _documents (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key))',
  );
  const changes = new Map<string, number>();
  let undone = 0;
  store.onRollback(() => {
    undone += 1;
  });
  const changed = (kind: string) => changes.set(kind, (changes.get(kind) ?? 0) + 1);

  return {
    get<T>(kind: string, key: string): T | undefined {
      const row = store.prepare('SELECT value FROM _documents WHERE kind = ? AND key = ?').row(kind, key);
      return row === undefined ? undefined : (JSON.parse(String(row[0])) as T);
    },
    put(kind, key, value) {
      store
        .prepare(
          'INSERT INTO _documents (kind, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        )
        .run(kind, key, JSON.stringify(value));
      changed(kind);
    },
    delete(kind, key) {
      store.prepare('DELETE FROM _documents WHERE kind = ? AND key = ?').run(kind, key);
      changed(kind);
    },
    all<T>(kind: string) {
      return store
        .prepare('SELECT key, value FROM _documents WHERE kind = ? ORDER BY key')
        .rows(kind)
        .map(([key, value]) => ({ key: String(key), value: JSON.parse(String(value)) as T }));
    },
    version: (kind) => (changes.get(kind) ?? 0) + undone,
  };
}
