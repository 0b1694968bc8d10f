import { sep } from 'node:path';

/**
 * The steps from an empty ledger to today's tables. How many were taken is kept in `user_version`; a ledger with more of
 * them than we know is not touched. A step that was published stays as it is.
 */
export const STEPS: readonly (string | ((folder: string) => string))[] = [
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
