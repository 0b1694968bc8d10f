import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

function withTemporaryFile<T>(work: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'heap-local-org-'));
  try {
    return work(join(folder, 'snapshot.sqlite'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole database as the bytes of a SQLite file. */
export function copyOut(db: DatabaseSync): Uint8Array {
  return withTemporaryFile((file) => {
    db.prepare('VACUUM INTO ?').run(file);
    return readFileSync(file);
  });
}

/** Puts the tables of a snapshot in place of those that are there, all or nothing. */
export function copyIn(db: DatabaseSync, bytes: Uint8Array): void {
  withTemporaryFile((file) => {
    writeFileSync(file, bytes, { mode: 0o600 });
    db.prepare('ATTACH ? AS snapshot').run(file);
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const { name } of db.prepare(`SELECT name FROM main.sqlite_schema WHERE type = 'table'`).all()) {
        db.exec(`DROP TABLE main."${name}"`);
      }
      const parts = db.prepare(
        `SELECT type, name, sql FROM snapshot.sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'index'`,
      );
      for (const { type, name, sql } of parts.all()) {
        db.exec(String(sql));
        if (type !== 'table') continue;
        const columns = db
          .prepare(`SELECT name FROM pragma_table_info(?)`)
          .all(String(name))
          .map((column) => `"${column['name']}"`)
          .join();
        db.exec(`INSERT INTO main."${name}" (${columns}) SELECT ${columns} FROM snapshot."${name}"`);
      }
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    } finally {
      db.exec('DETACH snapshot');
    }
  });
}
