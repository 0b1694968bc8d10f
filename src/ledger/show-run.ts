import type { DatabaseSync } from 'node:sqlite';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { alarmBook } from './alarm-book.ts';
import { placeOfKept } from './kept-path.ts';
import { deedOf, jobOf, RUN_COLUMNS, rejectedRow, runOf } from './rows.ts';
import type { RejectedRows } from './types/job.ts';
import type { RunDetail, RunRecord } from './types/run.ts';

/** A run by its id, by the beginning of its id, or the `latest`. */
export function findRun(database: DatabaseSync, wanted: string): RunRecord {
  const select = `SELECT ${RUN_COLUMNS} FROM run`;
  const newest = 'ORDER BY started DESC, rowid DESC LIMIT 2';
  const found =
    wanted === 'latest'
      ? database.prepare(`${select} ${newest}`).all().slice(0, 1)
      : database.prepare(`${select} WHERE substr(id, 1, length(?)) = ? ${newest}`).all(wanted, wanted);
  const exact = found.find((row) => row['id'] === wanted);
  const only = exact ?? (found.length === 1 ? found[0] : undefined);
  if (only !== undefined) return runOf(only);
  throw unknownRun(database, wanted, found.length);
}

function unknownRun(database: DatabaseSync, wanted: string, found: number): Mistake {
  const ids = database
    .prepare('SELECT id FROM run ORDER BY started DESC LIMIT 200')
    .all()
    .map((row) => String(row['id']));
  const near = found > 1 ? ids.filter((id) => id.startsWith(wanted)).slice(0, 3) : nearest(wanted, ids);
  const message =
    ids.length === 0
      ? 'No run is in the ledger yet.'
      : found > 1
        ? `Several runs begin with "${wanted}".`
        : `No run "${wanted}" is in the ledger.`;
  return new Mistake({
    trouble: 'unknown-name',
    message,
    actions: [
      ...(near.length > 0 ? [`Name one of these: ${near.join(', ')}`] : []),
      ids.length === 0 ? 'Start one: heap-sf usage push' : 'See all of them: heap-sf runs list',
    ],
    facts: { wanted, near },
  });
}

/** A run with its jobs, and its rejected rows counted by code. */
export function runDetail(database: DatabaseSync, folder: string, run: RunRecord): RunDetail {
  return {
    ...run,
    jobs: database
      .prepare('SELECT * FROM job WHERE run_id = ? ORDER BY created, rowid')
      .all(run.id)
      .map((row) => jobOf(folder, row)),
    fields: database.prepare('SELECT * FROM deed WHERE run_id = ? ORDER BY rowid').all(run.id).map(deedOf),
    rejectedByCode: rejectedOf(database, folder, run.id).flatMap(({ object, byCode }) =>
      byCode.map((one) => ({ object, ...one })),
    ),
    alerts: alarmBook(database).deliveries({ runId: run.id, limit: 100 }),
  };
}

/** The rejected rows of a run by object, the most frequent code first. */
export function rejectedOf(database: DatabaseSync, folder: string, runId: string): readonly RejectedRows[] {
  const rows = database
    .prepare('SELECT object, code, row_count, file FROM rejected WHERE run_id = ? ORDER BY row_count DESC, code')
    .all(runId)
    .map((row) => rejectedRow.parse(row));
  return [...Map.groupBy(rows, ({ object }) => object)].map(([object, codes]) => ({
    object,
    file: placeOfKept(folder, codes[0]!.file),
    byCode: codes.map(({ code, row_count }) => ({ code, rows: row_count })),
  }));
}
