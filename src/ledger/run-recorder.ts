import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import { addCredits } from './credits.ts';
import { keptPath } from './kept-path.ts';
import { fieldRecorder } from './made-fields.ts';
import { savePull } from './pull-state.ts';
import { inTransaction, unwaited } from './transactions.ts';
import type { JobStage } from './types/job.ts';
import type { RunRecorder } from './types/recorder.ts';

interface RunFacts {
  /** Of the ledger. */
  readonly folder: string;
  readonly id: string;
  readonly orgId: string;
  readonly started: Date;
}

/** What the work of one run writes down as it goes. */
export function runRecorder(
  database: DatabaseSync,
  clock: Clock,
  { id, orgId, started, folder }: RunFacts,
): RunRecorder {
  const now = () => clock.now().toISOString();
  return {
    id,
    started,

    addJob({ jobId, way, object, operation, rows, file }) {
      database
        .prepare(
          `INSERT INTO job (org_id, job_id, run_id, object, operation, row_count, file, stage, created, changed, way)
           VALUES (?, ?, ?, ?, ?, ?, ?, 'created', ?, ?, ?)`,
        )
        .run(
          orgId,
          jobId,
          id,
          object,
          operation,
          rows,
          file === undefined ? null : keptPath(folder, file),
          now(),
          now(),
          way,
        );
    },

    moveJob(jobId, stage, state) {
      moveJob(database, clock, { orgId, jobId, stage, ...(state !== undefined && { state }) });
    },

    reject({ object, file, byCode }) {
      inTransaction(database, () => {
        database.prepare('DELETE FROM rejected WHERE run_id = ? AND object = ?').run(id, object);
        const insert = database.prepare(
          'INSERT INTO rejected (run_id, object, code, row_count, file) VALUES (?, ?, ?, ?, ?)',
        );
        for (const { code, rows } of byCode) insert.run(id, object, code, rows, keptPath(folder, file));
      });
    },

    spend(kind, count = 1, told) {
      addCredits(database, clock, { orgId, runId: id, kind, count, told });
    },

    accept({ object, file, changes, rows }) {
      database
        .prepare(
          `INSERT INTO accepted (run_id, org_id, object, file, changes, row_count, accepted)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          id,
          orgId,
          object,
          keptPath(folder, file),
          changes === undefined ? null : keptPath(folder, changes),
          rows,
          now(),
        );
    },

    forgetAccepted(object) {
      database.prepare('DELETE FROM accepted WHERE org_id = ? AND object = ?').run(orgId, object);
    },

    savePull: (app, document, counts) => savePull(database, clock, { runId: id, orgId, app, document, counts }),

    ...fieldRecorder(database, clock, { id, orgId }),
  };
}

/**
 * Notes how far a job is; a job that nobody stored is a fault of ours, and thrown. A kill loses no note; a power cut may lose
 * those since the last entry that waits for the disk, and then the org is asked about the job, as about any that is not settled.
 */
export function moveJob(
  database: DatabaseSync,
  clock: Clock,
  { orgId, jobId, stage, state }: { orgId: string; jobId: string; stage: JobStage; state?: string },
): void {
  unwaited(database, () => {
    const { changes } = database
      .prepare('UPDATE job SET stage = ?, state = coalesce(?, state), changed = ? WHERE org_id = ? AND job_id = ?')
      .run(stage, state ?? null, clock.now().toISOString(), orgId, jobId);
    if (changes === 0) throw new Error(`Job ${jobId} of org ${orgId} was never stored in the ledger.`);
  });
}
