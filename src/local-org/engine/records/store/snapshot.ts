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
  // The shorter way, which older versions of Node do not have, and which leaves out what a file has not yet taken in.
  if ('serialize' in db && db.location() === null) return db.serialize();
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
      if (!isSameSchema(db)) copySchema(db);
      for (const name of tablesOf(db, 'main')) {
        // Most tables of an org are empty, and stay so.
        if (hasRows(db, 'main', name)) db.exec(`DELETE FROM main."${name}"`);
        if (!hasRows(db, 'snapshot', name)) continue;
        const columns = columnsOf(db, name);
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

type Side = 'main' | 'snapshot';

/** Tables first, then what is made on them. */
const partsOf = (db: DatabaseSync, side: Side) =>
  db
    .prepare(`SELECT type, name, sql FROM ${side}.sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'index', name`)
    .all();

const tablesOf = (db: DatabaseSync, side: Side): readonly string[] =>
  partsOf(db, side).flatMap(({ type, name }) => (type === 'table' ? [String(name)] : []));

const hasRows = (db: DatabaseSync, side: Side, name: string): boolean =>
  db.prepare(`SELECT 1 FROM ${side}."${name}" LIMIT 1`).get() !== undefined;

function columnsOf(db: DatabaseSync, table: string): string {
  const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all(table);
  return columns.map(({ name }) => `"${name}"`).join();
}

function isSameSchema(db: DatabaseSync): boolean {
  return JSON.stringify(partsOf(db, 'main')) === JSON.stringify(partsOf(db, 'snapshot'));
}

function copySchema(db: DatabaseSync): void {
  for (const name of tablesOf(db, 'main')) db.exec(`DROP TABLE main."${name}"`);
  for (const { sql } of partsOf(db, 'snapshot')) db.exec(String(sql));
}
