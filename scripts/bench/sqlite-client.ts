// The same rows by SQLite alone, in one file: upserts, and a page of them by an indexed column. Prints what each took.
import { DatabaseSync } from 'node:sqlite';
import { median } from './bench-row.ts';
import { cellsOf, columns, keyField, keyOf, metricFields } from './million-rows.ts';

const [file = '', rows = '0', pageRows = '0'] = process.argv.slice(2);
const database = new DatabaseSync(file);
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE usage (id TEXT PRIMARY KEY, ${keyField} TEXT UNIQUE, ${metricFields.map((name) => `${name} REAL`).join(', ')}) STRICT`);
const upsert = database.prepare(
  `INSERT INTO usage (id, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})
   ON CONFLICT (${keyField}) DO UPDATE SET ${metricFields.map((name) => `${name} = excluded.${name}`).join(', ')}`,
);
const [created, changed] = [upsertAll(0), upsertAll(1)];

const page = database.prepare(`SELECT * FROM usage WHERE ${keyField} >= ? AND ${keyField} < ?`);
const pages = Array.from({ length: 21 }, (_, turn) => {
  const first = (turn * 40_009) % (Number(rows) - Number(pageRows));
  const began = performance.now();
  const found = page.all(keyOf(first), keyOf(first + Number(pageRows)));
  JSON.stringify(found);
  if (found.length !== Number(pageRows)) throw new Error(`${found.length} rows on a page`);
  return performance.now() - began;
});
process.stdout.write(`${JSON.stringify({ created, changed, page: median(pages) })}\n`);

function upsertAll(turn: number): number {
  const began = performance.now();
  database.exec('BEGIN');
  for (let row = 0; row < Number(rows); row++) upsert.run(`a00${keyOf(row)}`, ...cellsOf(row, turn));
  database.exec('COMMIT');
  return performance.now() - began;
}
