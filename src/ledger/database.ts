import { mkdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Mistake } from '../base/errors.ts';

/**
 * The steps from an empty ledger to today's tables. How many were taken is kept in `user_version`; a ledger with more of
 * them than we know is not touched. A step that was published stays as it is.
 */
const STEPS: readonly (string | ((folder: string) => string))[] = [
  `
CREATE TABLE run (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, org_id TEXT NOT NULL, org_name TEXT NOT NULL, status TEXT NOT NULL,
  pid INTEGER NOT NULL, as_of TEXT, started TEXT NOT NULL, ended TEXT, counts TEXT, error TEXT
) STRICT;
CREATE INDEX run_started ON run (started);
CREATE INDEX run_org ON run (org_id, status);

CREATE TABLE job (
  org_id TEXT NOT NULL, job_id TEXT NOT NULL, run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  object TEXT NOT NULL, operation TEXT NOT NULL, row_count INTEGER NOT NULL, file TEXT,
  stage TEXT NOT NULL, state TEXT, created TEXT NOT NULL, changed TEXT NOT NULL,
  PRIMARY KEY (org_id, job_id)
) STRICT;
CREATE INDEX job_run ON job (run_id);

CREATE TABLE rejected (
  run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE, object TEXT NOT NULL, record_id TEXT NOT NULL,
  code TEXT NOT NULL, message TEXT NOT NULL, fields TEXT NOT NULL
) STRICT;
CREATE INDEX rejected_run ON rejected (run_id);

CREATE TABLE accepted (
  run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE, org_id TEXT NOT NULL, object TEXT NOT NULL,
  file TEXT NOT NULL, row_count INTEGER NOT NULL, accepted TEXT NOT NULL
) STRICT;
CREATE INDEX accepted_org ON accepted (org_id, object);

-- Outlives its run: what was spent stays spent.
CREATE TABLE credit (
  org_id TEXT NOT NULL, hour TEXT NOT NULL, run_id TEXT NOT NULL, kind TEXT NOT NULL, credits INTEGER NOT NULL,
  PRIMARY KEY (org_id, hour, run_id, kind)
) STRICT;
CREATE INDEX credit_run ON credit (run_id);
`,
  `
-- What a run did to a field: a story, gone with its run.
CREATE TABLE deed (
  run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE, object TEXT NOT NULL, field TEXT NOT NULL, metric TEXT NOT NULL,
  deed TEXT NOT NULL, detail TEXT
) STRICT;
CREATE INDEX deed_run ON deed (run_id);

-- How we left each field of ours. Outlives its run: what changed since is told by it.
CREATE TABLE made (
  org_id TEXT NOT NULL, object TEXT NOT NULL, field TEXT NOT NULL, metric TEXT NOT NULL, label TEXT NOT NULL,
  help_text TEXT NOT NULL, type TEXT NOT NULL, history INTEGER NOT NULL, access TEXT NOT NULL, run_id TEXT NOT NULL,
  made TEXT NOT NULL, PRIMARY KEY (org_id, object, field)
) STRICT;
`,
  `
ALTER TABLE run ADD COLUMN reach TEXT;
ALTER TABLE job ADD COLUMN way TEXT NOT NULL DEFAULT 'bulk';

-- The rows themselves lie in the file: there may be millions. Those kept one by one before are sent again by the next push anyway.
DROP TABLE rejected;
CREATE TABLE rejected (
  run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE, object TEXT NOT NULL, code TEXT NOT NULL,
  row_count INTEGER NOT NULL, file TEXT NOT NULL, PRIMARY KEY (run_id, object, code)
) STRICT;
`,
  `
ALTER TABLE run ADD COLUMN crossing TEXT;

-- The org's own figure of its last 24 hours, as its last answer gave it.
CREATE TABLE allocation (
  org_id TEXT NOT NULL, org_name TEXT NOT NULL, used INTEGER NOT NULL, allowed INTEGER NOT NULL, read TEXT NOT NULL,
  PRIMARY KEY (org_id, org_name)
) STRICT;
CREATE INDEX allocation_name ON allocation (org_name, read);
`,
  `
-- How far the pull of an org into an environment of Heap has come. Outlives its run: the next one goes on from there.
CREATE TABLE pull (
  org_id TEXT NOT NULL, app TEXT NOT NULL, document TEXT NOT NULL, run_id TEXT NOT NULL, saved TEXT NOT NULL,
  PRIMARY KEY (org_id, app)
) STRICT;
`,
  `
-- Since when a kind of run is scheduled for an org, by the name that a person knows it by: it may be one nobody signed in to yet.
CREATE TABLE schedule (
  org_name TEXT NOT NULL, kind TEXT NOT NULL, begun TEXT NOT NULL, PRIMARY KEY (org_name, kind)
) STRICT;

-- What the schedule did about each moment at which a run was due.
CREATE TABLE attempt (
  org_name TEXT NOT NULL, kind TEXT NOT NULL, due TEXT NOT NULL, number INTEGER NOT NULL, status TEXT NOT NULL,
  started TEXT NOT NULL, ended TEXT, run_id TEXT, trouble TEXT, message TEXT,
  PRIMARY KEY (org_name, kind, due, number)
) STRICT;

-- What somebody was told of and is not over yet, with who was told.
CREATE TABLE alarm (
  org_name TEXT NOT NULL, kind TEXT NOT NULL, condition TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (org_name, kind, condition)
) STRICT;

CREATE TABLE delivery (
  run_id TEXT, org_name TEXT NOT NULL, kind TEXT NOT NULL, condition TEXT NOT NULL, news TEXT NOT NULL,
  channel TEXT NOT NULL, trouble TEXT, sent TEXT NOT NULL
) STRICT;
CREATE INDEX delivery_run ON delivery (run_id);
CREATE INDEX delivery_sent ON delivery (sent);
`,
  `
-- What was accepted since the file was written, where it is little: in place of its rows of the same records.
ALTER TABLE accepted ADD COLUMN changes TEXT;
`,
  `
-- What kind of org an Id belongs to, as it has said: neither of them ever changes.
CREATE TABLE org (org_id TEXT PRIMARY KEY, environment TEXT NOT NULL, company TEXT NOT NULL) STRICT;
`,
  keptFromFolder,
];

