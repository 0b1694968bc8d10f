-- A ledger as version 1 kept it.
CREATE TABLE run (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, org_id TEXT NOT NULL, org_name TEXT NOT NULL, status TEXT NOT NULL,
  pid INTEGER NOT NULL, as_of TEXT, started TEXT NOT NULL, ended TEXT, counts TEXT, error TEXT
) STRICT;
CREATE TABLE job (
  org_id TEXT NOT NULL, job_id TEXT NOT NULL, run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  object TEXT NOT NULL, operation TEXT NOT NULL, row_count INTEGER NOT NULL, file TEXT,
  stage TEXT NOT NULL, state TEXT, created TEXT NOT NULL, changed TEXT NOT NULL,
  PRIMARY KEY (org_id, job_id)
) STRICT;
CREATE TABLE rejected (
  run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE, object TEXT NOT NULL, record_id TEXT NOT NULL,
  code TEXT NOT NULL, message TEXT NOT NULL, fields TEXT NOT NULL
) STRICT;
CREATE INDEX rejected_run ON rejected (run_id);
CREATE TABLE accepted (
  run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE, org_id TEXT NOT NULL, object TEXT NOT NULL,
  file TEXT NOT NULL, row_count INTEGER NOT NULL, accepted TEXT NOT NULL
) STRICT;
CREATE TABLE credit (
  org_id TEXT NOT NULL, hour TEXT NOT NULL, run_id TEXT NOT NULL, kind TEXT NOT NULL, credits INTEGER NOT NULL,
  PRIMARY KEY (org_id, hour, run_id, kind)
) STRICT;
INSERT INTO run VALUES ('push-20260630-070000-aaaa', 'push', '00DHp0000000001MAA', 'local', 'partly', 1, NULL,
  '2026-06-30T07:00:00.000Z', '2026-06-30T07:01:00.000Z', NULL, NULL);
INSERT INTO job VALUES ('00DHp0000000001MAA', '750A', 'push-20260630-070000-aaaa', 'o', 'upsert', 1, '/f.csv', 'closed',
  'InProgress', '2026-06-30T07:00:00.000Z', '2026-06-30T07:00:00.000Z');
INSERT INTO rejected VALUES ('push-20260630-070000-aaaa', 'o', '003', 'X', 'm', '[]');
INSERT INTO accepted VALUES ('push-20260630-070000-aaaa', '00DHp0000000001MAA', 'o', '/s/1.parquet', 1,
  '2026-06-30T07:01:00.000Z');
PRAGMA user_version = 1;
