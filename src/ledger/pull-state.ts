import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import { inTransaction } from './transactions.ts';
import type { PullDocument } from './types/recorder.ts';
import type { RunCounts } from './types/run.ts';

/** How far the pull of an org into an environment of Heap has come; undefined before the first one. */
export function pullDocument(database: DatabaseSync, orgId: string, app: string): PullDocument | undefined {
  const row = database.prepare('SELECT document FROM pull WHERE org_id = ? AND app = ?').get(orgId, app);
  return row && JSON.parse(String(row['document']));
}

/** Moves that forward together with what the run has done so far: all of it is on disk, or nothing. */
export function savePull(
  database: DatabaseSync,
  clock: Clock,
  {
    runId,
    orgId,
    app,
    document,
    counts,
  }: {
    readonly runId: string;
    readonly orgId: string;
    readonly app: string;
    readonly document: PullDocument;
    readonly counts: RunCounts;
  },
): void {
  inTransaction(database, () => {
    database
      .prepare(
        `INSERT INTO pull (org_id, app, document, run_id, saved) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET document = excluded.document, run_id = excluded.run_id, saved = excluded.saved`,
      )
      .run(orgId, app, JSON.stringify(document), runId, clock.now().toISOString());
    database.prepare('UPDATE run SET counts = ? WHERE id = ?').run(JSON.stringify(counts), runId);
  });
}