/** Files in the ledger's own folder are named from there on, so that it may be moved. */
function keptFromFolder(folder: string): string {
  const inside = `'${`${folder}${sep}`.replaceAll("'", "''")}'`;
  return ['job.file', 'rejected.file', 'accepted.file', 'accepted.changes']
    .map((where) => where.split('.'))
    .map(
      ([table, column]) =>
        `UPDATE ${table} SET ${column} = substr(${column}, length(${inside}) + 1)
         WHERE substr(${column}, 1, length(${inside})) = ${inside};`,
    )
    .join('\n');
}

/** Opens `ledger.sqlite` in a folder, made if it is not there. */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'ledger.sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 10_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    prepareTables(database, folder, file);
    // From here on a job id must be on disk before its rows travel, even if the power goes. Tables can be prepared once more.
    database.exec('PRAGMA synchronous = FULL;');
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof Mistake) throw cause;
    throw new Mistake({
      trouble: 'config',
      message: `The ledger ${file} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}.`,
      actions: [
        'Check that you may write to this folder, and that the disk has room.',
        'If the file is damaged, move it away: the next push then sends every row once more.',
      ],
      facts: { file },
      cause,
    });
  }
}

function prepareTables(database: DatabaseSync, folder: string, file: string): void {
  const versionOf = () => Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (versionOf() === STEPS.length) return;
  inTransaction(database, () => {
    // Asked again inside: another process may have made the tables in the meantime.
    const version = versionOf();
    if (version > STEPS.length) {
      throw new Mistake({
        trouble: 'config',
        message: `The ledger ${file} was written by a later version of heap-salesforce.`,
        actions: ['Update heap-salesforce: npm install heap-salesforce@latest'],
        facts: { file, version },
      });
    }
    for (const step of STEPS.slice(version)) database.exec(typeof step === 'string' ? step : step(folder));
    database.exec(`PRAGMA user_version = ${STEPS.length};`);
  });
}

/** All or nothing; takes the right to write at once, so that two writers wait and do not clash. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** All or nothing, without waiting until it is on the disk: it gets there with the next transaction that waits. */
export function unwaited(database: DatabaseSync, work: () => void): void {
  database.exec('PRAGMA synchronous = NORMAL');
  try {
    inTransaction(database, work);
  } finally {
    database.exec('PRAGMA synchronous = FULL');
  }
}

/** What work gives, all that it wrote taken back. */
export function undone<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    return work();
  } finally {
    database.exec('ROLLBACK');
  }
}
