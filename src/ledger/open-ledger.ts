import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import { alarmBook } from './alarm-book.ts';
import { addCredits, creditsSince, creditsSpent, lastAllocation, orgNamed } from './credits.ts';
import { openDatabase } from './database.ts';
import { placeOfKept } from './kept-path.ts';
import { keepOrg, knownOrg } from './known-orgs.ts';
import { lockName, lockOrg } from './org-lock.ts';
import { pullDocument } from './pull-state.ts';
import { acceptedOf, jobOf, madeFieldOf, RUN_COLUMNS, runOf } from './rows.ts';
import { fourLetters } from './run-id.ts';
import { moveJob } from './run-recorder.ts';
import { scheduleBook } from './schedule-book.ts';
import { findRun, rejectedOf, runDetail } from './show-run.ts';
import { inTransaction, undone } from './transactions.ts';
import type { Ledger } from './types/ledger.ts';
import type { Pruned } from './types/run.ts';
import { markInterrupted, withRun } from './with-run.ts';

interface LedgerOptions {
  readonly clock: Clock;
  /** Four characters that tell runs of one second apart. */
  readonly chance?: () => string;
}

/** Opens the ledger of a folder, made if it is not there; runs whose process died are marked as interrupted. */
export function openLedger(folder: string, { clock, chance = fourLetters }: LedgerOptions): Ledger {
  const database = openDatabase(folder);
  markTheDead(database, folder, clock);
  return {
    folder,
    schedule: scheduleBook(database),
    alarms: alarmBook(database),
    lock: (name) => lockName(folder, name),
    withRun: (start, work, queue) => withRun({ database, folder, clock, chance }, start, work, queue),

    listRuns({ orgId, kind, limit = 50 } = {}) {
      return database
        .prepare(
          `SELECT ${RUN_COLUMNS} FROM run WHERE org_id = coalesce(?, org_id) AND kind = coalesce(?, kind)
           ORDER BY started DESC, rowid DESC LIMIT ?`,
        )
        .all(orgId ?? null, kind ?? null, limit)
        .map(runOf);
    },

    showRun: (id) => runDetail(database, folder, findRun(database, id)),

    rejectedRows: (runId) => rejectedOf(database, folder, runId),

    lastReach(orgId) {
      const row = database
        .prepare(
          `SELECT ${RUN_COLUMNS} FROM run WHERE org_id = ? AND kind = 'push' AND status IN ('done', 'partly')
             AND reach IS NOT NULL ORDER BY started DESC, rowid DESC LIMIT 1`,
        )
        .get(orgId);
      return row && runOf(row).reach;
    },

    unsettledJobs(orgId) {
      return database
        .prepare("SELECT * FROM job WHERE org_id = ? AND stage NOT IN ('settled', 'dropped') ORDER BY created, rowid")
        .all(orgId)
        .map((row) => jobOf(folder, row));
    },

    moveJob(orgId, jobId, stage, state) {
      moveJob(database, clock, { orgId, jobId, stage, ...(state !== undefined && { state }) });
    },

    accepted(orgId, object) {
      const row = database
        .prepare('SELECT * FROM accepted WHERE org_id = ? AND object = ? ORDER BY rowid DESC LIMIT 1')
        .get(orgId, object);
      return row && acceptedOf(folder, row);
    },

    madeFields(orgId) {
      return database
        .prepare('SELECT * FROM made WHERE org_id = ? ORDER BY object, made, field')
        .all(orgId)
        .map(madeFieldOf);
    },

    pullDocument: (orgId, app) => pullDocument(database, orgId, app),

    spend: (orgId, kind, count = 1, told) => addCredits(database, clock, { orgId, runId: '', kind, count, told }),
    creditsSpent: (orgId) => creditsSpent(database, clock, orgId),
    creditsSince: (orgId, since) => creditsSince(database, orgId, since),
    lastAllocation: (orgId) => lastAllocation(database, orgId),
    knownOrg: (orgId) => knownOrg(database, orgId),
    keepOrg: (org) => keepOrg(database, org),
    orgNamed: (orgName) => orgNamed(database, orgName),
    prune: (before) => inTransaction(database, () => prune(database, folder, before)),
    prunable: (before) => undone(database, () => prune(database, folder, before)),
    filesInUse: () => new Set(filesOf(database, folder)),
    runningIds: () =>
      database
        .prepare("SELECT id FROM run WHERE status = 'running'")
        .all()
        .map(({ id }) => String(id)),
    close: () => database.close(),
  };
}

function markTheDead(database: DatabaseSync, folder: string, clock: Clock): void {
  const runs = database
    .prepare("SELECT DISTINCT org_id, kind = 'pull' AS pulls FROM run WHERE status = 'running'")
    .all();
  for (const { org_id, pulls } of runs) {
    const place = { orgId: String(org_id), pulls: pulls === 1 };
    const lock = lockOrg(folder, place);
    if (lock === undefined) continue; // alive and at work
    try {
      markInterrupted(database, clock, place);
    } finally {
      lock.release();
    }
  }
}

function prune(database: DatabaseSync, folder: string, before: Date): Pruned {
  const files = new Set<string>(filesOf(database, folder));
  const current = 'SELECT max(rowid) FROM accepted GROUP BY org_id, object';
  database.prepare(`DELETE FROM accepted WHERE rowid NOT IN (${current}) AND accepted < ?`).run(before.toISOString());
  const { changes } = database
    .prepare(
      `DELETE FROM run WHERE started < ? AND status <> 'running'
         AND id NOT IN (SELECT run_id FROM accepted)
         AND id NOT IN (SELECT run_id FROM job WHERE stage NOT IN ('settled', 'dropped'))`,
    )
    .run(before.toISOString());
  database.prepare("DELETE FROM attempt WHERE started < ? AND status <> 'running'").run(before.toISOString());
  database.prepare('DELETE FROM delivery WHERE sent < ?').run(before.toISOString());
  for (const file of filesOf(database, folder)) files.delete(file);
  return { runs: Number(changes), files: [...files] };
}

function filesOf(database: DatabaseSync, folder: string): string[] {
  return database
    .prepare(
      `SELECT file FROM accepted UNION SELECT changes FROM accepted WHERE changes IS NOT NULL
       UNION SELECT file FROM rejected`,
    )
    .all()
    .map((row) => placeOfKept(folder, String(row['file'])));
}
