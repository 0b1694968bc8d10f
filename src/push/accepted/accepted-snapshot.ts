import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '../../config/settings.ts';
import type { AcceptedRows } from '../../ledger/types/job.ts';
import { sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { namesIn } from '../history/history-files.ts';
import { filesOf, keptRowsSql, putChanges } from '../kept-rows.ts';
import type { SendGround } from '../push-ground.ts';
import type { UsageTarget } from '../usage-object.ts';

/** What the rows of a snapshot are known by. */
export const KEY = 'record_id';

/** Brings what the org last accepted into the warehouse, read where it lies, and tells under which name. */
export async function loadAccepted(
  warehouse: Warehouse,
  level: Level,
  accepted: AcceptedRows | undefined,
): Promise<string | undefined> {
  if (accepted === undefined) return undefined;
  const name = `accepted_${level}`;
  await warehouse.run(`CREATE OR REPLACE VIEW ${name} AS ${acceptedRowsSql(accepted)}`);
  return name;
}

/** The rows of a snapshot as a query: `record_id` and the cells. */
export function acceptedRowsSql(accepted: AcceptedRows): string {
  return keptRowsSql(accepted, KEY);
}

/** Writes what the org holds once it has accepted these rows; nothing points at it yet. */
export async function writeSnapshot(
  ground: SendGround,
  target: UsageTarget,
  { acceptedSql, name }: { readonly acceptedSql: string; readonly name: string },
): Promise<AcceptedRows> {
  const [id, lookup] = [sqlName(target.externalId), sqlName(target.lookup)];
  const sql = `SELECT ${id} AS record_id, * EXCLUDE (${id}, ${lookup}), false AS gone FROM (${acceptedSql})`;
  return writeNext(ground, target, { sql, name });
}

/** Writes what the org holds without the records of a table with `record_id`. */
export async function writeForgotten(
  ground: SendGround,
  target: UsageTarget,
  { gone, name }: { readonly gone: string; readonly name: string },
): Promise<AcceptedRows> {
  return writeNext(ground, target, { sql: `SELECT record_id, true AS gone FROM ${gone}`, name });
}

async function writeNext(
  { warehouse, ledger, org, settings }: SendGround,
  { object }: UsageTarget,
  { sql, name }: { readonly sql: string; readonly name: string },
): Promise<AcceptedRows> {
  const before = ledger.accepted(org.organizationId, object);
  const folder = join(settings.stateFolder, 'snapshots', org.organizationId);
  await mkdir(folder, { recursive: true });
  return putChanges(warehouse, before, { key: KEY, sql, stem: join(folder, `${object}-${name}`) });
}

/** Moves the snapshot forward. Its files are whole before the ledger points at them. */
export async function moveSnapshot(
  { ledger, run, org }: Pick<SendGround, 'ledger' | 'run'> & { readonly org: { readonly organizationId: string } },
  { object }: Pick<UsageTarget, 'object'>,
  next: AcceptedRows,
): Promise<void> {
  const before = ledger.accepted(org.organizationId, object);
  run.accept({ object, ...next });
  await removeFiles(filesOf(before), filesOf(next));
}

/** Removes a snapshot that nothing will point at. */
export async function dropSnapshot(
  { ledger, org }: SendGround,
  { object }: UsageTarget,
  next: AcceptedRows,
): Promise<void> {
  await removeFiles(filesOf(next), filesOf(ledger.accepted(org.organizationId, object)));
}

/** Removes snapshots that a killed run has written and nothing points at. */
export async function sweepSnapshots(
  { ledger, org, settings }: SendGround,
  targets: readonly UsageTarget[],
): Promise<void> {
  const folder = join(settings.stateFolder, 'snapshots', org.organizationId);
  const files = await namesIn(folder);
  for (const { object } of targets) {
    const ofObject = files.filter((name) => name.startsWith(`${object}-`)).map((name) => join(folder, name));
    await removeFiles(ofObject, filesOf(ledger.accepted(org.organizationId, object)));
  }
}

async function removeFiles(files: readonly string[], inUse: readonly string[]): Promise<void> {
  for (const file of files.filter((one) => !inUse.includes(one))) await rm(file, { force: true });
}
