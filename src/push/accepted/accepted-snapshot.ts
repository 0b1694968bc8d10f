import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '../../config/settings.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { namesIn } from '../history/history-files.ts';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';

/** Brings what the org last accepted into the warehouse, read from its file, and tells under which name. */
export async function loadAccepted(
  warehouse: Warehouse,
  level: Level,
  file: string | undefined,
): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const name = `accepted_${level}`;
  await warehouse.run(`CREATE OR REPLACE VIEW ${name} AS SELECT * FROM read_parquet(${sqlText(file)})`);
  return name;
}

/** A snapshot that is written and not yet pointed at. */
export interface NextSnapshot {
  readonly file: string;
  readonly rows: number;
}

/** Writes what the org holds once it has accepted these rows. */
export async function writeSnapshot(
  { warehouse, ledger, org, settings }: SendGround,
  target: UsageTarget,
  { acceptedSql, name }: { readonly acceptedSql: string; readonly name: string },
): Promise<NextSnapshot> {
  const before = ledger.accepted(org.organizationId, target.object);
  const folder = join(settings.stateFolder, 'snapshots', org.organizationId);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${target.object}-${name}.parquet`);
  const { rows } = await warehouse.copyToParquet(nextSnapshotSql(acceptedSql, before?.file, target), file);
  return { file, rows };
}

/** Moves the snapshot forward. The file is whole before the ledger points at it. */
export async function moveSnapshot(
  { ledger, run, org }: SendGround,
  { object }: UsageTarget,
  { file, rows }: NextSnapshot,
): Promise<void> {
  const before = ledger.accepted(org.organizationId, object);
  run.accept({ object, file, rows });
  if (before !== undefined && before.file !== file) await rm(before.file, { force: true });
}

/** Removes snapshots that a killed run has written and nothing points at. */
export async function sweepSnapshots(
  { ledger, org, settings }: SendGround,
  targets: readonly UsageTarget[],
): Promise<void> {
  const folder = join(settings.stateFolder, 'snapshots', org.organizationId);
  const files = await namesIn(folder);
  for (const { object } of targets) {
    const current = ledger.accepted(org.organizationId, object)?.file;
    for (const name of files.filter((one) => one.startsWith(`${object}-`))) {
      const file = join(folder, name);
      if (file !== current) await rm(file, { force: true });
    }
  }
}

/** What the org holds now: the rows just accepted, and for all others what it held before. */
function nextSnapshotSql(acceptedSql: string, before: string | undefined, { externalId, lookup }: UsageTarget): string {
  const id = sqlName(externalId);
  const taken = `SELECT ${id} AS record_id, * EXCLUDE (${id}, ${sqlName(lookup)}) FROM (${acceptedSql})`;
  if (before === undefined) return taken;
  return `${taken} UNION ALL BY NAME SELECT was.* FROM read_parquet(${sqlText(before)}) AS was
    ANTI JOIN (${acceptedSql}) AS taken ON taken.${id} = was.record_id`;
}
